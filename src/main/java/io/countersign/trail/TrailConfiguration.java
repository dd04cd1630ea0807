package io.countersign.trail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the trail is sealed and how long it is kept: {@code countersign.audit.*}. */
@ConfigMapping(prefix = "countersign.audit")
public interface TrailConfiguration {

    /**
     * How old an event gets at most before it is sealed; a thousand of them are sealed at once. What is younger can be
     * changed unseen by whoever writes to the database.
     */
    @WithDefault("PT1M")
    Duration sealEvery();

    /**
     * How long events are kept at least; what is older goes by whole seals, and the seals stay. Without it all are kept
     * for ever.
     */
    Optional<Duration> kept();
}
