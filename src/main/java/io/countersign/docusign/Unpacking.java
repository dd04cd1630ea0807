package io.countersign.docusign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a body that came compressed although nobody asked for it: a proxy does that, and the body may hold the only
 * living refresh token.
 *
 * <p>The bytes decide, since the header is wrong as often as it is right: no JSON begins like a gzip or zlib stream, so
 * {@code gzip}, {@code x-gzip}, {@code deflate}, one within the other, and one that nobody declared are all seen. Only
 * raw deflate has no mark of its own and needs its header. What is no such stream, whatever is said of it, stays as it
 * is.
 */
final class Unpacking {

    /** One within the other; more than a chain of careless proxies makes. */
    private static final int DEEPEST = 3;

    private static final int CHUNK = 8 * 1024;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZLIB_METHOD = 8;
    private static final int LARGEST_WINDOW = 7;
    private static final int ZLIB_CHECK = 31;

    /**
     * First bytes of an object, of white space or a byte order mark before it, of UTF-16, of gzip and of zlib with its
     * usual window.
     */
    private static final String STARTS = "{ \t\r\n\u00ef\u00fe\u00ff\0\u001f\u0078";

    private Unpacking() {}

    /** Opens a stream over packed bytes. */
    private interface Unpacker {
        InputStream over(InputStream packed) throws IOException;
    }

    /**
     * The plain body.
     *
     * <p>A stream that breaks off gives what came before: a missing checksum or garbage at the end costs nothing, and
     * half a JSON object is unreadable anyway.
     *
     * @param contentEncoding the header {@code Content-Encoding}, or null
     * @param longest how many bytes it may have, packed and unpacked
     * @throws AnswerTooLongException as soon as there are more
     */
    static byte[] unpack(byte[] body, @Nullable String contentEncoding, int longest) {
        byte[] plain = body;
        for (int layer = 0; layer < DEEPEST; layer++) {
            Unpacker unpacker = unpackerOf(plain, contentEncoding);
            if (unpacker == null) {
                return plain;
            }
            plain = unpack(plain, unpacker, longest);
        }
        return plain;
    }

    private static @Nullable Unpacker unpackerOf(byte[] body, @Nullable String contentEncoding) {
        if (body.length < 2) {
            return null;
        }
        int start = ((body[0] & 0xff) << 8) | (body[1] & 0xff);
        if (start == GZIP_MAGIC) {
            return GZIPInputStream::new;
        }
        if (isZlib(start)) {
            return InflaterInputStream::new;
        }
        return isDeflate(contentEncoding) && isRawDeflate(body) ? RawInflater::new : null;
    }

    /** Whether it can be unpacked to something that begins like JSON, or like a stream within the stream. */
    private static boolean isRawDeflate(byte[] body) {
        try (InputStream in = new RawInflater(new ByteArrayInputStream(body))) {
            int first = in.read();
            return first >= 0 && STARTS.indexOf(first) >= 0;
        } catch (EOFException | ZipException none) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory could not be read", e);
        }
    }

    /** RFC 1950 section 2.2: the method, any window, and a check over both bytes. */
    private static boolean isZlib(int start) {
        int first = start >> 8;
        return (first & 0xf) == ZLIB_METHOD && first >> 4 <= LARGEST_WINDOW && start % ZLIB_CHECK == 0;
    }

    private static boolean isDeflate(@Nullable String contentEncoding) {
        return contentEncoding != null
                && contentEncoding.toLowerCase(Locale.ROOT).contains("deflate");
    }

    private static byte[] unpack(byte[] packed, Unpacker unpacker, int longest) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        if (!unpack(packed, unpacker, longest, CHUNK, plain)) {
            // The read that meets the damage gives nothing of what came before it: so no more than one byte is lost.
            plain.reset();
            unpack(packed, unpacker, longest, 1, plain);
        }
        return plain.toByteArray();
    }

    /** @return whether it came to its end */
    private static boolean unpack(
            byte[] packed, Unpacker unpacker, int longest, int chunkSize, ByteArrayOutputStream plain) {
        byte[] chunk = new byte[chunkSize];
        try (InputStream in = unpacker.over(new ByteArrayInputStream(packed))) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                plain.write(chunk, 0, read);
                if (plain.size() > longest) {
                    throw new AnswerTooLongException(longest);
                }
            }
            return true;
        } catch (EOFException | ZipException damaged) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory could not be read", e);
        }
    }

    /** RFC 1951 without the frame of RFC 1950, which some servers send as {@code deflate}. */
    private static final class RawInflater extends InflaterInputStream {
        RawInflater(InputStream packed) {
            super(packed, new Inflater(true));
        }

        @Override
        public void close() throws IOException {
            inf.end();
            super.close();
        }
    }
}
