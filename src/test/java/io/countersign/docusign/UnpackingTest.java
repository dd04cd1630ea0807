package io.countersign.docusign;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bound, and bodies that only look packed. That packed answers are read is shown by {@link OddTokenAnswersTest}.
 */
class UnpackingTest {
    private static final int LONGEST = 100_000;

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    @Test
    void theBoundHoldsForWhatIsUnpacked() throws IOException {
        // Given
        byte[] longest = gzip(new byte[LONGEST]);
        byte[] tooLong = gzip(new byte[LONGEST + 1]);

        // Then
        assertThat(Unpacking.unpack(longest, "gzip", LONGEST)).hasSize(LONGEST);
        assertThatThrownBy(() -> Unpacking.unpack(tooLong, "gzip", LONGEST)).isInstanceOf(AnswerTooLongException.class);
    }

    @Test
    void aBombWithinIsFoundBeforeItIsUnpacked() throws IOException {
        // Given
        byte[] twice = gzip(gzip(new byte[64 << 20]));

        // Then
        assertThatThrownBy(() -> Unpacking.unpack(twice, "gzip, gzip", LONGEST))
                .isInstanceOf(AnswerTooLongException.class);
    }

    /** RFC 1950: what the JDK writes is the largest window, 7. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aZlibStreamOfAnyWindowIsSeen(int window) throws IOException {
        // Given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write("{\"a\":1}".getBytes(UTF_8));
        }
        byte[] packed = out.toByteArray();
        packed[0] = (byte) (window << 4 | 8);
        packed[1] = (byte) (31 - (packed[0] << 8) % 31);

        // Then
        assertThat(Unpacking.unpack(packed, null, LONGEST)).asString(UTF_8).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1}",
                " {\"a\":1}",
                "\r\n{\"a\":1}",
                "\t{\"a\":1}",
                "\ufeff{\"a\":1}",
                "[]",
                "<html>",
                "x",
                "xyz",
                "plain text"
            })
    void whatIsNotPackedStaysAsItIs(String body) {
        for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
            for (String claim : List.of("gzip", "deflate", "identity")) {
                assertThat(Unpacking.unpack(body.getBytes(charset), claim, LONGEST))
                        .as("%s %s", charset, claim)
                        .asString(charset)
                        .isEqualTo(body);
            }
        }
    }

    /** However it begins: every level and strategy of the compressor makes other first bytes. */
    @Test
    void rawDeflateIsSeenWhateverItsFirstByteIs() {
        for (String body : List.of("{}", "{\"a\":1}", " {\"a\":1}", "\ufeff{\"a\":1}", "{" + "\"token\",".repeat(99))) {
            for (int level = 0; level <= 9; level++) {
                for (int strategy : List.of(Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY)) {
                    assertThat(Unpacking.unpack(rawDeflate(body, level, strategy), "deflate", LONGEST))
                            .asString(UTF_8)
                            .isEqualTo(body);
                }
            }
        }
    }

    /**
     * A proxy that fails in the midst of an answer and appends its page. The inflater may look at it with the last byte
     * in hand.
     */
    @Test
    void whatCameBeforeTheDamageIsKept() throws IOException {
        // Given
        String body = "{\"refresh_token\":\"" + "R".repeat(300) + "\"";
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        GZIPOutputStream out = new GZIPOutputStream(packed, true);
        out.write(body.getBytes(UTF_8));
        out.flush();
        packed.write("<html>upstream error</html>".getBytes(UTF_8));

        // Then
        assertThat(Unpacking.unpack(packed.toByteArray(), "gzip", LONGEST))
                .asString(UTF_8)
                .startsWith(body.substring(0, body.length() - 1));
    }

    private static byte[] rawDeflate(String plain, int level, int strategy) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        deflater.setInput(plain.getBytes(UTF_8));
        deflater.finish();
        byte[] packed = new byte[LONGEST];
        int length = 0;
        while (!deflater.finished()) {
            length += deflater.deflate(packed, length, packed.length - length);
        }
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "GZIP , x", ""})
    void aStreamThatIsNoneGivesNothing(String contentEncoding) {
        byte[] broken = {0x1f, (byte) 0x8b, 9, 9, 9};

        assertThat(Unpacking.unpack(broken, contentEncoding, LONGEST)).isEmpty();
    }
}
