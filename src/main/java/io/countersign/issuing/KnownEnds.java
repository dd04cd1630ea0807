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
            return limits(next) ? this : next;
        }

        boolean limits(End other) {
            return generation == other.generation && atNanos - other.atNanos < 0;
        }
    }

    /** What the database has just said, its access token ending no later than it said before of the same generation; remembered for the next. */
    Reading heed(Reading reading) {
        Issuable read = reading.issuable();
        if (read == null || read.sealedToken() == null) {
            return reading;
        }
        ends.asMap().merge(read.id().uuid(), endOf(read), End::then);
        return limit(reading);
    }

    /** What was read some time ago, its access token ending no later than is known by now. */
    Reading limit(Reading reading) {
        Issuable read = reading.issuable();
        End known = read == null ? null : ends.getIfPresent(read.id().uuid());
        return read == null || known == null || !known.limits(endOf(read))
                ? reading
                : new Reading(
                        reading.askedNanos(),
                        reading.key(),
                        read.lasting((known.atNanos() - read.askedNanos()) / NANOS));
    }

    private static End endOf(Issuable read) {
        return new End(read.generation(), read.askedNanos() + (long) (read.secondsThen() * NANOS));
    }
}
