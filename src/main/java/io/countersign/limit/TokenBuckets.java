package io.countersign.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.clock.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for each of many. It holds what comes in within a second, and is full at first. One number is all that
 * there is of a bucket: until when its tokens are spent (the generic cell rate algorithm, ITU-T I.371). No lock and no
 * timer; what was not asked about for a minute is forgotten, and would be full by then.
 *
 * @param <K> whose buckets
 */
final class TokenBuckets<K> {
    /** Beyond that, those that are asked about most seldom are forgotten. Under 200 bytes each. */
    private static final int MOST = 20_000;

    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MonotonicClock clock;
    private final long pauseNanos;
    private final Cache<K, AtomicLong> spentUntil;

    /** @param perSecond how many tokens come in; 0 or less for no limit */
    TokenBuckets(int perSecond, MonotonicClock clock) {
        this.clock = clock;
        this.pauseNanos = perSecond <= 0 ? 0 : Math.max(1, SECOND / perSecond);
        this.spentUntil = Caffeine.newBuilder()
                .ticker(clock::nanoTime)
                .expireAfterAccess(LIFE)
                .maximumSize(MOST)
                // Upkeep is a few microseconds; a thread of its own would cost more.
                .executor(Runnable::run)
                .build();
    }

    /** Takes a token; false where there is none. */
    boolean take(K key) {
        if (pauseNanos == 0) {
            return true;
        }
        AtomicLong bucket = bucket(key);
        long now = clock.nanoTime();
        while (true) {
            long until = bucket.get();
            long after = later(until, now) + pauseNanos;
            if (after - now > SECOND) {
                return false;
            }
            if (bucket.compareAndSet(until, after)) {
                return true;
            }
        }
    }

    /** Whether a token is there. Takes none. */
    boolean has(K key) {
        @Nullable AtomicLong bucket = pauseNanos == 0 ? null : spentUntil.getIfPresent(key);
        if (bucket == null) {
            return true;
        }
        long now = clock.nanoTime();
        return later(bucket.get(), now) + pauseNanos - now <= SECOND;
    }

    /**
     * Takes a token for something that has happened already, be there one or not: what is owed comes out of the next
     * seconds' tokens, of one second at most.
     */
    void charge(K key) {
        if (pauseNanos == 0) {
            return;
        }
        AtomicLong bucket = bucket(key);
        long now = clock.nanoTime();
        bucket.updateAndGet(until -> {
            long after = later(until, now) + pauseNanos;
            return after - now > 2 * SECOND ? now + 2 * SECOND : after;
        });
    }

    /** Of how many a bucket is kept, roughly. */
    long size() {
        return spentUntil.estimatedSize();
    }

    private AtomicLong bucket(K key) {
        return spentUntil.get(key, any -> new AtomicLong(clock.nanoTime()));
    }

    /** Of a clock whose numbers may wrap around. */
    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
