package io.countersign.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the service is run: {@code countersign.ops.*}. */
@ConfigMapping(prefix = "countersign.ops")
interface OpsConfiguration {

    /**
     * Whether a database connection without TLS beyond loopback is a warning instead of a refusal to start. True only
     * where something else protects the way, such as a service mesh or a private link: otherwise the password and the
     * sealed tokens can be read and changed on it.
     */
    @WithDefault("false")
    boolean allowPlainDatabase();

    /**
     * After how long without an answer to a statement a connection to the database is closed: a stopped server never
     * reports an error. Longer than any statement takes.
     */
    @WithDefault("PT15S")
    Duration statementDeadline();

    /**
     * How long a start waits for a database that is away, starting up or a standby; {@code 0S} ends it at once. What
     * stays wrong until somebody changes it is not waited for. A start-up probe has to allow as long.
     */
    @WithDefault("PT5M")
    Duration waitForDatabase();
}
