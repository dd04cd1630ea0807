package io.countersign.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes times for people. It uses no locale data: a native image holds only the build machine's. */
final class Moments {
    /** Up to this many of the smaller unit, it is told in that: 36 hours, but 2 days. */
    private static final long HOURS_IN_WORDS = 48;

    private static final int LETTERS_OF_MONTH = 3;

    private Moments() {}

    /** A time and how far it is: "21 Nov 2026, 09:05 UTC (in 3 days)". */
    static String of(Instant time, Instant now) {
        return utc(time) + " (" + distance(time, now) + ")";
    }

    /** The same in two lines; a dash where there is none. */
    static Cell cell(@Nullable Instant time, Instant now) {
        return time == null
                ? Cell.of((String) null)
                : Cell.of(distance(time, now)).noted(utc(time));
    }

    /** A time to the minute: "21 Nov 2026, 09:05 UTC". */
    static String utc(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        return "%s %d, %02d:%02d UTC".formatted(day(time), utc.getYear(), utc.getHour(), utc.getMinute());
    }

    /** The day in UTC, for what is less than a year away: "21 Nov". */
    static String day(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        String month = utc.getMonth().name();
        return utc.getDayOfMonth()
                + " "
                + month.charAt(0)
                + month.substring(1, LETTERS_OF_MONTH).toLowerCase(Locale.ROOT);
    }

    /** The hour in UTC, for what is less than a day away: "09:00 UTC". */
    static String hour(Instant time) {
        return "%02d:00 UTC".formatted(time.atZone(ZoneOffset.UTC).getHour());
    }

    /** How far a time is: "in 3 days", "2 hours ago". Never more than there is: what is begun does not count. */
    static String distance(Instant time, Instant now) {
        Duration distance = Duration.between(now, time);
        String words = words(distance.abs());
        if (words.isEmpty()) {
            return distance.isNegative() ? "just now" : "in less than a minute";
        }
        return distance.isNegative() ? words + " ago" : "in " + words;
    }

    /** How long something lasts: "7 days". At least a minute. */
    static String span(Duration length) {
        return words(length);
    }

    private static String words(Duration distance) {
        if (distance.toHours() >= HOURS_IN_WORDS) {
            return counted(distance.toDays(), ChronoUnit.DAYS);
        }
        if (distance.toHours() > 0) {
            return counted(distance.toHours(), ChronoUnit.HOURS);
        }
        return distance.toMinutes() > 0 ? counted(distance.toMinutes(), ChronoUnit.MINUTES) : "";
    }

    private static String counted(long number, ChronoUnit unit) {
        String plural = unit.name().toLowerCase(Locale.ROOT);
        return number + " " + (number == 1 ? plural.substring(0, plural.length() - 1) : plural);
    }
}
