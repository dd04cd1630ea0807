package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.RotationMode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PostgreSQL's clock is set while DocuSign thinks. */
class DatabaseClockFaults {
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final Duration DEADLINE = Duration.ofSeconds(6);
    private static final Duration THINKS = Duration.ofSeconds(5);

    /** Longer than a lease, and than the pause after it. */
    private static final Duration STEP = Duration.ofSeconds(40);

    /** Longer than an access token lasts. */
    private static final Duration LIFE = Duration.ofHours(9);

    private static PostgresServer postgres;
    private static Installation vault;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.startWithClock();
        vault = Plan.standard()
                .replicas(2)
                .deadline(DEADLINE)
                .server(postgres)
                .with("countersign.refresh.background", "true")
                .start();
    }

    @AfterAll
    static void end() {
        vault.close();
        postgres.close();
    }

    @Test
    @DisplayName("A step over a lease that is alive: what becomes of the token that was sent twice is called lost, not"
            + " revoked, and the step is told")
    void aStepForwardIsToldAndNotBlamedOnTheTenant() {
        // Given
        vault.docusign().change(settings -> settings.withRotation(new RotationMode.FamilyRevoked()));
        SeededConnection connection = vault.seeds().connection(OLD);
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, THINKS));
        CompletableFuture<Answer> late = vault.renewalUnderWay(vault.replica(0), connection);

        // When
        postgres.setClock(STEP);
        CompletableFuture<Answer> other = vault.service().tokenLater(vault.replica(1), connection, Api.NEW);
        TestingWait.until("the lease was emptied", () -> row(connection).contains(" free "));
        postgres.setClock(STEP.multipliedBy(2));
        late.join();
        other.join();

        // Then
        assertThat(Invariants.of(vault, connection).calls())
                .as("the token went out twice")
                .hasSize(2);
        assertThat(row(connection)).isEqualTo("active 2 free unsure");
        postgres.setClock(LIFE);
        Answer refused = vault.service().tokenAtLast(vault.replica(1), connection, Api.NEW, 409);
        assertThat(refused.member("reason").asText()).isEqualTo("lost_response");
        vault.replicas()
                .forEach(replica -> TestingWait.until(
                        "the step is told", () -> replica.metric("countersign_database_clock_steps_total") > 0));
        assertThat(vault.replica(0).written()).contains("database_clock_stepped");
    }

    private static String row(SeededConnection connection) {
        return vault.database().text("""
                        SELECT concat_ws(' ', state, generation, CASE WHEN lease_owner IS NULL THEN 'free'
                            ELSE 'leased' END,
                                         CASE WHEN unsure THEN 'unsure' ELSE 'sure' END)
                        FROM connection_token WHERE tenant = ?
                        """, connection.tenant());
    }
}
