package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.NextSchema;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Replicas are replaced one by one, as an orchestrator does it. */
class RollingRestartFaults {
    private static final Duration OLD = Duration.ofSeconds(500);

    @AutoClose
    private static Installation vault;

    @BeforeAll
    static void start() {
        // The real deadline, because a replica that has just been started is slow; a delay that is longer than the
        // balancer needs to notice.
        vault = Plan.standard()
                .deadline(Duration.ofSeconds(30))
                .with("quarkus.shutdown.delay", "3S")
                .start();
    }

    @BeforeEach
    void begin() {
        vault.mended();
    }

    @Test
    @DisplayName(
            "Row 26: three replicas are replaced under load, for the next version's schema and back, and no request"
                    + " fails")
    void aRollingUpdateAndItsRollbackFailNoRequest() {
        // Given
        List<SeededConnection> connections = vault.seeds().connections(300, OLD);
        vault.docusign().faults().always(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofMillis(100)));
        Api api = vault.service();
        List<Answer> answers;

        // When
        try (Balancer balancer = new Balancer(vault.replicas());
                Load load = Load.of(
                        8,
                        Duration.ofMillis(30),
                        i -> balancer.send(
                                replica -> api.token(replica, connections.get(i % connections.size()), Api.NEW)))) {
            replaceAll();
            // The versions differ by a migration that changes nothing: the first replica of the next one brings it, and
            // whatever is started from then on, of either version, starts on it.
            PostgresServer server = vault.database().server();
            NextSchema.migrate(server.jdbcUrl(vault.database().name()), PostgresServer.USER, "");
            replaceAll();
            answers = load.answers();
        }

        // Then
        assertThat(answers).hasSizeGreaterThan(100).allMatch(Answer::isOk);
        assertThat(new Invariants(vault, connections)
                        .noTokenWasSpentTwiceAtOnce()
                        .nothingIsLost()
                        .logsHoldNoSecrets()
                        .calls())
                .allMatch(TokenCall::isIssued);
    }

    private static void replaceAll() {
        for (Replica each : vault.replicas()) {
            Outage.lasts(Duration.ofSeconds(1));
            each.terminate();
            assertThat(each.awaitEnd()).as("exit code after SIGTERM").isEqualTo(143);
            each.start();
            each.awaitReady();
        }
    }
}
