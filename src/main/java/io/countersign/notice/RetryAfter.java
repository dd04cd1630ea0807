package io.countersign.notice;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} of a receiver (RFC 9110 section 10.2.3). */
final class RetryAfter {
    /** Nobody is left waiting for longer, whatever he asks for. */
    static final Duration MAXIMUM = Duration.ofHours(24);

    /** More digits than these are more than the maximum anyway. */
    private static final int MOST_DIGITS = 9;

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
            return value.length() > MOST_DIGITS ? MAXIMUM : bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        ZonedDateTime now = moment(date);
        ZonedDateTime until = moment(value);
        return now == null || until == null ? null : bounded(Duration.between(now, until));
    }

    private static @Nullable ZonedDateTime moment(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration bounded(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MAXIMUM) > 0 ? MAXIMUM : asked;
    }
}
