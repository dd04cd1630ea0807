package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.clock.MonotonicClock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
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

    /** A connection's name and its tenant's. */
    private record Place(String tenant, String connection) {
        static Place of(IssueKey key) {
            return new Place(key.tenant(), key.connection());
        }

        int counter() {
            return (31 * tenant.hashCode() + connection.hashCode()) & (COUNTERS - 1);
        }
    }

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
        KeptReadings kept = entries.getIfPresent(Place.of(key));
        return kept == null || key.keyId() == null ? null : kept.of(key.keyId());
    }

    /** To be asked before a reading begins and given to {@link #keep} with it. */
    long changes(IssueKey key) {
        return changes.get(Place.of(key).counter());
    }

    /** Keeps a reading that an API key led to, unless a newer one is there or something has changed since it began. */
    void keep(Sighting seen) {
        IssueKey key = seen.key();
        String keyId = key.keyId();
        if (keyId == null) {
            return;
        }
        Place place = Place.of(key);
        KeptReadings alone = KeptReadings.of(keyId, seen.reading());
        entries.asMap().merge(place, alone, (kept, same) -> kept.with(keyId, seen.reading(), longestNanos));
        // Looked at last: whoever changes something counts first and drops then, and one of both sees the other.
        if (changes(key) != seen.changes()) {
            entries.asMap().computeIfPresent(place, (same, kept) -> kept.without(keyId));
        }
    }

    /** Drops a connection, for whomever it was read. */
    void dropConnection(String tenant, String connection) {
        Place place = new Place(tenant, connection);
        changes.incrementAndGet(place.counter());
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

    private void changedAll() {
        for (int i = 0; i < COUNTERS; i++) {
            changes.incrementAndGet(i);
        }
    }
}
