package io.countersign.incidents;

import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.RotationMode;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A connection whose access token has 100 seconds left, and DocuSign in its strictest mode: a used refresh token is
 * dead.
 */
abstract class IncidentFixture {
    static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    /** The request of a caller whom the old token does not serve. */
    static final Map<String, Object> INSISTING = Map.of("min_ttl_seconds", 600);

    static final String ROW = "SELECT tenant FROM connection_token WHERE tenant = ? FOR UPDATE";

    TestingTenant tenant;
    TestingRenewal renewal;

    @BeforeEach
    void connectLongAgo() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
        renewal.passesUntilLeft(Duration.ofSeconds(100));
    }

    @AfterEach
    void repairDocuSign() {
        TestDocuSign.simulator().faults().clear();
        rotation(new RotationMode.Strict());
    }

    static void rotation(RotationMode mode) {
        TestDocuSign.simulator().change(settings -> settings.withRotation(mode));
    }

    /** The next renewal is due, whatever pause the last one left. */
    final void itIsDueAgain() {
        renewal.passes(Duration.ofHours(8));
    }

    /** What comes of it within half a minute: who waits for an incident's end may wait for ever. */
    static <T> T end(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    final long generation() {
        return renewal.stored(Long.class, "generation");
    }

    final String state() {
        return renewal.stored(String.class, "state");
    }

    /** Each refresh but the first presented what the one before it brought. */
    static boolean isChain(List<? extends TokenCall> refreshes) {
        for (int i = 1; i < refreshes.size(); i++) {
            if (!refreshes
                    .get(i - 1)
                    .issuedRefreshToken()
                    .equals(refreshes.get(i).presentedRefreshToken())) {
                return false;
            }
        }
        return true;
    }
}
