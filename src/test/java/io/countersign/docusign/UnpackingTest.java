package io.countersign.docusign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound, and bodies that only look packed. That packed answers are read is shown by {@link OddTokenAnswersTest}. */
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
    @ValueSource(strings = {"", "{", "{\"a\":1}", " {\"a\":1}", "<html>", "x", "xyz", "plain text"})
    void whatIsNotPackedStaysAsItIs(String body) {
        assertThat(Unpacking.unpack(body.getBytes(UTF_8), "gzip", LONGEST))
                .asString(UTF_8)
                .isEqualTo(body);
        assertThat(Unpacking.unpack(body.getBytes(UTF_8), null, LONGEST))
                .asString(UTF_8)
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "GZIP , x", ""})
    void aStreamThatIsNoneGivesNothing(String contentEncoding) {
        byte[] broken = {0x1f, (byte) 0x8b, 9, 9, 9};

        assertThat(Unpacking.unpack(broken, contentEncoding, LONGEST)).isEmpty();
    }
}
