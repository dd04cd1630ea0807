package io.countersign.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts people can see. */
class ShownTextTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x20, 0x85, 0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x180B, 0x180E, 0x2000, 0x200B,
                0x200D, 0x200E, 0x2028, 0x2029, 0x202E, 0x202F, 0x205F, 0x2060, 0x2066, 0x2800, 0x3000, 0x3164, 0xD800,
                0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0, 0xFFF9, 0x110BD, 0x13441, 0x16FE4, 0x1BCA0, 0x1D159, 0x1D173, 0xE0001,
                0xE0041, 0xE0100, 0xE0FFF,
            })
    void nothingIsSeenOf(int point) {
        assertThat(ShownText.Validator.isShown(Character.toString(point).repeat(3) + " "))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u202Eb", "a\u2066b", "a\nb", "a\u2028b", "a\u0000b", "a\u007Fb", "a\uD800b"})
    void isMisleading(String text) {
        assertThat(ShownText.Validator.isShown(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                " a ",
                "É",
                "e\u0301",
                "株式会社",
                "\uD83D\uDC68\u200D\uD83D\uDC69",
                "می\u200Cخواهم",
                "-",
                "\u200Bx"
            })
    void isSeen(String text) {
        assertThat(ShownText.Validator.isShown(text)).isTrue();
    }

    @Test
    void whateverTheJdkTakesForWhiteSpaceShowsNothing() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(point -> Character.isWhitespace(point) || Character.isSpaceChar(point))
                        .filter(Blank::shows))
                .isEmpty();
    }
}
