package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When the access tokens end that this replica has read of, on its monotonic clock. The database says how long they last, by its own clock: set back,
 * it would promise more than there is of tokens that are known to end earlier.
 */
final class KnownEnds {
    private static final int LARGEST = 100_000;

    /** Longer than any access token lasts. */
    private static final Duration LIFE = Duration.ofDays(1);

    private static final double NANOS = 1e9;

    /** Nanoseconds on the monotonic clock. */
    private final Cache<Tokens, Long> ends = Caffeine.newBuilder()
            .maximumSize(LARGEST)
            .expireAfterWrite(LIFE)
            .executor(Runnable::run)
            .build();

    /** Which tokens: a database that lost commits gives out a generation again. */
    private record Tokens(UUID uuid, long generation, int sealed) {}

    /** What the database has just said, its access token ending no later than it said before; remembered for the next. */
    Reading heed(Reading reading) {
        Issuable read = reading.issuable();
        Tokens tokens = tokensOf(read);
        if (read != null && tokens != null) {
            ends.asMap().merge(tokens, endOf(read), (known, said) -> known - said < 0 ? known : said);
        }
        return limit(reading);
    }

    /** What was read some time ago, its access token ending no later than is known by now. */
    Reading limit(Reading reading) {
        Issuable read = reading.issuable();
        Tokens tokens = tokensOf(read);
        Long known = tokens == null ? null : ends.getIfPresent(tokens);
        return read == null || known == null || known - endOf(read) >= 0
                ? reading
                : new Reading(reading.askedNanos(), reading.key(), read.lasting((known - read.askedNanos()) / NANOS));
    }

    private static @Nullable Tokens tokensOf(@Nullable Issuable read) {
        return read == null || read.sealedToken() == null
                ? null
                : new Tokens(read.id().uuid(), read.generation(), Arrays.hashCode(read.sealedToken()));
    }

    private static long endOf(Issuable read) {
        return read.askedNanos() + (long) (read.secondsThen() * NANOS);
    }
}
