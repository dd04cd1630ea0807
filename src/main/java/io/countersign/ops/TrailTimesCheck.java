package io.countersign.ops;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** How long the audit trail is kept, and how often it is sealed: a slip in either would cost evidence. */
final class TrailTimesCheck implements StartupCheck {
    private static final String KEPT = "countersign.audit.kept";
    private static final String SEAL_EVERY = "countersign.audit.seal-every";
    private static final Duration LEAST_KEPT = Duration.ofDays(30);
    private static final Duration LEAST_EVERY = Duration.ofSeconds(1);
    private static final Duration MOST_EVERY = Duration.ofHours(1);

    @Override
    public List<Finding> check(Config configuration) {
        return Stream.concat(
                        value(configuration, KEPT)
                                .filter(kept -> kept.compareTo(LEAST_KEPT) < 0)
                                .map(kept -> Finding.refuse(
                                        KEPT,
                                        "is shorter than 30 days (P30D): events of the audit trail that are older"
                                                + " would be deleted for good. Make it longer, or leave it out to"
                                                + " keep all."))
                                .stream(),
                        value(configuration, SEAL_EVERY)
                                .filter(every -> every.compareTo(LEAST_EVERY) < 0 || every.compareTo(MOST_EVERY) > 0)
                                .map(every -> Finding.refuse(
                                        SEAL_EVERY,
                                        "is not between a second (PT1S) and an hour (PT1H): what is not sealed yet"
                                                + " can be changed unseen."))
                                .stream())
                .toList();
    }

    /** What is no duration at all is refused by whoever reads it first. */
    private static Optional<Duration> value(Config configuration, String property) {
        return configuration.getOptionalValue(property, Duration.class);
    }
}
