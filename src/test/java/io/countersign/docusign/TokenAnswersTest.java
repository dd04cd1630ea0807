package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.LifeSource;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswersTest {

    private static TokenAnswer read(int status, String body) {
        return TokenAnswers.read(
                TokenCall.REFRESH, new WireAnswer(status, null, body.getBytes(StandardCharsets.UTF_8), true));
    }

    @Test
    void completeAnswerIsGranted() {
        // When
        TokenAnswer answer = read(200, """
                {"access_token":"A","token_type":"Bearer","refresh_token":"R","expires_in":28800,
                 "scope":"signature  click.manage","user_api":{"x":[1]}}""");

        // Then
        assertThat(answer)
                .isEqualTo(new Granted(
                        Secret.ofText("A"), Secret.ofText("R"), 28800, List.of("signature", "click.manage")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"refresh_token\":\"\"", ",\"refresh_token\":null", ",\"refresh_token\":7"})
    void missingRefreshTokenIsNull(String member) {
        // When
        TokenAnswer answer = read(200, "{\"access_token\":\"A\",\"expires_in\":\"3600\"" + member + "}");

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A"), null, 3600, null));
    }

    /** What a strict reader refuses to read the rest for. */
    @ParameterizedTest
    @MethodSource
    void anOddMemberCostsNoToken(String member) {
        // When
        TokenAnswer answer =
                read(200, "{\"access_token\":\"A\"," + member + ",\"refresh_token\":\"R\",\"expires_in\":3600}");

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A"), Secret.ofText("R"), 3600, null));
    }

    static Stream<String> anOddMemberCostsNoToken() {
        return Stream.of(
                "\"x\":NaN",
                "\"x\":-Infinity",
                "\"x\":1e400",
                "\"x\":1e-400",
                "\"x\":007",
                "\"x\":+7",
                "\"x\":" + "9".repeat(5_000),
                "\"x\":0." + "9".repeat(5_000),
                "\"x\":" + "[".repeat(20_000) + "]".repeat(20_000),
                "\"x\":\"a\tb\nc\"",
                "\"x\":[1,2,]",
                "\"" + "x".repeat(40_000) + "\":1",
                "\"refresh_token\":null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "7", "{}"})
    void aRefreshTokenThatIsSaidTwiceIsTheOneThatCanBeUsed(String second) {
        // When
        TokenAnswer answer = read(
                200,
                "{\"refresh_token\":\"Q\",\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":3600,"
                        + "\"refresh_token\":"
                        + second + "}");

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A"), Secret.ofText("R"), 3600, null));
    }

    /** The refusal has to be read, too, and the tokens beside it must not be lost for it. */
    @ParameterizedTest
    @ValueSource(strings = {"error", "error_description"})
    void whatIsSaidOfARefusalMayBeHoweverDeep(String member) {
        // Given
        String deep = ",\"" + member + "\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";

        // Then
        assertThat(read(200, "{\"access_token\":\"A\",\"refresh_token\":\"R\"" + deep))
                .isInstanceOf(Granted.class);
        assertThat(read(400, "{\"other\":1" + deep)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"expires_in\":null",
                ",\"expires_in\":0",
                ",\"expires_in\":-5",
                ",\"expires_in\":0.9",
                ",\"expires_in\":\"\"",
                ",\"expires_in\":\"0\"",
                ",\"expires_in\":\"soon\"",
                ",\"expires_in\":\"NaN\"",
                ",\"expires_in\":\"8 h\"",
                ",\"expires_in\":true",
                ",\"expires_in\":{}",
                ",\"expires_in\":[3600]",
                ",\"expires_in\":1e-999999999"
            })
    void aLifeThatSaysNothingIsTheDocumentedOne(String member) {
        // When
        TokenAnswer answer = read(200, "{\"access_token\":\"A\",\"refresh_token\":\"R\"" + member + "}");

        // Then
        assertThat(answer)
                .isEqualTo(new Granted(Secret.ofText("A"), Secret.ofText("R"), 28_800, null, LifeSource.ASSUMED, null));
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 3600, TOLD",
        "'\"3600\"', 3600, TOLD",
        "'\" 3600 \"', 3600, TOLD",
        "28800, 28800, TOLD",
        "28800.0, 28800, TOLD",
        "2.88e4, 28800, TOLD",
        "28799.9, 28799, TOLD",
        "1, 1, TOLD",
        "28801, 28800, CAPPED",
        "28800.5, 28800, CAPPED",
        "9223372036854775807, 28800, CAPPED",
        "9223372036854775808, 28800, CAPPED",
        "1e300, 28800, CAPPED",
        "'\"1e999999999\"', 28800, CAPPED",
    })
    void aLifeIsReadAndCapped(String told, long seconds, LifeSource source) {
        // When
        TokenAnswer answer = read(200, "{\"access_token\":\"A\",\"expires_in\":" + told + "}");

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A"), null, seconds, null, source, null));
    }

    @ParameterizedTest
    @CsvSource({
        "200, invalid_grant, , RECONNECT",
        "201, invalid_grant, , RECONNECT",
        "202, invalid_grant, unauthorized_client, OPERATOR",
        "200, principal_throttled, , USER_THROTTLED",
        "299, user_not_found, , USER_GONE",
    })
    void anErrorInASuccessIsWhatItWouldBeInA400(
            int status, String error, @Nullable String description, Meaning meaning) {
        // When
        TokenAnswer answer = read(
                status,
                "{\"access_token\":\"A\",\"expires_in\":60,\"error\":\"" + error + "\""
                        + (description == null ? "" : ",\"error_description\":\"" + description + "\"") + "}");

        // Then
        assertThat(answer).isEqualTo(new Refused(status, error, description, meaning, null));
    }

    @Test
    void anErrorInASuccessThatIsDocuSignsOwnFaultProvesNothing() {
        assertThat(read(200, "{\"error\":\"server_error\"}"))
                .isEqualTo(new NoAnswer(NoAnswer.Reason.SERVER_ERROR, 200, null));
    }

    @ParameterizedTest
    @CsvSource({"'\"invalid_grant\"', invalid_grant", "7, 7", "true, true", "'{\"a\":[]}', [not shown]"})
    void aRefreshTokenBesideAnErrorIsNeverLost(String error, String complaint) {
        // When
        TokenAnswer answer =
                read(200, "{\"error\":" + error + ",\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":60}");

        // Then
        assertThat(answer)
                .isEqualTo(new Granted(Secret.ofText("A"), Secret.ofText("R"), 60, null, LifeSource.TOLD, complaint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\" \"", "false"})
    void anErrorThatSaysNothingIsNone(String error) {
        // When
        TokenAnswer answer = read(200, "{\"error\":" + error + ",\"access_token\":\"A\",\"expires_in\":60}");

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A"), null, 60, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"access_token\":\"A\",\"expires_in\":36",
                "[]",
                "null",
                "\"A\"",
                "{}",
                "<html>welcome</html>",
                "{\"access_token\":\"\",\"expires_in\":3600}",
                "{\"access_token\":[\"A\"],\"expires_in\":3600}",
            })
    void successWithoutTokensIsUnreadable(String body) {
        // When
        TokenAnswer answer = read(200, body);

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.UNREADABLE, 200, null));
    }

    @Test
    void aNewRefreshTokenIsKeptWithoutAnAccessToken() {
        // When
        TokenAnswer answer = read(200, "{\"refresh_token\":\"R\",\"expires_in\":3600}");

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText(""), Secret.ofText("R"), 0, null));
    }

    @ParameterizedTest
    @CsvSource({"301, UNREADABLE", "302, UNREADABLE", "408, SERVER_ERROR", "500, SERVER_ERROR", "503, SERVER_ERROR"})
    void whatIsNeitherYesNorNoProvesNothing(int status, NoAnswer.Reason reason) {
        // When
        TokenAnswer answer = read(status, "{\"error\":\"invalid_grant\"}");

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(reason, status, null));
    }

    @ParameterizedTest
    @CsvSource({"302, ", "400, ", "500, ", "502, ", "503, 60", "504, "})
    void onlyAServiceThatIsAwaySaysWhenItIsBack(int status, @Nullable Long seconds) {
        // When
        TokenAnswer answer = TokenAnswers.read(
                TokenCall.REFRESH,
                new WireAnswer(
                        status,
                        Duration.ofSeconds(60),
                        "{\"error\":\"server_error\"}".getBytes(StandardCharsets.UTF_8),
                        true));

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        NoAnswer.class,
                        none -> assertThat(none.retryAfter())
                                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({
        "400, temporarily_unavailable, ",
        "403, temporarily_unavailable, ",
        "200, temporarily_unavailable, ",
        "403, access_denied, ",
        "400, invalid_grant, ",
        "429, x, 60",
        "400, principal_throttled, 60",
    })
    void onlyWhoThrottlesSaysForHowLong(int status, String error, @Nullable Long seconds) {
        // When
        TokenAnswer answer = TokenAnswers.read(
                TokenCall.REFRESH,
                new WireAnswer(
                        status,
                        Duration.ofSeconds(60),
                        ("{\"error\":\"" + error + "\"}").getBytes(StandardCharsets.UTF_8),
                        true));

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.retryAfter())
                                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds)));
    }

    @Test
    void refusalWithoutJsonIsUnexpected() {
        // When
        TokenAnswer answer = read(403, "<html>blocked</html>");

        // Then
        assertThat(answer).isEqualTo(new Refused(403, null, null, Meaning.UNEXPECTED, null));
    }

    @Test
    void textOfRefusalIsMadeSafe() {
        // Given
        String token = "eyJ0eXAiOiJNVCIsImFsZyI6IlJTMjU2Iiwia2lkIjoi.AAAA";
        String prose = "no\\u001b[31m \\u202e " + token + " é " + "word ".repeat(60);

        // When
        TokenAnswer answer = read(400, "{\"error\":\"invalid_grant\",\"error_description\":\"" + prose + "\"}");

        // Then
        assertThat(answer).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.meaning()).isEqualTo(Meaning.UNKNOWN_REFUSAL);
            assertThat(refused.description())
                    .startsWith("no?[31m ? [not shown] ? word")
                    .hasSize(200);
        });
    }

    @Test
    void nothingPrintsSecrets() {
        // When
        TokenAnswer answer = read(200, "{\"access_token\":\"canary1\",\"refresh_token\":\"canary2\",\"expires_in\":1}");

        // Then
        assertThat(answer.toString()).doesNotContain("canary");
        assertThat(new WireAnswer(200, null, "canary".getBytes(StandardCharsets.UTF_8), true).toString())
                .isEqualTo("WireAnswer[status=200]");
    }

    private static TokenAnswer ofAssertion(int status, String body, boolean whole) {
        return TokenAnswers.read(
                TokenCall.ASSERTION, new WireAnswer(status, null, body.getBytes(StandardCharsets.UTF_8), whole));
    }

    /** Nothing that has to be kept comes for an assertion, and the hour that DocuSign documents is the most. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"access_token\":\"A\",\"expires_in\":3600} | 3600 | TOLD",
                "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R\"} | 3600 | TOLD",
                "{\"access_token\":\"A\"} | 3600 | ASSUMED",
                "{\"access_token\":\"A\",\"expires_in\":28800} | 3600 | CAPPED",
            })
    void anAssertionBringsOneTokenForAnHour(String body, long seconds, LifeSource source) {
        assertThat(ofAssertion(200, body, true))
                .isEqualTo(new Granted(Secret.ofText("A"), null, seconds, null, source, null));
    }

    @Test
    void anErrorForAnAssertionIsARefusalWhateverComesWithIt() {
        assertThat(ofAssertion(200, "{\"error\":\"consent_required\",\"refresh_token\":\"R\"}", true))
                .isEqualTo(new Refused(200, "consent_required", null, Meaning.NEEDS_CONSENT, null));
    }

    @Test
    void aPartOfAnAnswerToAnAssertionIsNone() {
        assertThat(ofAssertion(200, "{\"access_token\":\"A\",\"refresh_token\":\"R\",\"exp", false))
                .isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
        assertThat(ofAssertion(200, "{\"refresh_token\":\"R\",\"expires_in\":3600}", true))
                .isEqualTo(new NoAnswer(NoAnswer.Reason.UNREADABLE, 200, null));
    }
}
