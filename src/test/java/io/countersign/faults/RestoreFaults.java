package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.TestingWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database is lost, and an older dump of it is restored as docs/runbooks/restore.md says. */
class RestoreFaults {
    private static final Path RUNBOOK = Path.of("docs/runbooks/restore.md");
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Of access tokens: less than what {@link Api#NEW} asks for, so that the vault renews them then. */
    private static final Duration LEFT = Duration.ofHours(7);

    @TempDir
    Path files;

    @Test
    @DisplayName("Row 33: of 100 connections, the 50 that were renewed after the backup need a consent, and say why")
    void aRestoredDatabaseTellsWhatItLost() throws Exception {
        try (Installation vault = Plan.standard().replicas(1).start()) {
            // Given: a dump, and what came after it.
            Replica replica = vault.replica(0);
            List<SeededConnection> renewed = vault.seeds().connections(50, LEFT);
            List<SeededConnection> idle = vault.seeds().connections(50, LEFT);
            SeededConnection left = vault.seeds().connection(LEFT);
            TakenBack leaked = TakenBack.made(vault);
            Dump.of(vault, files.resolve("backup"));
            leaked.delete(vault);
            renewed.forEach(each -> vault.service().tokenAtLast(replica, each, Api.NEW, 200));
            vault.operator().send(replica, "DELETE", left.path(), "");
            Instant since = copyTrail(vault);

            // When
            String restored = vault.database().server().createDatabase();
            try (ChildProcess script =
                    RunbookScript.of(RUNBOOK).start(files.resolve("log"), done(), variables(vault, restored, since))) {
                TestingWait.until("the runbook is done", LONGEST, () -> isDone(script));

                // Then
                vault.database().become(restored);
                assertStates(vault, renewed, idle, left);
                assertIssued(vault, renewed, idle);
                assertListed(renewed);
                leaked.assertGone(vault, idle.getFirst());
                String log = script.written();
                assertThat(log)
                        .contains("database_restored connections=101 grants=0 imports=0")
                        .contains("0 connections are not tried yet, 50 are renewed, 50 are lost_response")
                        .doesNotContain("There is no link");
                assertThat(vault.secrets().stream().filter(log::contains).count())
                        .as("secrets in the log")
                        .isZero();
            }
        }
    }

    private Map<String, String> variables(Installation vault, String restored, Instant since) {
        Replica replica = vault.replica(0);
        return Map.ofEntries(
                Map.entry("STOP", "kill -TERM " + replica.processId()),
                Map.entry("COUNTERSIGN", start(vault, restored)),
                Map.entry("DATABASE", vault.database().server().url(restored)),
                Map.entry("BACKUP", files.resolve("backup").toString()),
                Map.entry("VAULT", "http://localhost:" + replica.port()),
                Map.entry("HEALTH", replica.management().toString()),
                Map.entry("KEY", vault.operatorKey()),
                Map.entry("TRAIL", files.resolve("trail").toString()),
                Map.entry("SINCE", since.toString()),
                Map.entry("AFFECTED", files.resolve("affected").toString()),
                Map.entry("LINKS", files.resolve("links").toString()));
    }

    private Path done() {
        return files.resolve("done");
    }

    private boolean isDone(ChildProcess script) {
        boolean done = Files.exists(done());
        if (!done && !script.isAlive()) {
            throw new AssertionError("The runbook ended: " + script.written());
        }
        return done;
    }

    private static void assertStates(
            Installation vault, List<SeededConnection> renewed, List<SeededConnection> idle, SeededConnection left) {
        Invariants invariants = new Invariants(
                vault, Stream.concat(renewed.stream(), idle.stream()).toList());
        invariants
                .strandedAre(renewed.stream().map(SeededConnection::tenant).collect(Collectors.toSet()))
                .noTokenWasSpentTwiceAtOnce()
                .everyVerdictIsInTheTrail();
        assertThat(invariants.calls())
                .as("one renewal before, and one for each after")
                .hasSize(150);
        assertThat(vault.database()
                        .number("SELECT count(*) FROM connection_token WHERE generation = 2 AND NOT unsure"
                                + " AND state = 'active'"))
                .isEqualTo(50);
        assertThat(vault.database()
                        .rows(
                                row -> row.getString(1),
                                "SELECT state FROM connection_token WHERE tenant = ?",
                                left.tenant()))
                .containsExactly("disconnected");
        assertThat(vault.database().number("SELECT count(*) FROM verdict_count WHERE verdicts > 0"))
                .as("slots that were taken")
                .isZero();
    }

    private void assertListed(List<SeededConnection> renewed) throws IOException {
        assertThat(linesOf("affected")).isEqualTo(names(renewed));
        assertThat(linesOf("links")).hasSize(50).allMatch(line -> line.contains(" " + SeededConnection.NAME + " http"));
    }

    private static void assertIssued(Installation vault, List<SeededConnection> renewed, List<SeededConnection> idle) {
        Replica replica = vault.replica(0);
        for (SeededConnection each : renewed) {
            Answer answer = vault.service().token(replica, each);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.member("access_token").asText().equals(each.accessToken()))
                    .as("the one from the backup")
                    .isTrue();
        }
        assertThat(idle).allMatch(each -> vault.service().token(replica, each).isOk());
    }

    /**
     * What was committed is shown when nothing older is under way any more. Answers the second in which the first of
     * the deletions came, without its fraction: this is how a person writes a time, and the deletion has one.
     */
    private Instant copyTrail(Installation vault) throws IOException {
        AtomicReference<JsonNode> events = new AtomicReference<>();
        TestingWait.until("the trail shows the newest event", () -> {
            Answer page = vault.operator().send(vault.replica(0), "GET", "/v1/audit-events?limit=1000", "");
            events.set(page.member("items"));
            return page.body().contains("connection.disconnected");
        });
        Files.write(
                files.resolve("trail"),
                StreamSupport.stream(events.get().spliterator(), false)
                        .map(JsonNode::toString)
                        .toList());
        return StreamSupport.stream(events.get().spliterator(), false)
                .filter(event -> event.path("type").asText().equals("api-key.deleted"))
                .map(event -> Instant.parse(event.path("occurred_at").asText()))
                .findFirst()
                .orElseThrow()
                .truncatedTo(ChronoUnit.SECONDS);
    }

    /** The replica's command on another database, with renewals that nobody asks for. It dies with the script. */
    private static String start(Installation vault, String database) {
        PostgresServer server = vault.database().server();
        Map<String, String> configuration = new HashMap<>(vault.replica(0).configuration());
        configuration.remove("countersign.refresh.background");
        configuration.remove("countersign.refresh.max-per-second");
        configuration.put(
                "quarkus.datasource.reactive.url", "postgresql://localhost:%d/%s".formatted(server.port(), database));
        configuration.put(
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:%d/%s".formatted(server.port(), database));
        return "setpriv --pdeathsig KILL " + String.join(" ", vault.replica(0).command(configuration));
    }

    private Set<String> linesOf(String file) throws IOException {
        return new HashSet<>(Files.readAllLines(files.resolve(file)));
    }

    private static Set<String> names(List<SeededConnection> connections) {
        return connections.stream()
                .map(each -> each.tenant() + " " + SeededConnection.NAME)
                .collect(Collectors.toSet());
    }
}
