package io.countersign.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the ports put up with, beyond Quarkus' own limits: {@code countersign.http.*}. */
@ConfigMapping(prefix = "countersign.http")
interface HttpConfiguration {

    /**
     * How long the headers of a request may take to arrive. With more, who sends them slowly on purpose holds his
     * connections for longer.
     */
    @WithDefault("PT10S")
    Duration headerDeadline();
}
