package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.clock.MonotonicClock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Readings that led to a token, by tenant and connection and within those by API key: hash and permissions of the
 * caller, and sealed tokens; nothing in here can be used without the keyring. Whoever changes something on this replica
 * drops what was read before the change, also what is still being read. Every renewal drops a connection, which must
 * not cost more the more there are; tenants and callers change seldom.
 */
@Singleton
final class IssuableCache {
    /** A power of two. Connections that share one of these counters cost each other a reading, no more. */
    private static final int COUNTERS = 1024;

    private final Cache<Place, KeptReadings> entries;
    private final AtomicLongArray changes = new AtomicLongArray(COUNTERS);
    private final long longestNanos;

    @Inject
    IssuableCache(IssuingConfiguration configuration, MonotonicClock clock) {
        this(
                longer(configuration.freshFor(), configuration.staleWhileDatabaseDown()),
                configuration.cacheSize().asLongValue(),
                clock);
    }

    /**
     * For tests.
     *
     * @param longest after which a reading is of no use in any case
     * @param bytes how much all readings together may weigh, roughly
     */
    IssuableCache(Duration longest, long bytes, MonotonicClock clock) {
        this.longestNanos = longest.toNanos();
        this.entries = Caffeine.newBuilder()
                .ticker(clock::nanoTime)
                .expireAfterWrite(longest)
                .maximumWeight(bytes)
                .weigher((Place place, KeptReadings kept) -> kept.weight())
                // Upkeep is a few microseconds; a thread of its own would cost more.
                .executor(Runnable::run)
                .build();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** What was kept, however old; null where nothing is. */
    @Nullable
    Reading find(IssueKey key) {
        KeptReadings kept = entries.getIfPresent(key.place());
        String reader = key.reader();
        return kept == null || reader == null ? null : kept.of(reader);
    }

    /** To be asked before a reading begins and given to {@link #keep} with it. */
    long changes(Place place) {
        return changes.get(counter(place));
    }

    /** The same before a reading of which nobody knows yet what it will be about. */
    ToLongFunction<Place> changes() {
        long[] before = new long[COUNTERS];
        Arrays.setAll(before, changes::get);
        return place -> before[counter(place)];
    }

    /** Keeps a reading that an API key led to, unless a newer one is there or something has changed since it began. */
    void keep(Sighting seen) {
        IssueKey key = seen.key();
        String reader = key.reader();
        if (reader == null) {
            return;
        }
        KeptReadings alone = KeptReadings.of(reader, seen.reading());
        entries.asMap().merge(key.place(), alone, (kept, same) -> kept.with(reader, seen.reading(), longestNanos));
        // Looked at last: whoever changes something counts first and drops then, and one of both sees the other.
        if (changes(key.place()) != seen.changes()) {
            entries.asMap().computeIfPresent(key.place(), (same, kept) -> kept.without(reader));
        }
    }

    /**
     * Drops what was read for that API key, or for it and its handle, of one connection. Where nothing was, others'
     * memory is not touched.
     */
    void dropReader(IssueKey key) {
        String reader = key.reader();
        if (reader != null && find(key) != null) {
            changes.incrementAndGet(counter(key.place()));
            entries.asMap().computeIfPresent(key.place(), (same, kept) -> kept.without(reader));
        }
    }

    /** Drops a connection if it is there: from where it was read, nobody may have anything of it any more. */
    void dropEnded(Place place) {
        if (entries.getIfPresent(place) != null) {
            dropConnection(place.tenant(), place.connection());
        }
    }

    /** Drops a connection, for whomever it was read. */
    void dropConnection(String tenant, String connection) {
        Place place = new Place(tenant, connection);
        changes.incrementAndGet(counter(place));
        entries.invalidate(place);
    }

    /** Drops all connections of a tenant. */
    void dropTenant(String tenant) {
        changedAll();
        entries.asMap().keySet().removeIf(place -> place.tenant().equals(tenant));
    }

    /** Drops what was read for a caller. */
    void dropCaller(String caller) {
        changedAll();
        entries.asMap().forEach((place, readings) -> {
            if (readings.isFor(caller)) {
                entries.asMap().computeIfPresent(place, (same, kept) -> kept.withoutCaller(caller));
            }
        });
    }

    /** Of how many connections something is kept. */
    long size() {
        return entries.estimatedSize();
    }

    private static int counter(Place place) {
        return (31 * place.tenant().hashCode() + place.connection().hashCode()) & (COUNTERS - 1);
    }

    private void changedAll() {
        for (int i = 0; i < COUNTERS; i++) {
            changes.incrementAndGet(i);
        }
    }
}
