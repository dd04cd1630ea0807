package io.countersign.issuing;

import io.quarkus.security.identity.SecurityIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A reading as one request got it.
 *
 * @param key what was asked for
 * @param reading what is known
 * @param path how it came
 * @param changes how many changes the cache had heard of before the reading began
 */
record Sighting(IssueKey key, Reading reading, Path path, long changes) {
    /** The attribute of the SecurityIdentity with what was read when the caller was authenticated. */
    static final String ATTRIBUTE = "countersign.sighting";

    /** Where a reading came from. */
    enum Path {
        /** From memory, read a few seconds ago. */
        WARM,
        /** From the database. */
        COLD,
        /** From memory, read longer ago, because the database cannot be reached. */
        STALE
    }

    /** What authenticating that caller has read; null for a caller whom nothing had to be read for. */
    static @Nullable Sighting of(SecurityIdentity identity) {
        return identity.getAttribute(ATTRIBUTE);
    }
}
