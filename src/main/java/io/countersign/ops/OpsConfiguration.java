package io.countersign.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the service is run: {@code countersign.ops.*}. */
@ConfigMapping(prefix = "countersign.ops")
interface OpsConfiguration {

    /**
     * Whether a database connection without TLS beyond loopback is a warning instead of a refusal to start. True only where something else
     * protects the way, such as a service mesh or a private link: otherwise the password and the sealed tokens can be read and changed on it.
     */
    @WithDefault("false")
    boolean allowPlainDatabase();
}
