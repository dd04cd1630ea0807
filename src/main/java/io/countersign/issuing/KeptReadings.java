package io.countersign.issuing;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one connection, by whom it was read for: an API key, or one with a refresh handle. Never changes:
 * each change makes another one.
 *
 * @param byKey never empty
 * @param weight in bytes, roughly
 */
record KeptReadings(Map<String, Reading> byKey, int weight) {
    /** What a reading weighs beside its sealed token and keyset, in bytes, roughly. */
    private static final int OVERHEAD = 700;

    KeptReadings {
        byKey = Map.copyOf(byKey);
    }

    static KeptReadings of(String reader, Reading reading) {
        return new KeptReadings(Map.of(reader, reading), weigh(reading));
    }

    @Nullable
    Reading of(String reader) {
        return byKey.get(reader);
    }

    /**
     * The later of two readings for the same key counts; those of others that are older than {@code longestNanos} go.
     */
    KeptReadings with(String reader, Reading reading, long longestNanos) {
        Map<String, Reading> readings = new HashMap<>(byKey);
        readings.values().removeIf(old -> old.ageNanos(reading.askedNanos()) > longestNanos);
        readings.merge(reader, reading, (known, other) -> known.ageNanos(other.askedNanos()) < 0 ? known : other);
        return of(readings);
    }

    /** Null if nothing is left. */
    @Nullable
    KeptReadings without(String reader) {
        return without((key, reading) -> key.equals(reader));
    }

    /** Null if nothing is left. */
    @Nullable
    KeptReadings withoutCaller(String caller) {
        return without((key, reading) -> isFor(caller, reading));
    }

    boolean isFor(String caller) {
        return byKey.values().stream().anyMatch(reading -> isFor(caller, reading));
    }

    private static boolean isFor(String caller, Reading reading) {
        return reading.key() == null || reading.key().caller().equals(caller);
    }

    private @Nullable KeptReadings without(BiPredicate<String, Reading> which) {
        Map<String, Reading> readings = new HashMap<>(byKey);
        readings.entrySet().removeIf(entry -> which.test(entry.getKey(), entry.getValue()));
        return readings.isEmpty() ? null : of(readings);
    }

    private static KeptReadings of(Map<String, Reading> readings) {
        return new KeptReadings(
                readings,
                readings.values().stream().mapToInt(KeptReadings::weigh).sum());
    }

    private static int weigh(Reading reading) {
        Issuable issuable = reading.issuable();
        return issuable == null
                ? OVERHEAD
                : OVERHEAD
                        + issuable.wrappedKeyset().length
                        + (issuable.sealedToken() == null ? 0 : issuable.sealedToken().length);
    }
}
