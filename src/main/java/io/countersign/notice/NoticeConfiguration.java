package io.countersign.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How notices reach their webhooks: {@code countersign.notice.*}. */
@ConfigMapping(prefix = "countersign.notice")
interface NoticeConfiguration {

    /** Whether this replica turns events into deliveries and sends what is due. */
    @WithDefault("true")
    boolean background();

    /** The one deadline of an attempt, from the look-up of the name to the head of the answer: 1 to 60 seconds. */
    @WithDefault("PT15S")
    @DurationMin(seconds = 1)
    @DurationMax(seconds = 60)
    Duration callTimeout();

    /** Whether webhooks may have addresses inside: private, link-local, of a metadata service, or of this machine. */
    @WithDefault("false")
    boolean allowPrivateTargets();

    /** How long a delivery is kept after its event, whatever became of it: 4 days at least, since it is tried for 3. */
    @WithDefault("P30D")
    @DurationMin(days = 4)
    Duration retention();

    /**
     * The proxy for notices, {@code http://host:port}; {@code none} for none. If it is not set, the variables
     * {@code HTTPS_PROXY} and {@code NO_PROXY} decide.
     */
    Optional<String> proxy();

    /** Who asks the proxy; beats a user in its address. */
    Optional<String> proxyUser();

    /** The password for that. Secret: it belongs into a mounted file. */
    Optional<String> proxyPassword();
}
