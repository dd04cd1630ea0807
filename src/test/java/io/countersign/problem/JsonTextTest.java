package io.countersign.problem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no JSON object is refused with its place, and without what stands there. */
class JsonTextTest {
    private final JsonText json = new JsonText();

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("{\"client_secret\":\"s3cret}", "ends too early", "line 1, column 26"),
                arguments("{\"client_secret\":s3cret}", "broken", "line 1, column 18"),
                arguments("{\n  \"a\":1,\n  }", "broken", "line 3, column 3"),
                arguments("{\"ü\":1,}", "broken", "line 1, column 8"),
                arguments("{\"a\":01}", "broken", "line 1, column 7"),
                arguments("{\"a\":NaN}", "broken", "line 1, column 9"),
                arguments("{\"a\":\"\t\"}", "broken", "line 1, column 7"),
                arguments("{", "ends too early", "line 1, column 2"),
                arguments("{\"a\":[1", "ends too early", "line 1, column 8"),
                arguments("[]", "must be one JSON object", "begins as something else"),
                arguments("7", "must be one JSON object", "begins as something else"),
                arguments("null", "must be one JSON object", "begins as something else"),
                arguments("\"s3cret\"", "must be one JSON object", "begins as something else"),
                arguments("{} {}", "follows the JSON object", "line 1, column 4"),
                arguments("{}\n,", "broken", "line 2, column 1"),
                arguments("{\"a\":1,\n\"a\":2}", "\"a\" stands twice", "line 2, column 1"),
                arguments("{\"b\":{\"a\":1,\"\\u0061\":2}}", "\"a\" stands twice", "line 1, column 13"),
                arguments("{\"a\":" + "[".repeat(33), "more than 32 deep", "line 1, column 37"),
                arguments("{\"a\":" + "1".repeat(1001) + "}", "too long", "line 1"));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(String body, String what, String where) {
        assertThatThrownBy(() -> json.objectIn(body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().type()).isEqualTo(ProblemType.MALFORMED_BODY);
                    assertThat(refused.problem().detail())
                            .startsWith("Nothing was changed. ")
                            .contains(what, where)
                            .doesNotContain("s3cret", "fasterxml", "Exception");
                });
    }

    @Test
    void aNameThatStandsTwiceIsShownShortAndSafe() {
        String name = "a\\u0000\\u202e\\ud800" + "x".repeat(100);

        assertThatThrownBy(() ->
                        json.objectIn("{\"%1$s\":1,\"%1$s\":2}".formatted(name).getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().detail())
                                .contains("The name \"a\\u0000\\u202e\\ud800" + "x".repeat(60) + "…\" stands twice"));
    }

    @Test
    void whatIsNotUtf8IsToldSoWithItsPlace() {
        for (byte[] body : new byte[][] {
            "{\n\"ü\":1}".getBytes(ISO_8859_1), // Latin-1
            "{\n\"x\":1}"
                    .replace("x", "\u00ED\u00A0\u0080")
                    .getBytes(ISO_8859_1), // half a surrogate pair, as CESU-8 has it
            "{\n\"x\":1}".replace("x", "\u00C0\u0080").getBytes(ISO_8859_1), // an overlong U+0000
            "{\n\"\u00C3".getBytes(ISO_8859_1) // broken off in mid-character
        }) {
            assertThatThrownBy(() -> json.objectIn(body))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.problem().detail())
                                    .contains("not UTF-8 at line 2, column 2 (in characters)"));
        }
        assertThatThrownBy(() -> json.objectIn("{}".getBytes(UTF_16BE))).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t"})
    void nothingIsNoBody(String body) {
        assertThat(json.objectIn(body.getBytes(UTF_8))).isNull();
    }

    @Test
    void readsWhatIsRight() {
        String body =
                "{\"a\":[1,-2.5,9999999999,99999999999999999999,true,false,null,{\"a\":\"\uD83E\uDD84\"}],\"b\":{}}";

        assertThat(json.objectIn(body.getBytes(UTF_8))).hasToString(body);
        assertThat(json.objectIn(("\uFEFF" + body).getBytes(UTF_8))).hasToString(body);
    }
}
