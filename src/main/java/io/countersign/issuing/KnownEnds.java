package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When the access tokens end that this replica has read of, on its monotonic clock. The database says how long they
 * last, by its own clock: set back, it would promise more than there is of tokens that are known to end earlier.
 */
final class KnownEnds {
    private static final int LARGEST = 100_000;

    /** Longer than any access token lasts. */
    private static final Duration LIFE = Duration.ofDays(1);

    private static final double NANOS = 1e9;

    /** Nanoseconds on the monotonic clock. */
    private final Cache<Token, Long> ends = Caffeine.newBuilder()
            .maximumSize(LARGEST)
            .expireAfterWrite(LIFE)
            .executor(Runnable::run)
            .build();

    /**
     * One access token, also where a renewal keeps it, seals it anew and counts the generation. A database that lost
     * commits gives out a generation again.
     */
    private record Token(UUID uuid, double endsAt) {}

    /**
     * What the database has just said, its access token ending no later than it said before; remembered for the next.
     */
    Reading heed(Reading reading) {
        Issuable read = reading.issuable();
        Token token = tokenOf(read);
        if (read != null && token != null) {
            ends.asMap().merge(token, endOf(read), (known, said) -> known - said < 0 ? known : said);
        }
        return limit(reading);
    }

    /** What was read some time ago, its access token ending no later than is known by now. */
    Reading limit(Reading reading) {
        Issuable read = reading.issuable();
        Token token = tokenOf(read);
        Long known = token == null ? null : ends.getIfPresent(token);
        return read == null || known == null || known - endOf(read) >= 0
                ? reading
                : reading.with(read.lasting((known - read.askedNanos()) / NANOS));
    }

    private static @Nullable Token tokenOf(@Nullable Issuable read) {
        return read == null || read.sealedToken() == null
                ? null
                : new Token(read.id().uuid(), read.endsAt());
    }

    private static long endOf(Issuable read) {
        return read.askedNanos() + (long) (read.secondsThen() * NANOS);
    }
}
