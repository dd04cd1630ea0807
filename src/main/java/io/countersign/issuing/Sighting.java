package io.countersign.issuing;

/**
 * A reading as one request got it.
 *
 * @param key what was asked for
 * @param reading what is known
 * @param path how it came
 * @param changes how many changes the cache had heard of before the reading began
 */
record Sighting(IssueKey key, Reading reading, Path path, long changes) {

    /** Where a reading came from. */
    enum Path {
        /** From memory, read a few seconds ago. */
        WARM,
        /** From the database. */
        COLD,
        /** From memory, read longer ago, because the database cannot be reached. */
        STALE
    }
}
