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
import org.junit.jupiter.params.provider.CsvSource;
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
                arguments("[]", "The body begins as something else", "exactly one JSON object"),
                arguments("7", "The body begins as something else", "exactly one JSON object"),
                arguments("null", "The body begins as something else", "exactly one JSON object"),
                arguments("\"s3cret\"", "The body begins as something else", "exactly one JSON object"),
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

    /** Without the number of the line, which its reader knows, and in which nothing begins another one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]                       | it begins as something else than an object",
                "{\"a\":s3cret}             | the JSON is broken at column 6 (in characters)",
                "{\"a\":\\r\"s3cret         | the JSON ends too early at column 14 (in characters)",
                "{\"ab\":1,\"ab\":2}         | the name \"ab\" stands twice in one object, the second time at"
                        + " column 9 (in characters)",
                "{\"a\":1} {\"a\":1}         | something follows the JSON object at column 9 (in characters)",
            })
    void ofALine(String line, String words) {
        assertThatThrownBy(() -> json.read(line.replace("\\r", "\r").getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        MalformedJsonException.class,
                        malformed -> assertThat(malformed.ofLine()).isEqualTo(words));
    }

    @Test
    void aLineThatIsNotUtf8IsToldSoWithItsPlace() {
        assertThatThrownBy(() -> json.read("{\"\u00fc\":1}".getBytes(ISO_8859_1)))
                .isInstanceOfSatisfying(
                        MalformedJsonException.class,
                        malformed -> assertThat(malformed.ofLine())
                                .isEqualTo("it is not UTF-8 at column 3 (in characters)"));
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
