package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.GrantType;
import io.countersign.refresh.gate.GateKey;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What stands in the way of a lease whose owner never came back. */
class ObstacleTest {
    private static final Duration TAKEOVER = Duration.ofSeconds(15);
    private static final Target TARGET = new Target(new ConnectionId("acme", "default", new UUID(0, 1)), "main", 3);

    private static LeaseAnswer abandoned(GrantType grant, Duration closedFor, boolean paused, boolean probing) {
        GateKey gate = new GateKey("main", grant);
        return new Obstacle(3, true, true, false, closedFor, paused, probing, gate, Optional.empty())
                .answer(TARGET, TAKEOVER);
    }

    /** Its answer may yet land, and the refresh token with it. */
    @Test
    void aRefreshTokensLeaseIsEmptiedFirst() {
        assertThat(abandoned(GrantType.AUTHORIZATION_CODE, Duration.ZERO, false, true))
                .isEqualTo(new LeaseAnswer.Closed(TAKEOVER));
    }

    /** The owner was the gate's only probe: somebody has to be the next, or the gate stays closed for ever. */
    @Test
    void anAssertionsLeaseKeepsNoProbeFromTheGate() {
        assertThat(abandoned(GrantType.JWT_BEARER, Duration.ZERO, false, true))
                .isEqualTo(new LeaseAnswer.ProbeDue(new GateKey("main", GrantType.JWT_BEARER)));
    }

    @Test
    void anAssertionsLeaseHidesNoPauseOfTheGate() {
        Duration pause = Duration.ofMinutes(10);

        assertThat(abandoned(GrantType.JWT_BEARER, pause, true, false))
                .isEqualTo(new LeaseAnswer.Paused(new GateKey("main", GrantType.JWT_BEARER), pause));
    }
}
