package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Replicas that share six connections to PostgreSQL through a pooler, each transaction on another one, without prepared
 * statements.
 */
class PoolerFaults {
    private static final Duration OLD = Duration.ofSeconds(500);

    private static PostgresServer postgres;
    private static PgBouncer pooler;
    private static Installation vault;
    private static Api api;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        pooler = new PgBouncer(postgres);
        vault = Plan.standard()
                .server(postgres)
                .through(pooler.port())
                .with("quarkus.datasource.reactive.cache-prepared-statements", "false")
                // Without it, a statement is prepared in one transaction and executed in another, on a connection that
                // does not know it.
                .with("quarkus.datasource.reactive.postgresql.use-layer7-proxy", "true")
                .start();
        api = vault.service();
    }

    @AfterAll
    static void end() {
        vault.close();
        pooler.close();
        postgres.close();
    }

    @Test
    @DisplayName("Row 22: behind PgBouncer in transaction mode 600 callers of one connection make one call")
    void manyCallersMakeOneCall() {
        // Given
        vault.mended();
        SeededConnection connection = vault.seeds().connection(OLD);

        // When
        Set<String> tokens = Crowd.of(vault, 600, connection).tokens().get(connection);

        // Then
        assertThat(tokens).hasSize(1).doesNotContain(connection.accessToken());
        assertThat(Invariants.of(vault, connection).nothingIsLost().calls()).hasSize(1);
    }

    @Test
    @DisplayName("Row 22: behind PgBouncer in transaction mode a killed owner's connection ends as it should")
    void aKilledOwnerLosesTheResponse() {
        // Given
        vault.mended();
        SeededConnection connection = vault.seeds().connection(OLD);
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofSeconds(2)));
        vault.renewalUnderWay(vault.replica(2), connection);

        // When
        vault.replica(2).kill();

        // Then
        Answer refused = api.tokenAtLast(vault.replica(0), connection, Api.NEW, 409);
        assertThat(refused.member("reason").asText()).isEqualTo("lost_response");
        Invariants.of(vault, connection).everyVerdictIsInTheTrail().logsHoldNoSecrets();
    }

    @Test
    @DisplayName("Row 22: behind PgBouncer in transaction mode renewals of many connections are all stored")
    void manyRenewalsAreStored() {
        // Given
        vault.mended();
        List<SeededConnection> connections = vault.seeds().connections(150, OLD);

        // When
        try (Load load = Load.of(
                12,
                Duration.ZERO,
                i -> api.token(vault.replica(i % 3), connections.get(i % connections.size()), Api.NEW))) {
            Outage.lasts(Duration.ofSeconds(5));
            assertThat(load.answers()).isNotEmpty().noneMatch(answer -> answer.status() == 500);
        }
        connections.forEach(each -> api.tokenAtLast(vault.replica(0), each, Api.NEW, 200));

        // Then
        assertThat(new Invariants(vault, connections)
                        .noTokenWasSpentTwiceAtOnce()
                        .nothingIsLost()
                        .calls())
                .hasSize(connections.size());
    }
}
