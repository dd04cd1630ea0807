package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The clocks of two replicas are wrong by ten minutes, in either direction. Every decision about time is the
 * database's.
 */
class ClockFaults {
    private static final Duration WRONG = Duration.ofMinutes(10);

    /**
     * Enough for what a caller without a wish is content with (ten minutes), and not by so much that a wrong clock
     * would not show.
     */
    private static final Duration ENOUGH = Duration.ofSeconds(900);

    private static final Duration TOO_SHORT = Duration.ofSeconds(300);
    private static final long TOLERANCE_SECONDS = 60;

    @AutoClose
    private static Installation vault;

    private static Api api;

    @BeforeAll
    static void start() {
        vault = Plan.standard().clocks(WRONG, WRONG.negated()).start();
        api = vault.service();
    }

    @BeforeEach
    void begin() {
        vault.mended();
    }

    @Test
    @DisplayName(
            "Row 24: a replica whose clock is wrong renews neither early nor late, and dates tokens as the others do")
    void aWrongClockChangesNoDecision() {
        for (Replica replica : vault.replicas()) {
            // Given
            SeededConnection valid = vault.seeds().connection(ENOUGH);
            SeededConnection old = vault.seeds().connection(TOO_SHORT);

            // When
            Answer issued = api.token(replica, valid);
            Answer renewed = api.tokenAtLast(replica, old, 600, 200);

            // Then
            assertThat(issued.accessToken()).isEqualTo(valid.accessToken());
            assertThat(issued.member("expires_in").asLong())
                    .isBetween(ENOUGH.toSeconds() - TOLERANCE_SECONDS, ENOUGH.toSeconds());
            assertThat(Invariants.of(vault, valid).calls()).isEmpty();
            long life = Duration.ofHours(8).toSeconds();
            assertThat(renewed.member("expires_in").asLong()).isBetween(life - TOLERANCE_SECONDS, life);
            assertThat(secondsLeft(old)).isBetween(life - TOLERANCE_SECONDS, life);
            assertThat(Invariants.of(vault, old).nothingIsLost().calls()).hasSize(1);
        }
    }

    @Test
    @DisplayName("Row 24: a lease of a replica whose clock is wrong is respected, and runs out when it should")
    void aWrongClockChangesNoLease() {
        for (Replica owner : List.of(vault.replica(0), vault.replica(1))) {
            // Given
            SeededConnection connection = vault.seeds().connection(TOO_SHORT);
            vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofSeconds(1)));
            vault.renewalUnderWay(owner, connection);

            // When
            Answer waited = api.tokenAtLast(otherThan(owner), connection, Api.NEW, 200);

            // Then
            assertThat(waited.accessToken()).isNotEqualTo(connection.accessToken());
            assertThat(Invariants.of(vault, connection).nothingIsLost().calls()).hasSize(1);
        }
    }

    @Test
    @DisplayName("Row 24: what an owner with a wrong clock left behind is taken over after its lease and the pause")
    void aWrongClockDelaysNoTakeover() {
        for (Replica owner : List.of(vault.replica(0), vault.replica(1))) {
            // Given
            SeededConnection connection = vault.seeds().connection(TOO_SHORT);
            vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofSeconds(2)));
            vault.renewalUnderWay(owner, connection);

            // When
            owner.kill();
            long killed = System.nanoTime();
            api.tokenAtLast(otherThan(owner), connection, Api.NEW, 409);

            // Then: not at once, as a clock that runs ahead would have it, and not ten minutes later.
            assertThat(Duration.ofNanos(System.nanoTime() - killed))
                    .isGreaterThan(vault.leaseAndPause().minusSeconds(3));
            owner.start();
            owner.awaitReady();
        }
    }

    private static Replica otherThan(Replica owner) {
        return owner == vault.replica(0) ? vault.replica(1) : vault.replica(0);
    }

    private static long secondsLeft(SeededConnection connection) {
        return vault.database()
                .number(
                        "SELECT extract(epoch FROM access_expires_at - clock_timestamp())::bigint FROM"
                                + " connection_token WHERE tenant = ?",
                        connection.tenant());
    }
}
