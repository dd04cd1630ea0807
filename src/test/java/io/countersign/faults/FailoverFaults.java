package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.RotationMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An asynchronous standby takes over and lacks the last commits. */
class FailoverFaults {
    private static final Duration OLD = Duration.ofSeconds(500);

    @ParameterizedTest(name = "where the old token works on: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("Row 20: what a standby lacks is noticed, and ends as the rotation lets it")
    void aLostCommitIsNoticed(boolean grace) {
        try (PostgresServer primary = PostgresServer.start();
                TcpProxy replication = TcpProxy.to(primary.port());
                Installation vault = Plan.standard().replicas(2).server(primary).start()) {
            // Given
            Api api = vault.service();
            if (grace) {
                vault.docusign()
                        .change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofMinutes(9))));
            }
            List<SeededConnection> connections = vault.seeds().connections(4, OLD);
            try (PostgresServer standby = primary.startStandby(replication.port())) {
                replication.cut();
                connections.forEach(
                        each -> vault.replicas().forEach(replica -> api.tokenAtLast(replica, each, Api.NEW, 200)));

                // When
                primary.stopImmediately();
                standby.promote();
                vault.database().moveTo(standby);
                vault.toDatabase().forEach(proxy -> proxy.redirect(standby.port()));
                vault.toDatabase().forEach(TcpProxy::reset);

                // Then
                TestingWait.until("a replica sees that it knew more", Duration.ofSeconds(60), () -> {
                    connections.forEach(each -> api.token(vault.replica(1), each));
                    return vault.database()
                                    .number("SELECT count(*) FROM connection_token WHERE unsure OR generation > 1"
                                            + " OR reason = 'lost_response'")
                            == connections.size();
                });
                connections.forEach(each -> api.tokenAtLast(vault.replica(0), each, Api.NEW, grace ? 200 : 409));
                Invariants invariants = new Invariants(vault, connections);
                invariants.strandedAre(invariants.lost()).logsHoldNoSecrets();
                assertThat(invariants.lost()).hasSize(grace ? 0 : connections.size());
            }
        }
    }
}
