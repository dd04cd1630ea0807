package io.countersign.issuing;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/** Counts how requests for tokens end. No label tells whose they were. */
@ApplicationScoped
class IssuingMetrics {
    private static final String REQUESTS = "countersign.issuing.requests";
    private static final String LIFE = "countersign.issuing.token.life";

    private final MeterRegistry registry;
    private final DistributionSummary life;

    IssuingMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.life = DistributionSummary.builder(LIFE)
                .description("What was left of the life of issued access tokens")
                .baseUnit("seconds")
                // The last resort, the default least life, the hours of a DocuSign outage that can be ridden out.
                .serviceLevelObjectives(60, 300, 600, 1800, 3600, 7200, 14_400, 21_600, 28_800)
                .register(registry);
    }

    void answered(IssueAnswer answer, Sighting.Path path, Door door) {
        registry.counter(
                        REQUESTS,
                        "outcome",
                        outcome(answer),
                        "path",
                        path.name().toLowerCase(Locale.ROOT),
                        "door",
                        door.text())
                .increment();
        if (answer instanceof IssueAnswer.Issued issued) {
            life.record((double) issued.expiresIn());
        }
    }

    private static String outcome(IssueAnswer answer) {
        return switch (answer) {
            case IssueAnswer.Issued issued -> "issued";
            case IssueAnswer.Unknown unknown -> "unknown";
            case IssueAnswer.TooLong tooLong -> "invalid";
            case IssueAnswer.NotConnected not -> not.state().wireName();
            case IssueAnswer.Unavailable unavailable -> "unavailable";
            case IssueAnswer.DatabaseAway away -> "database_away";
        };
    }
}
