package io.countersign.docusign;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How far this process' clock is from DocuSign's, told by the header {@code Date} of every answer. Nothing is decided
 * by it: lifetimes are counted from when a request was sent. But who signs assertions or reads logs wants to know.
 */
@ApplicationScoped
class ClockSkew {

    static final String SKEW = "countersign.docusign.clock.skew";

    private static final Duration TOLERATED = Duration.ofSeconds(60);
    private static final Duration REMINDER = Duration.ofHours(1);

    private static final Logger LOG = Logger.getLogger(ClockSkew.class);

    private final MeterRegistry registry;
    private final InstantSource time;
    private final Map<Environment, Clock> clocks = new ConcurrentHashMap<>();

    ClockSkew(MeterRegistry registry, InstantSource time) {
        this.registry = registry;
        this.time = time;
    }

    /** The time before a call, for {@link #compare}. */
    Instant now() {
        return time.instant();
    }

    /**
     * Compares the two clocks at the middle of a call that has just been answered.
     *
     * @param asked when the call began
     * @param date the answer's header {@code Date}, which knows seconds only; one that is missing or odd changes
     *     nothing
     */
    void compare(Environment environment, Instant asked, @Nullable String date) {
        Instant theirs = HttpDate.read(date);
        if (theirs != null) {
            Instant answered = time.instant();
            Instant middle = asked.plus(Duration.between(asked, answered).dividedBy(2));
            clocks.computeIfAbsent(environment, this::register).is(Duration.between(middle, theirs), answered);
        }
    }

    private Clock register(Environment environment) {
        Clock clock = new Clock(environment);
        Gauge.builder(SKEW, clock, Clock::seconds)
                .description("DocuSign's clock minus this process' clock")
                .baseUnit("seconds")
                .tag("environment", environment.wireName())
                .register(registry);
        return clock;
    }

    private static boolean isFar(Duration skew) {
        return skew.abs().compareTo(TOLERATED) > 0;
    }

    /** One environment's clock, as seen last and as warned of last. */
    private static final class Clock {
        private final Environment environment;
        private volatile Duration skew = Duration.ZERO;
        private Duration warnedOf = Duration.ZERO;
        private Instant warnedAt = Instant.MIN;

        Clock(Environment environment) {
            this.environment = environment;
        }

        double seconds() {
            return skew.toMillis() / 1000.0;
        }

        synchronized void is(Duration seen, Instant now) {
            skew = seen;
            if (isFar(seen) ? isNews(seen, now) : isFar(warnedOf)) {
                warnedOf = seen;
                warnedAt = now;
                LOG.logf(
                        isFar(seen) ? Logger.Level.WARN : Logger.Level.INFO,
                        "docusign_clock_skew environment=%s seconds=%d",
                        environment.wireName(),
                        seen.toSeconds());
            }
        }

        private boolean isNews(Duration seen, Instant now) {
            return isFar(seen.minus(warnedOf)) || !now.isBefore(warnedAt.plus(REMINDER));
        }
    }
}
