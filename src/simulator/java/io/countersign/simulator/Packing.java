package io.countersign.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** What becomes of a body on its way, whatever {@code Content-Encoding} says of it. */
public enum Packing {
    /** Nothing. */
    NONE,
    /** RFC 1952. */
    GZIP,
    /** Two gzip members one after the other (RFC 1952 section 2.2), each with half of the body. */
    GZIP_IN_TWO_MEMBERS,
    /** Gzip within gzip. */
    GZIP_TWICE,
    /** The second half of the gzip stream is missing, although the answer is as long as it says. */
    GZIP_CUT,
    /** All of the data, but not the checksum at the end. */
    GZIP_WITHOUT_TRAILER,
    /** A whole gzip stream, and a line of text after it. */
    GZIP_WITH_GARBAGE_AFTER,
    /** RFC 1950, which is what HTTP calls {@code deflate}. */
    ZLIB,
    /** RFC 1951, which some servers send as {@code deflate}. */
    RAW_DEFLATE,
    /** No packing at all: the body without its last byte, the object's brace. */
    WITHOUT_LAST_BYTE,
    /** No packing at all: a name in ISO 8859-1 is added, whose é is no UTF-8. */
    WITH_LATIN_1;

    private static final int GZIP_TRAILER = 8;

    /** Opens a stream that packs what is written to it. */
    private interface Packer {
        OutputStream over(OutputStream packed) throws IOException;
    }

    byte[] pack(byte[] body) {
        return switch (this) {
            case NONE -> body;
            case GZIP -> gzip(body);
            case GZIP_IN_TWO_MEMBERS ->
                joined(
                        gzip(Arrays.copyOf(body, body.length / 2)),
                        gzip(Arrays.copyOfRange(body, body.length / 2, body.length)));
            case GZIP_TWICE -> gzip(gzip(body));
            case GZIP_CUT -> {
                byte[] packed = gzip(body);
                yield Arrays.copyOf(packed, packed.length / 2);
            }
            case GZIP_WITHOUT_TRAILER -> {
                byte[] packed = gzip(body);
                yield Arrays.copyOf(packed, packed.length - GZIP_TRAILER);
            }
            case GZIP_WITH_GARBAGE_AFTER -> joined(gzip(body), "\r\nGenerated\r\n".getBytes(StandardCharsets.US_ASCII));
            case ZLIB -> packed(body, DeflaterOutputStream::new);
            case RAW_DEFLATE -> rawDeflate(body);
            case WITHOUT_LAST_BYTE -> Arrays.copyOf(body, Math.max(0, body.length - 1));
            case WITH_LATIN_1 ->
                joined(
                        "{\"name\":\"Ren\u00e9\",".getBytes(StandardCharsets.ISO_8859_1),
                        Arrays.copyOfRange(body, Math.min(1, body.length), body.length));
        };
    }

    /** Whether the tokens in the body can be read. */
    boolean keepsTokens() {
        return this != GZIP_CUT;
    }

    private static byte[] gzip(byte[] body) {
        return packed(body, GZIPOutputStream::new);
    }

    private static byte[] rawDeflate(byte[] body) {
        Deflater raw = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            return packed(body, packed -> new DeflaterOutputStream(packed, raw));
        } finally {
            raw.end();
        }
    }

    private static byte[] packed(byte[] body, Packer packer) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packer.over(packed)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
