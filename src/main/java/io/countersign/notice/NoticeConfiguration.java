package io.countersign.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "countersign.notice")
interface NoticeConfiguration {
    @WithDefault("false")
    boolean allowPrivateTargets();

    @WithDefault("15s")
    Duration callTimeout();

    @WithDefault("true")
    boolean background();

    @WithDefault("30d")
    Duration retention();
}
