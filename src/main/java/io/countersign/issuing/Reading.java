package io.countersign.issuing;

import io.countersign.caller.Grant;
import io.countersign.caller.StoredKey;
import io.countersign.crypto.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the one statement told.
 *
 * @param askedNanos on the monotonic clock, before it was sent: what happened since may be missing
 * @param key the API key that was asked for, or null where there is no such key or none was asked for
 * @param handle the refresh handle that was asked for, or null where it is not that caller's, not known, has ended, or
 *     none was asked for
 * @param issuable the connection, or null where there is none
 */
record Reading(
        long askedNanos,
        @Nullable Key key,
        @Nullable Handle handle,
        @Nullable Issuable issuable) {

    /** Where the connection was named by its name. */
    Reading(long askedNanos, @Nullable Key key, @Nullable Issuable issuable) {
        this(askedNanos, key, null, issuable);
    }

    /**
     * An API key and what its caller may do with the connection.
     *
     * @param caller its name
     * @param hash of the whole key
     * @param secondsThen of the key's life, when the query ran
     * @param grants for this connection
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    record Key(String caller, byte[] hash, double secondsThen, List<Grant> grants) {
        Key {
            grants = List.copyOf(grants);
        }
    }

    /**
     * A refresh handle of the key's caller.
     *
     * @param place which connection it names, for ever
     * @param hash of the whole handle
     * @param secondsThen of its life, when the query ran
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    record Handle(Place place, byte[] hash, double secondsThen) {}

    /** The same, with another connection. */
    Reading with(Issuable other) {
        return new Reading(askedNanos, key, handle, other);
    }

    /** Whether it was read for a key with that hash. */
    boolean isForKeyWith(byte[] hash) {
        return key != null && Digest.same(key.hash(), hash);
    }

    /** Whether it leaves nothing that could be issued to who asked, now or later, without another change. */
    boolean isDenial() {
        return key == null || issuable == null || issuable.isEnded();
    }

    long ageNanos(long nowNanos) {
        return nowNanos - askedNanos;
    }

    boolean keyLives(long nowNanos) {
        return key != null && key.secondsThen() * TimeUnit.SECONDS.toNanos(1) > ageNanos(nowNanos);
    }

    /** Whether it was read for a living handle with that hash; or for none, where none is asked for. */
    boolean isForHandleWith(byte @Nullable [] hash, long nowNanos) {
        return hash == null
                ? handle == null
                : handle != null
                        && Digest.same(handle.hash(), hash)
                        && handle.secondsThen() * TimeUnit.SECONDS.toNanos(1) > ageNanos(nowNanos);
    }

    Optional<StoredKey> storedKey(long nowNanos, Map<String, Object> attributes) {
        return key == null
                ? Optional.empty()
                : Optional.of(new StoredKey(key.caller(), key.hash(), !keyLives(nowNanos), key.grants(), attributes));
    }
}
