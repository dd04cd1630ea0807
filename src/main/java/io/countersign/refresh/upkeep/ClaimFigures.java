package io.countersign.refresh.upkeep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What this replica's claims took up, as metrics. */
@ApplicationScoped
class ClaimFigures {
    private static final String CLAIMS = "countersign.refresh.claims";
    private static final String TIME_TO_EXPIRY = "countersign.refresh.time.to.expiry";

    /** In seconds: expired, the least that issuing promises, the margin of renewals, and hours up to a whole life. */
    private static final double[] EXPIRY_BUCKETS = {1, 60, 600, 1800, 3600, 7200, 14_400, 28_800};

    private final Counter claims;
    private final DistributionSummary timeToExpiry;

    ClaimFigures(MeterRegistry registry) {
        this.claims = registry.counter(CLAIMS);
        this.timeToExpiry = DistributionSummary.builder(TIME_TO_EXPIRY)
                .baseUnit("seconds")
                .serviceLevelObjectives(EXPIRY_BUCKETS)
                .register(registry);
    }

    /**
     * One claim's connections. Does not fail.
     *
     * @param accessLeft of each, the seconds until its access token expires; negative once it has
     */
    void claimed(List<Double> accessLeft) {
        claims.increment(accessLeft.size());
        accessLeft.forEach(left -> timeToExpiry.record(Math.max(0, left)));
    }
}
