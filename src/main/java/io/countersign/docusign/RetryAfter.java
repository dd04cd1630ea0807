package io.countersign.docusign;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110 section 10.2.3). */
final class RetryAfter {

    /**
     * However long DocuSign asks to wait, longer than this is not obeyed: nobody could tell it from an outage of ours.
     */
    static final Duration MAXIMUM = Duration.ofMinutes(15);

    private RetryAfter() {}

    /**
     * Reads seconds or an HTTP date. The date is compared with the answer's own {@code Date}, so that our clock does
     * not matter.
     *
     * @return from zero to {@link #MAXIMUM}, or null if there is nothing that can be read
     */
    static @Nullable Duration read(@Nullable String retryAfter, @Nullable String date) {
        if (retryAfter == null) {
            return null;
        }
        String value = retryAfter.strip();
        if (!value.isEmpty() && value.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            // More digits than fit a long are more than the maximum anyway.
            return value.length() > 9 ? MAXIMUM : bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant now = HttpDate.read(date);
        Instant until = HttpDate.read(value);
        return now == null || until == null ? null : bounded(Duration.between(now, until));
    }

    private static Duration bounded(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MAXIMUM) > 0 ? MAXIMUM : asked;
    }
}
