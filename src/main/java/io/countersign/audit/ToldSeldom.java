package io.countersign.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What is met again and again, and told of once in a while: so nobody can make the log and the trail, which nobody can
 * empty, grow as they like. For each replica by itself.
 *
 * @param <T> what is met, by its value
 */
public final class ToldSeldom<T> {
    /** However many there are: so many of them are told of within the silence. */
    private static final int MOST = 600;

    private final Cache<T, T> told;

    /**
     * Nothing is told yet.
     *
     * @param silence how long nothing more is told of the same
     * @param nanos the process' clock, in nanoseconds
     */
    public ToldSeldom(Duration silence, LongSupplier nanos) {
        this.told = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(silence)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Whether this one is to be told of now; if so, it counts as told. */
    public boolean isNews(T met) {
        if (told.estimatedSize() >= MOST) {
            told.cleanUp();
        }
        return told.estimatedSize() < MOST && told.asMap().putIfAbsent(met, met) == null;
    }
}
