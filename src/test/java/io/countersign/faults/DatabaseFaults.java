package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PostgreSQL, or the way there, breaks while tokens are renewed. */
class DatabaseFaults {
    private static final Duration OLD = Duration.ofSeconds(500);

    private static Installation vault;
    private static Api api;
    private List<SeededConnection> connections = List.of();

    @BeforeAll
    static void start() {
        vault = Installation.usual();
        api = vault.service();
    }

    @BeforeEach
    void begin() {
        vault.mended();
        connections = vault.seeds().connections(30, OLD);
    }

    @AfterEach
    void nothingIsLost() {
        new Invariants(vault, connections)
                .noTokenWasSpentTwiceAtOnce()
                .nothingIsLost()
                .logsHoldNoSecrets();
    }

    @Test
    @DisplayName("Row 15: one stopped backend costs its own statement and no more")
    void aStoppedBackendIsGivenUp() {
        // Given
        Replica replica = vault.replica(0);
        SeededConnection warm = connections.getFirst();
        api.tokenAtLast(replica, warm, Api.NEW, 200);
        long backend = vault.database().number("""
                SELECT pid FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
                  AND client_port = ANY (?) ORDER BY state_change DESC LIMIT 1
                """, (Object) vault.toDatabase(0).serverSidePorts());

        // When
        ChildProcess.signal("STOP", ProcessHandle.of(backend).stream());
        List<Answer> answers = new ArrayList<>();
        try {
            for (SeededConnection each : connections) {
                answers.add(api.token(replica, each));
            }
        } finally {
            ChildProcess.signal("CONT", ProcessHandle.of(backend).stream());
        }

        // Then
        assertThat(answers).filteredOn(answer -> !answer.isOk()).hasSizeLessThanOrEqualTo(1);
        api.tokenAtLast(replica, connections.getLast(), Api.NEW, 200);
    }

    @Test
    @DisplayName("Row 16: PostgreSQL is shut down at once and started again")
    void aRestartLosesNoCommits() {
        // Given
        try (Load load = renewEverything()) {
            Outage.lasts(Duration.ofSeconds(1));

            // When
            vault.database().server().stopImmediately();
            Outage.lasts(Duration.ofSeconds(2));
            vault.database().server().boot();

            // Then
            TestingWait.until(
                    "tokens are issued again",
                    () -> api.token(vault.replica(0), connections.getFirst()).isOk());
            assertThat(load.answers()).isNotEmpty();
        }
        renewTheRest();
    }

    @Test
    @DisplayName("Row 17: all sessions are ended every 200 ms")
    void endedSessionsCauseNoSecondRenewal() {
        // Given
        try (Load load = renewEverything()) {
            // When
            for (int i = 0; i < 20; i++) {
                vault.database().number("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """);
                Outage.lasts(Duration.ofMillis(200));
            }
            assertThat(load.answers()).anyMatch(Answer::isOk);
        }

        // Then
        renewTheRest();
        assertThat(new Invariants(vault, connections).calls())
                .allMatch(TokenCall::isIssued)
                .hasSize(connections.size());
    }

    @Test
    @DisplayName("Row 18: the answer to the commit is lost")
    void anUnknownCommitIsDecidedByValue() {
        // Given
        SeededConnection connection = connections.getFirst();
        int lost = vault.toDatabase(0).answersLost();
        vault.toDatabase(0).loseAnswerTo("written_by = $5");

        // When
        Answer answer = api.token(vault.replica(0), connection, Api.NEW);

        // Then
        assertThat(answer.accessToken()).isNotEqualTo(connection.accessToken());
        assertThat(vault.toDatabase(0).answersLost()).isEqualTo(lost + 1);
        assertThat(Invariants.of(vault, connection).calls()).hasSize(1);
        assertThat(generationOf(connection)).isEqualTo(2);
    }

