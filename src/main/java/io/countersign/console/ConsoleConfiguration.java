package io.countersign.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The operators' console: {@code countersign.console.*}. */
@ConfigMapping(prefix = "countersign.console")
public interface ConsoleConfiguration {

    /** Whether there is one at all. Without it, its addresses answer as any others that there are not. */
    @WithDefault("false")
    boolean enabled();
}
