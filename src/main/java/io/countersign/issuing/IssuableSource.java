package io.countersign.issuing;

import io.smallrye.mutiny.Uni;

/** Where readings come from. */
interface IssuableSource {

    /**
     * Reads caller and connection at one moment.
     *
     * @param askedNanos the monotonic clock just now
     */
    Uni<Reading> read(IssueKey key, long askedNanos);

    /** Completes if anybody answers. */
    Uni<Void> probe();
}
