package io.countersign.consent;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;

/** Writes a time for a person. It uses no locale data: a native image holds only the build machine's. */
final class UtcText {
    private UtcText() {}

    /**
     * Writes a time to the minute, such as "Saturday, 21 November 2026, 09:05 UTC".
     *
     * @param time any time; seconds are cut off, so that nobody is told a later end than the real one
     */
    static String of(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        return "%s, %d %s %d, %02d:%02d UTC"
                .formatted(
                        capitalised(utc.getDayOfWeek().name()),
                        utc.getDayOfMonth(),
                        capitalised(utc.getMonth().name()),
                        utc.getYear(),
                        utc.getHour(),
                        utc.getMinute());
    }

    private static String capitalised(String constant) {
        return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
    }
}
