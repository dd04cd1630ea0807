package io.countersign.caller;

import io.countersign.crypto.Digest;
import io.countersign.vault.VaultKey;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * What the vault writes beside the rows of callers, so that nobody who only writes to the database makes one: a format
 * byte and a MAC under the vault's own key, over all of a row that anything depends on, and over the caller with its
 * uuid and epoch. Times and the order of keys and identities are not covered: nothing depends on them. The bytes are
 * fixed for ever: replicas of two releases read each other's.
 */
final class CallerMacs {
    /** In bytes. */
    static final int LENGTH = 33;

    private static final byte FORMAT = 1;
    private static final byte[] CALLER = utf8("caller/1");
    private static final byte[] KEY = utf8("caller_key/1");
    private static final byte[] IDENTITY = utf8("caller_identity/1");
    private static final byte[] GRANT = utf8("caller_grant/1");
    private static final byte[] HANDLE = utf8("refresh_handle/1");

    private final Code code;

    /** How a code comes of parts. */
    interface Code {

        /** 32 bytes over these parts in this order, none of which runs into the next. */
        byte[] of(byte[]... parts);
    }

    CallerMacs(Code code) {
        this.code = code;
    }

    static CallerMacs of(VaultKey key) {
        return new CallerMacs(key::mac);
    }

    byte[] of(CallerMark mark) {
        return formatted(code.of(CALLER, utf8(mark.name()), bytes(mark.uuid()), bytes(mark.epoch())));
    }

    byte[] of(CallerMark mark, ApiKeyRow key) {
        return formatted(code.of(
                KEY,
                utf8(mark.name()),
                bytes(mark.uuid()),
                bytes(mark.epoch()),
                utf8(key.id()),
                key.hash(),
                bytes(micros(key.expiresAt()))));
    }

    byte[] of(CallerMark mark, CallerIdentityRow identity) {
        return formatted(code.of(
                IDENTITY,
                utf8(mark.name()),
                bytes(mark.uuid()),
                bytes(mark.epoch()),
                utf8(identity.id()),
                utf8(identity.type()),
                utf8(identity.issuer()),
                utf8(identity.subject())));
    }

    /** Permissions that only a newer release knows are covered as they stand there. */
    byte[] of(CallerMark mark, CallerGrantRow grant) {
        return formatted(code.of(
                GRANT,
                utf8(mark.name()),
                bytes(mark.uuid()),
                bytes(mark.epoch()),
                ByteBuffer.allocate(Integer.BYTES).putInt(grant.position()).array(),
                utf8(grant.tenant()),
                utf8(grant.connection()),
                utf8(String.join(" ", grant.permissions()))));
    }

    /** Without the epoch: there are many of them, and what the caller may is judged each time. */
    byte[] of(HandleProofs.Handle handle) {
        return formatted(code.of(
                HANDLE,
                utf8(handle.caller()),
                utf8(handle.id()),
                handle.hash(),
                utf8(handle.tenant()),
                utf8(handle.connection()),
                bytes(handle.uuid()),
                bytes(micros(handle.expiresAt()))));
    }

    boolean isOf(Signed<CallerMark> caller) {
        return Digest.same(caller.mac(), of(caller.row()));
    }

    boolean isKeyOf(CallerMark mark, Signed<ApiKeyRow> key) {
        return key.row().caller().equals(mark.name()) && Digest.same(key.mac(), of(mark, key.row()));
    }

    boolean isIdentityOf(CallerMark mark, Signed<CallerIdentityRow> identity) {
        return identity.row().caller().equals(mark.name()) && Digest.same(identity.mac(), of(mark, identity.row()));
    }

    boolean isGrantOf(CallerMark mark, Signed<CallerGrantRow> grant) {
        return grant.row().caller().equals(mark.name()) && Digest.same(grant.mac(), of(mark, grant.row()));
    }

    private static byte[] formatted(byte[] mac) {
        return ByteBuffer.allocate(LENGTH).put(FORMAT).put(mac).array();
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** Strict, unlike String.getBytes, which would make one and the same question mark of every lone surrogate. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A row is not well-formed Unicode", e);
        }
    }
}
