package io.countersign.refresh;

import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.simulator.FaultTarget;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connection whose access token has just expired, and a DocuSign that is itself again after each test. */
abstract class ExpiredTokenFixture {
    static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;
    static final Duration TOKEN_LIFE = Duration.ofHours(8);

    /** The request of a caller whom the old token does not serve. */
    static final Map<String, Object> INSISTING = Map.of("min_ttl_seconds", 600);

    TestingTenant tenant;
    TestingRenewal renewal;

    @BeforeEach
    void connectLongAgo() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
        renewal.passes(TOKEN_LIFE);
    }

    @AfterEach
    void repairDocuSign() {
        TestDocuSign.simulator().faults().clear();
    }
}
