package io.countersign.importing;

import org.jspecify.annotations.Nullable;

/**
 * A line of a bulk import.
 *
 * @param number in the upload, from 1
 * @param tenant as given; null where it cannot be told
 * @param connection likewise
 * @param status {@code waiting}, {@code active}, {@code pending}, {@code refused} or {@code invalid}
 * @param reason why it is refused or invalid or, of a pending one, what differs; else null
 */
public record ImportLineView(
        int number,
        @Nullable String tenant,
        @Nullable String connection,
        String status,
        @Nullable String reason) {}
