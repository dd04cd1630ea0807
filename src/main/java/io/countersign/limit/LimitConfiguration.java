package io.countersign.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How often one may ask, on each replica: {@code countersign.limit.*}. In all of them 0 means that nothing is limited.
 * A second's worth may come at once.
 */
@ConfigMapping(prefix = "countersign.limit")
interface LimitConfiguration {

    /** Pages, metadata and unknown addresses, per second and network. */
    @WithDefault("200")
    int pagesPerSecond();

    /**
     * Credentials that the database was asked about in vain, per second and network; of those that were verified in
     * vain a tenth, at least one.
     */
    @WithDefault("200")
    int failedLoginsPerSecond();

    /** Requests per second and caller. */
    @WithDefault("2000")
    int callerPerSecond();
}
