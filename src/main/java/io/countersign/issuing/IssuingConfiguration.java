package io.countersign.issuing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How tokens are issued: {@code countersign.issuing.*}. */
@ConfigMapping(prefix = "countersign.issuing")
public interface IssuingConfiguration {

    /**
     * How long a request waits for a renewal that it needs. The renewal itself goes on: a longer wait loses no token, a
     * shorter one only turns more requests into 503.
     */
    @WithName("wait")
    @WithDefault("PT8S")
    Duration longestWait();

    /**
     * How long what was read for a token serves further requests of the same API key. A revocation on another replica
     * takes as long. Zero asks the database for every token.
     */
    @WithDefault("PT5S")
    Duration freshFor();

    /**
     * How long it serves them while the database cannot be reached, but never past the end of the token or of the API
     * key. A revocation takes as long on a replica that is cut off. Zero issues nothing then.
     */
    @WithDefault("PT5M")
    Duration staleWhileDatabaseDown();

    /** How much memory that may take; what was used least goes first. Nothing in it can be used without the keyring. */
    @WithDefault("32M")
    MemorySize cacheSize();

    /** After how long a question to the database counts as not answered. */
    @WithDefault("PT2S")
    Duration databaseDeadline();

    /** How long the records of what was issued to whom are kept at least; they go by whole months. */
    @WithDefault("P90D")
    Duration recordsKept();
}
