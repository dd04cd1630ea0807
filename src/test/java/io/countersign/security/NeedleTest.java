package io.countersign.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The search for secrets has to be able to find one. */
class NeedleTest {
    private static final String SECRET = "s3cret-\u00fc-and-not-short";

    static Stream<String> disguised() {
        byte[] bytes = SECRET.getBytes(UTF_8);
        return Stream.of(
                "before " + SECRET + " after",
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().encodeToString(bytes),
                Base64.getEncoder().encodeToString(("k:" + SECRET + "!").getBytes(UTF_8)),
                Base64.getUrlEncoder().encodeToString(("k" + SECRET + "!").getBytes(UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("disguised")
    void isFound(String text) {
        assertThat(Haystack.text("here", text).find(List.of(Needle.of("secret", SECRET))))
                .isNotEmpty()
                .allMatch(found -> found.endsWith(" in here"));
    }

    @ParameterizedTest
    @MethodSource("disguised")
    void isNotFoundWhereItDiffers(String text) {
        assertThat(Haystack.text("here", text).find(List.of(Needle.of("secret", "another-" + SECRET))))
                .isEmpty();
    }

    @org.junit.jupiter.api.Test
    void isFoundAsBytes() {
        byte[] key = HexFormat.of().parseHex("00ff10ee20dd30cc40bb50aa");
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(key) + "AAAAAAAAAAAAAAAA";
        Haystack haystack = new Haystack(java.util.Map.of("here", new String(key, StandardCharsets.ISO_8859_1)));

        assertThat(haystack.find(List.of(Needle.of("key", key)))).containsExactly("key as raw in here");
        assertThat(Haystack.text("here", encoded).find(List.of(Needle.of("key", key))))
                .isNotEmpty();
    }
}