    @Test
    @DisplayName("Row 19: the database is away between DocuSign's answer and the commit")
    void theAnswerIsKeptUntilTheDatabaseIsBack() {
        // Given
        SeededConnection connection = connections.getFirst();
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofMillis(800)));
        CompletableFuture<Answer> asked = vault.renewalUnderWay(vault.replica(0), connection);

        // When
        vault.toDatabase(0).cut();
        Outage.lasts(Duration.ofSeconds(10));
        Answer meanwhile = asked.join();
        vault.toDatabase(0).heal();

        // Then
        assertThat(meanwhile.status()).as(meanwhile.toString()).isEqualTo(503);
        TestingWait.until("the token is stored", () -> generationOf(connection) == 2);
        assertThat(Invariants.of(vault, connection).calls()).hasSize(1);
    }

    @Test
    @DisplayName("Row 23: a connection that was ended on another replica is issued for 5 seconds at most")
    void aDisconnectIsSeenEverywhere() {
        // Given
        SeededConnection connection = vault.seeds().connection(Duration.ofHours(7));
        vault.replicas().forEach(each -> api.token(each, connection).accessToken());

        // When
        assertThat(vault.operator()
                        .send(vault.replica(0), "DELETE", connection.path(), "")
                        .isOk())
                .isTrue();
        long ended = System.nanoTime();

        // Then
        assertThat(api.token(vault.replica(0), connection).status()).isEqualTo(409);
        for (Replica each : vault.replicas()) {
            awaitStatus(() -> api.token(each, connection), 409, ended);
        }
    }

    @Test
    @DisplayName(
            "Row 23: a refresh handle that was revoked on another replica is worth something for 5 seconds at most")
    void aRevokedHandleIsSeenEverywhere() {
        // Given
        SeededConnection connection = vault.seeds().connection(Duration.ofHours(7));
        String handles = connection.path() + "/refresh-handles";
        Answer made = vault.operator().send(vault.replica(0), "POST", handles, "{\"caller\": \"service\"}");
        String handle = made.member("refresh_token").asText();
        vault.replicas().forEach(each -> api.refresh(each, "service", handle).accessToken());

        // When
        String address = handles + "/" + made.member("id").asText();
        assertThat(vault.operator()
                        .send(vault.replica(0), "DELETE", address, "")
                        .status())
                .isEqualTo(204);
        long ended = System.nanoTime();

        // Then
        assertThat(api.refresh(vault.replica(0), "service", handle).status()).isEqualTo(400);
        for (Replica each : vault.replicas()) {
            awaitStatus(() -> api.refresh(each, "service", handle), 400, ended);
        }
    }

    @Test
    @DisplayName("Row 30: a damaged row is one tenant's trouble and causes no storm")
    void aDamagedRowStaysAlone() {
        // Given
        SeededConnection damaged = vault.seeds().connection(OLD);
        vault.database().run("""
                UPDATE connection_token SET refresh_token = set_byte(refresh_token, 40, get_byte(refresh_token, 40) # 1)
                WHERE tenant = ?
                """, damaged.tenant());

        // When
        List<Answer> answers = Stream.iterate(0, i -> i + 1)
                .limit(20)
                .map(i -> api.token(vault.replica(i % 3), damaged, Api.NEW))
                .toList();

        // Then
        assertThat(answers).allMatch(answer -> answer.status() == 503 || answer.status() == 500);
        assertThat(api.token(vault.replica(0), damaged).accessToken()).isEqualTo(damaged.accessToken());
        assertThat(Invariants.of(vault, damaged).calls()).isEmpty();
        assertThat(vault.database().text("SELECT state FROM connection_token WHERE tenant = ?", damaged.tenant()))
                .isEqualTo("active");
        assertThat(vault.replicas()).anyMatch(each -> names(each, damaged));
        renewTheRest();
    }

    @Test
    @DisplayName("A damaged access token is named, and a renewal heals it")
    void aDamagedAccessTokenIsHealed() {
        // Given
        SeededConnection damaged = vault.seeds().connection(Duration.ofHours(7));
        vault.database().run("""
                UPDATE connection_token SET access_token = set_byte(access_token, 40, get_byte(access_token, 40) # 1)
                WHERE tenant = ?
                """, damaged.tenant());
        Replica replica = vault.replica(0);
        assertThat(api.token(replica, damaged).status()).isEqualTo(500);
        assertThat(names(replica, damaged)).isTrue();

        // When
        assertThat(vault.operator()
                        .send(replica, "POST", damaged.path() + "/retry", "{}")
                        .status())
                .isEqualTo(202);

        // Then
        api.tokenAtLast(replica, damaged, 1, 200);
        renewTheRest();
    }

    private static boolean names(Replica replica, SeededConnection unreadable) {
        return replica.written().contains("row_unreadable tenant=" + unreadable.tenant() + " ");
    }

    @Test
    @DisplayName("A stalled way to the database is left within the deadline, and serves again after it")
    void aStallEndsRequestsAndNothingElse() {
        // Given
        vault.toDatabase(0).weather(Weather.FINE.withStall());

        // When
        Answer answer = api.token(vault.replica(0), connections.getFirst());

        // Then
        assertThat(answer.status()).isEqualTo(503);
        vault.toDatabase(0).heal();
        renewTheRest();
    }

    @Test
    @DisplayName("A database that lets the vault not in is as away as one that is gone")
    void aRefusedLoginIsAnOutage() {
        // Given
        SeededConnection connection = vault.seeds().connection(Duration.ofHours(7));
        Replica replica = vault.replica(0);
        String issued = api.token(replica, connection).accessToken();

        // When
        try {
            letIn(false);
            TestingWait.until("that is told", () -> replica.metric("countersign_database_away") == 1);

            // Then
            assertThat(api.token(replica, connection).accessToken()).isEqualTo(issued);
            assertThat(api.token(replica, connections.getLast()).status()).isEqualTo(503);
        } finally {
            letIn(true);
        }
        TestingWait.until("it is back", () -> replica.metric("countersign_database_away") == 0);
        renewTheRest();
    }

    /** Whether sessions may begin; where not, those that there are end. */
    private static void letIn(boolean allowed) {
        String name = vault.database().name();
        Database other = new Database(vault.database().server(), "postgres");
        other.run("ALTER DATABASE %s ALLOW_CONNECTIONS %s".formatted(name, allowed));
        if (!allowed) {
            other.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ?", name);
        }
    }

    /** Request starts count: one that began in time may end after it. */
    private static void awaitStatus(Supplier<Answer> request, int status, long since) {
        long began = System.nanoTime();
        while (request.get().status() != status) {
            assertThat(Duration.ofNanos(began - since)).isLessThanOrEqualTo(Duration.ofSeconds(5));
            began = System.nanoTime();
        }
    }

    private Load renewEverything() {
        return Load.of(
                6,
                Duration.ofMillis(20),
                i -> api.token(vault.replica(i % 3), connections.get(i % connections.size()), Api.NEW));
    }

    private void renewTheRest() {
        connections.forEach(each -> api.tokenAtLast(vault.replica(0), each, Api.NEW, 200));
    }

    private static long generationOf(SeededConnection connection) {
        return vault.database().number("SELECT generation FROM connection_token WHERE tenant = ?", connection.tenant());
    }
}
