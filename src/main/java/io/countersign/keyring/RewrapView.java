package io.countersign.keyring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a rewrap is.
 *
 * @param state whether it is {@code running}, or has come to its end
 * @param done how many of {@code total} are wrapped by the new key; fewer than all in the end where some did not open
 * @param total how many were wrapped by other keys when it began
 * @param finishedAt null while it runs
 */
public record RewrapView(
        String state,
        long done,
        long total,
        Instant startedAt,
        @Nullable Instant finishedAt) {}
