package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SIGTERM while a renewal is under way that no request waits for. */
class ShutdownFaults {
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final Duration SLOW = Duration.ofSeconds(2);

    @AutoClose
    private static Installation vault;

    private static Replica replica;
    private SeededConnection connection;

    @BeforeAll
    static void start() {
        vault = Plan.standard()
                .replicas(1)
                .with("countersign.refresh.background", "true")
                .start();
        replica = vault.replica(0);
    }

    @BeforeEach
    void seed() {
        vault.mended();
        connection = vault.seeds().connection(OLD);
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, SLOW));
    }

    @Test
    @DisplayName(
            "Row 26: SIGTERM in a background renewal of a replica that was never asked for anything: the new token is"
                    + " stored")
    void whatOnlyTheBackgroundUsedOutlivesItsRenewal() {
        // Given
        stop();
        vault.seeds().makeDue(vault.seeds().all());

        // When
        replica.start();
        vault.awaitIssued(connection);
        replica.terminate();

        // Then
        assertStoredAtItsEnd();
    }

    @Test
    @DisplayName("Row 26: SIGTERM while the database is away and nobody waits: the new token is stored when it is back")
    void whatIsKeptInMemoryIsStoredBeforeTheEnd() {
        // Given
        RudeCaller caller = RudeCaller.ask(vault, replica, connection);
        vault.awaitIssued(connection);
        caller.hangUp();

        // When
        vault.toDatabase(0).cut();
        replica.terminate();
        Outage.lasts(SLOW.plusSeconds(2));
        vault.toDatabase(0).heal();

        // Then
        assertStoredAtItsEnd();
        assertThat(replica.written()).contains("New tokens could not be stored and are kept in memory");
    }

    private static void stop() {
        replica.terminate();
        replica.awaitEnd();
    }

    private void assertStoredAtItsEnd() {
        assertThat(replica.awaitEnd()).as("exit code after SIGTERM").isZero();
        assertThat(vault.database()
                        .number("SELECT generation FROM connection_token WHERE tenant = ?", connection.tenant()))
                .isEqualTo(2);
        assertThat(Invariants.of(vault, connection).nothingIsLost().calls()).hasSize(1);
    }
}
