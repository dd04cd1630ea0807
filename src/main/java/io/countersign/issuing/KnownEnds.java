package io.countersign.issuing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;

/**
 * When the access tokens end that this replica has read of, on its monotonic clock. The database says how long they last, by its own clock: set back,
 * it would promise more than there is of tokens that are known to end earlier.
 */
final class KnownEnds {
    private static final int LARGEST = 100_000;
    private static final double NANOS = 1e9;

    private final Cache<UUID, End> ends =
            Caffeine.newBuilder().maximumSize(LARGEST).executor(Runnable::run).build();

    /** @param atNanos on the monotonic clock */
    private record End(long generation, long atNanos) {
        /** Of the same tokens the earlier, of others the new one. */
        End then(End next) {
            return generation == next.generation && atNanos - next.atNanos < 0 ? this : next;
        }
    }

    /** The reading, its access token ending no later than any reading of the same generation has said; remembered for the next. */
    Reading heed(Reading reading) {
        Issuable read = reading.issuable();
        if (read == null || read.sealedToken() == null) {
            return reading;
        }
        End said = new End(read.generation(), read.askedNanos() + (long) (read.secondsThen() * NANOS));
        End known = ends.asMap().merge(read.id().uuid(), said, End::then);
        return known.equals(said)
                ? reading
                : new Reading(
                        reading.askedNanos(),
                        reading.key(),
                        read.lasting((known.atNanos() - read.askedNanos()) / NANOS));
    }
}
