package io.countersign.limit;

import io.countersign.clock.MonotonicClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The limits of a replica, for tests of whoever asks them. */
public final class TestingLimits {
    private TestingLimits() {}

    /** So many a second. */
    public static RequestLimits of(int pages, int failedLogins, int caller, MonotonicClock clock) {
        return new RequestLimits(configuration(pages, failedLogins, caller), clock, new SimpleMeterRegistry());
    }

    static LimitConfiguration configuration(int pages, int failedLogins, int caller) {
        return new LimitConfiguration() {
            @Override
            public int pagesPerSecond() {
                return pages;
            }

            @Override
            public int failedLoginsPerSecond() {
                return failedLogins;
            }

            @Override
            public int callerPerSecond() {
                return caller;
            }
        };
    }
}
