package io.countersign.importing;

import java.time.Instant;

/**
 * A bulk import, and how its lines stand.
 *
 * @param state {@code running}, {@code finished} or {@code stopped}
 * @param lines how many it has, which is the sum of those that follow
 * @param waiting those that were not proven yet
 */
public record ImportBatchView(
        String id,
        String state,
        long lines,
        long active,
        long pending,
        long refused,
        long invalid,
        long waiting,
        Instant createdAt) {}
