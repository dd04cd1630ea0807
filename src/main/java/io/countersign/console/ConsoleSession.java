package io.countersign.console;

import io.countersign.caller.KeyMark;
import io.countersign.crypto.Digest;
import io.countersign.crypto.HiddenValue;
import io.countersign.crypto.Secret;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Somebody's session, as the cookie holds it. It is no proof that the key still counts: that is asked for each request.
 *
 * @param key what is kept of the API key that it began with
 * @param signedInAt when it began, in whole seconds
 * @param usedAt when it was sealed last, in whole seconds: a minute or less before its last request
 * @param csrf known to the pages of this session alone
 */
record ConsoleSession(KeyMark key, Instant signedInAt, Instant usedAt, Secret csrf) implements HiddenValue {
    /** Without a request for so long, it has ended. */
    static final Duration IDLE = Duration.ofMinutes(30);

    /** However much it is used, it ends then. */
    static final Duration LONGEST = Duration.ofHours(8);

    /** So long the cookie is left as it is. */
    static final Duration RESEALED = Duration.ofMinutes(1);

    /** Another clock among the replicas may be ahead by so much. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final byte FORMAT = 1;
    private static final int CSRF_BYTES = 32;

    /** A session that begins. */
    static ConsoleSession begin(KeyMark key, Instant now, SecureRandom random) {
        byte[] csrf = new byte[CSRF_BYTES];
        random.nextBytes(csrf);
        Instant second = Instant.ofEpochSecond(now.getEpochSecond());
        return new ConsoleSession(key, second, second, Secret.takeOwnershipOf(csrf));
    }

    /** Whether it has not ended by itself. */
    boolean isOpenAt(Instant now) {
        return now.isBefore(usedAt.plus(IDLE))
                && now.isBefore(signedInAt.plus(LONGEST))
                && !now.plus(SKEW).isBefore(usedAt);
    }

    /** Whether the cookie has to be sealed anew, so that this use counts. */
    boolean wantsSeal(Instant now) {
        return !now.isBefore(usedAt.plus(RESEALED));
    }

    /** The same, used now. */
    ConsoleSession usedAt(Instant now) {
        return new ConsoleSession(key, signedInAt, Instant.ofEpochSecond(now.getEpochSecond()), csrf);
    }

    /** How long the cookie may live from now on: no longer than the session can. */
    Duration rest(Instant now) {
        Duration whole = Duration.between(now, signedInAt.plus(LONGEST));
        return whole.compareTo(IDLE) < 0 ? whole : IDLE;
    }

    /** What the session's forms carry: letters, digits, hyphens and underscores. */
    String csrfToken() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(csrf.revealBytes());
    }

    /** Whether a form of this session carried that, in a time that does not depend on how much of it is right. */
    boolean hasCsrfToken(String presented) {
        return Digest.same(Digest.ofText(csrfToken()), Digest.ofText(presented));
    }

    /** To be sealed. */
    Secret toSecret() {
        byte[] id = key.id().getBytes(StandardCharsets.US_ASCII);
        return Secret.takeOwnershipOf(ByteBuffer.allocate(1 + 2 * Long.BYTES + CSRF_BYTES + Digest.LENGTH + id.length)
                .put(FORMAT)
                .putLong(signedInAt.getEpochSecond())
                .putLong(usedAt.getEpochSecond())
                .put(csrf.revealBytes())
                .put(key.hash())
                .put(id)
                .array());
    }

    /** Reads what {@link #toSecret} made; empty for another version's. */
    static Optional<ConsoleSession> of(Secret opened) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(opened.revealBytes());
            if (buffer.get() != FORMAT) {
                return Optional.empty();
            }
            Instant signedInAt = Instant.ofEpochSecond(buffer.getLong());
            Instant usedAt = Instant.ofEpochSecond(buffer.getLong());
            byte[] csrf = new byte[CSRF_BYTES];
            byte[] hash = new byte[Digest.LENGTH];
            buffer.get(csrf).get(hash);
            byte[] id = new byte[buffer.remaining()];
            buffer.get(id);
            KeyMark key = new KeyMark(new String(id, StandardCharsets.US_ASCII), hash);
            return Optional.of(new ConsoleSession(key, signedInAt, usedAt, Secret.takeOwnershipOf(csrf)));
        } catch (BufferUnderflowException shorter) {
            return Optional.empty();
        }
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "ConsoleSession[not shown]";
    }
}
