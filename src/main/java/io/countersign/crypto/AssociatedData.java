package io.countersign.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a sealed value belongs to. It is bound to the value when sealing and must be the same when opening, so that a
 * row, a column or an old value put elsewhere does not open.
 *
 * @param column {@code table.column} where the value stands
 * @param owner the tenant's or integration's name
 * @param row what tells it from others of the owner's: the secret's id, the hash of the state, or all that a
 *     connection's tokens serve
 * @param environment {@code demo} or {@code production}
 * @param generation of the connection's tokens, or 0 for what has none
 */
public record AssociatedData(String column, String owner, String row, String environment, long generation) {
    private static final byte FORMAT = 1;

    /**
     * The canonical bytes: a format version, each text as UTF-8 with its length in front, the generation. No two values
     * share them.
     *
     * @throws IllegalArgumentException if a text is not well-formed Unicode
     */
    public byte[] toBytes() {
        ByteBuffer[] texts = {utf8(column), utf8(owner), utf8(row), utf8(environment)};
        int size = 1 + Long.BYTES;
        for (ByteBuffer text : texts) {
            size += Integer.BYTES + text.remaining();
        }
        ByteBuffer buffer = ByteBuffer.allocate(size).put(FORMAT);
        for (ByteBuffer text : texts) {
            buffer.putInt(text.remaining()).put(text);
        }
        return buffer.putLong(generation).array();
    }

    /** Strict, unlike String.getBytes, which would make one and the same question mark of every lone surrogate. */
    private static ByteBuffer utf8(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("Associated data is not well-formed Unicode", e);
        }
    }
}
