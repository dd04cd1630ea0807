package io.countersign.notice;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** What this replica's attempts came to, as metrics. */
@ApplicationScoped
class NoticeFigures {
    private static final String ATTEMPTS = "countersign.notice.attempts";

    private final Counter delivered;
    private final Counter again;
    private final Counter failed;

    NoticeFigures(MeterRegistry registry) {
        this.delivered = registry.counter(ATTEMPTS, "outcome", "delivered");
        this.again = registry.counter(ATTEMPTS, "outcome", "again");
        this.failed = registry.counter(ATTEMPTS, "outcome", "failed");
    }

    /** Counts one. Does not fail. */
    void attempted(AfterAttempt after) {
        Counter counter = switch (after) {
            case AfterAttempt.Delivered arrived -> delivered;
            case AfterAttempt.Again retried -> again;
            case AfterAttempt.Failed ended -> failed;
        };
        counter.increment();
    }
}
