package io.countersign.notice;

import io.countersign.crypto.Digest;
import io.countersign.vault.VaultKey;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the vault writes beside the row of a webhook, so that nobody who only writes to the database says where notices
 * go, or which: a format byte and a MAC under the vault's own key. The description and the times at which something was
 * done are not covered, nor how deliveries fare. The bytes are fixed for ever: replicas of two releases read each
 * other's.
 */
final class WebhookMacs {
    /** In bytes. */
    static final int LENGTH = 33;

    private static final byte FORMAT = 1;
    private static final byte[] WEBHOOK = utf8("webhook/1");
    private static final byte[] NONE = new byte[0];

    private final Code code;

    /** How a code comes of parts. */
    interface Code {

        /** 32 bytes over these parts in this order, none of which runs into the next. */
        byte[] of(byte[]... parts);
    }

    WebhookMacs(Code code) {
        this.code = code;
    }

    static WebhookMacs of(VaultKey key) {
        return new WebhookMacs(key::mac);
    }

    /** {@value #LENGTH} bytes. */
    byte[] of(WebhookTerms terms) {
        WebhookSettings settings = terms.settings();
        SealedSecrets secrets = terms.secrets();
        List<byte[]> parts = new ArrayList<>();
        parts.add(WEBHOOK);
        parts.add(utf8(terms.name()));
        parts.add(bytes(terms.uuid()));
        parts.add(utf8(settings.url()));
        add(parts, settings.events());
        add(parts, settings.tenants());
        parts.add(new byte[] {(byte) (settings.consentLinks() ? 1 : 0)});
        parts.add(secrets.present());
        parts.add(orNone(secrets.former()));
        parts.add(bytes(secrets.formerUntil()));
        // No reason is empty.
        parts.add(terms.disabled() == null ? NONE : utf8(terms.disabled()));
        byte[] mac = code.of(parts.toArray(byte[][]::new));
        return ByteBuffer.allocate(LENGTH).put(FORMAT).put(mac).array();
    }

    /** Whether the vault wrote that row. It wrote none of which no code can be made. */
    boolean isOf(WebhookRow row) {
        try {
            return Digest.same(row.mac(), of(row.terms()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return false;
        }
    }

    /** With their number in front, so that none of one list counts as of the next. */
    private static void add(List<byte[]> parts, List<String> texts) {
        parts.add(ByteBuffer.allocate(Integer.BYTES).putInt(texts.size()).array());
        texts.forEach(text -> parts.add(utf8(text)));
    }

    /** Nothing that is sealed is empty. */
    private static byte[] orNone(byte @Nullable [] sealed) {
        return sealed == null ? NONE : sealed;
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static byte[] bytes(@Nullable Instant time) {
        return time == null
                ? NONE
                : ByteBuffer.allocate(Long.BYTES)
                        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, time))
                        .array();
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
