package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.NextSchema;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replicas behind HAProxy are replaced one by one, as an orchestrator does it. */
class RollingRestartFaults {
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final Duration HANGS = Duration.ofSeconds(10);

    @AutoClose
    private static Installation vault;

    @AutoClose
    private static HaProxy haproxy;

    @BeforeAll
    static void start() {
        // The real deadline, because a replica that has just been started is slow; a delay that is longer than HAProxy
        // needs to notice.
        vault = Plan.standard()
                .deadline(Duration.ofSeconds(30))
                .with("quarkus.shutdown.delay", "2S")
                .start();
        haproxy = new HaProxy(vault.replicas());
    }

    @BeforeEach
    void begin() {
        vault.mended();
    }

    @Test
    @DisplayName("Row 26: three replicas are replaced under load, by the next version and back, and no request fails;"
            + " a database that hangs in between costs no token, and fails only what needs it")
    void aRollingUpdateAndItsRollbackFailNoRequest() {
        // Given
        List<SeededConnection> used = vault.seeds().connections(150, OLD);
        List<SeededConnection> late = vault.seeds().connections(20, OLD);
        vault.docusign().faults().always(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofMillis(100)));
        Api api = vault.service();
        List<Answer> updated;
        List<Answer> hanging;
        List<Answer> answers;

        // When
        try (Load load =
                Load.of(4, Duration.ofMillis(30), i -> api.token(haproxy, used.get(i % used.size()), Api.NEW))) {
            replaceAll(RollingRestartFaults::migrateToTheNextVersion);
            updated = load.answers();
            hang(late);
            hanging = after(updated, load.answers());
            replaceAll(() -> {});
            answers = load.answers();
        }

        // Then
        assertThat(updated).hasSizeGreaterThan(100).allMatch(Answer::isOk);
        assertThat(hanging)
                .allMatch(answer -> answer.isOk() || saysThatTheDatabaseIsAway(answer))
                .anyMatch(Answer::isOk);
        assertThat(answers.subList(updated.size() + hanging.size(), answers.size()))
                .hasSizeGreaterThan(100)
                .allMatch(Answer::isOk);
        assertThat(haproxy.left())
                .as("replicas that HAProxy saw leave")
                .hasSize(2 * vault.replicas().size());
        assertThat(new Invariants(
                                vault,
                                Stream.concat(used.stream(), late.stream()).toList())
                        .noTokenWasSpentTwiceAtOnce()
                        .nothingIsLost()
                        .logsHoldNoSecrets()
                        .calls())
                .allMatch(TokenCall::isIssued);
    }

    /**
     * PostgreSQL stands still while these are renewed. Returns when every one is answered, and the replicas serve from
     * the database again.
     */
    private static void hang(List<SeededConnection> renewed) {
        List<CompletableFuture<Answer>> asked = renewed.stream()
                .map(each -> vault.service().tokenLater(haproxy, each, Api.NEW))
                .toList();
        vault.awaitIssued(renewed.getFirst());
        PostgresServer server = vault.database().server();
        server.freeze();
        try {
            Outage.lasts(HANGS);
        } finally {
            server.thaw();
        }
        Api.all(asked);
        vault.replicas()
                .forEach(replica -> renewed.forEach(each -> vault.service().tokenAtLast(replica, each, Api.NEW, 200)));
    }

    private static boolean saysThatTheDatabaseIsAway(Answer answer) {
        return answer.status() == 503 && answer.body().contains("database");
    }

    private static List<Answer> after(List<Answer> earlier, List<Answer> all) {
        return all.subList(earlier.size(), all.size());
    }

    /**
     * The versions differ by a migration that changes nothing: the first replica of the next one brings it, and
     * whatever is started from then on, of either version, starts on it.
     */
    private static void migrateToTheNextVersion() {
        PostgresServer server = vault.database().server();
        NextSchema.migrate(server.jdbcUrl(vault.database().name()), PostgresServer.USER, "");
    }

    /** @param beforeTheFirstStarts what the version brings */
    private static void replaceAll(Runnable beforeTheFirstStarts) {
        Runnable before = beforeTheFirstStarts;
        for (Replica each : vault.replicas()) {
            each.terminate();
            assertThat(each.awaitEnd()).as("exit code after SIGTERM").isZero();
            before.run();
            before = () -> {};
            each.start();
            each.awaitReady();
            TestingWait.until(
                    "HAProxy has seen it come",
                    () -> haproxy.came().size() == haproxy.left().size());
        }
    }
}
