package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Readings that led to a token, by API key, tenant and connection: hash and permissions of the caller, and sealed tokens; nothing in here can be used
 * without the keyring. Whoever changes something on this replica drops what was read before the change, also what is still being read.
 */
final class IssuableCache {
    /** What an entry weighs beside its sealed token and keyset, in bytes, roughly. */
    private static final int OVERHEAD = 700;

    /** A power of two. Connections that share one of these counters cost each other a reading, no more. */
    private static final int COUNTERS = 1024;

    private final Cache<IssueKey, Reading> entries;
    private final AtomicLongArray changes = new AtomicLongArray(COUNTERS);

    /**
     * @param longest after which an entry is of no use in any case
     * @param bytes how much all entries together may weigh, roughly
     */
    IssuableCache(Duration longest, long bytes, Ticker ticker) {
        this.entries = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(longest)
                .maximumWeight(bytes)
                .weigher(IssuableCache::weigh)
                // Upkeep is a few microseconds; a thread of its own would cost more.
                .executor(Runnable::run)
                .build();
    }

    /** What was kept, however old; null where nothing is. */
    @Nullable
    Reading find(IssueKey key) {
        return entries.getIfPresent(key);
    }

    /** To be asked before a reading begins and given to {@link #keep} with it. */
    long changes(IssueKey key) {
        return changes.get(counter(key.tenant(), key.connection()));
    }

    /** Keeps a reading, unless a newer one is there or something has changed since it began. */
    void keep(Sighting seen) {
        IssueKey key = seen.key();
        Reading reading = seen.reading();
        Reading kept = entries.asMap()
                .merge(key, reading, (known, other) -> known.ageNanos(other.askedNanos()) < 0 ? known : other);
        // Looked at last: whoever changes something counts first and drops then, and one of both sees the other.
        if (changes(key) != seen.changes()) {
            entries.asMap().remove(key, kept);
        }
    }

    /** Drops a connection, for whomever it was read. */
    void dropConnection(String tenant, String connection) {
        changes.incrementAndGet(counter(tenant, connection));
        drop((key, reading) -> key.tenant().equals(tenant) && key.connection().equals(connection));
    }

    /** Drops all connections of a tenant. */
    void dropTenant(String tenant) {
        changedAll();
        drop((key, reading) -> key.tenant().equals(tenant));
    }

    /** Drops what was read for a caller. */
    void dropCaller(String caller) {
        changedAll();
        drop((key, reading) -> reading.key() == null || reading.key().caller().equals(caller));
    }

    long size() {
        return entries.estimatedSize();
    }

    private void changedAll() {
        for (int i = 0; i < COUNTERS; i++) {
            changes.incrementAndGet(i);
        }
    }

    private void drop(BiPredicate<IssueKey, Reading> which) {
        entries.asMap().entrySet().removeIf(entry -> which.test(entry.getKey(), entry.getValue()));
    }

    private static int counter(String tenant, String connection) {
        return (31 * tenant.hashCode() + connection.hashCode()) & (COUNTERS - 1);
    }

    private static int weigh(IssueKey key, Reading reading) {
        Issuable issuable = reading.issuable();
        return issuable == null
                ? OVERHEAD
                : OVERHEAD
                        + issuable.wrappedKeyset().length
                        + (issuable.sealedToken() == null ? 0 : issuable.sealedToken().length);
    }
}
