package io.countersign.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long requests take, as a histogram: what replicas tell can be added up, and a percentile be taken of the sum. The
 * buckets are few, since every operation has them for each status that it answers.
 */
@Singleton
class RequestBuckets implements MeterFilter {
    private static final String REQUESTS = "http.server.requests";

    /** From a token out of memory, in nanoseconds, to what a request waits for DocuSign at most. */
    private static final double[] NANOSECONDS = Stream.of(10, 50, 100, 300, 1000, 3000, 10_000)
            .mapToDouble(milliseconds -> Duration.ofMillis(milliseconds).toNanos())
            .toArray();

    @Override
    public DistributionStatisticConfig configure(Meter.Id meter, DistributionStatisticConfig config) {
        return meter.getName().equals(REQUESTS)
                ? DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(NANOSECONDS)
                        .build()
                        .merge(config)
                : config;
    }
}
