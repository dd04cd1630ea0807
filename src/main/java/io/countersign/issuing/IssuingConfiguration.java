package io.countersign.issuing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How tokens are issued: {@code countersign.issuing.*}. */
@ConfigMapping(prefix = "countersign.issuing")
public interface IssuingConfiguration {

    /**
     * How long a request waits for a renewal that it needs. The renewal itself goes on: a longer wait loses no token, a shorter one only turns more
     * requests into 503.
     */
    @WithName("wait")
    @WithDefault("PT8S")
    Duration longestWait();
}
