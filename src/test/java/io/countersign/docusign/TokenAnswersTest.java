package io.countersign.docusign;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswersTest {

    private static TokenAnswer read(int status, String body) {
        return TokenAnswers.read(
                TokenCall.REFRESH, new WireAnswer(status, null, body.getBytes(StandardCharsets.UTF_8)));
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

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",\"expires_in\":0", ",\"expires_in\":-5", ",\"expires_in\":\"soon\"", ",\"expires_in\":{}"})
    void newRefreshTokenIsKeptWithoutUsableLifetime(String member) {
        // When
        TokenAnswer answer = read(200, "{\"access_token\":\"A\",\"refresh_token\":\"R\"" + member + "}");

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A"), Secret.ofText("R"), 0, null));
    }

    @Test
    void absurdLifetimeIsCut() {
        // When
        TokenAnswer answer = read(200, "{\"access_token\":\"A\",\"expires_in\":9223372036854775807}");

        // Then
        assertThat(answer)
                .isEqualTo(new Granted(
                        Secret.ofText("A"), null, Duration.ofDays(365).toSeconds(), null));
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
                "{\"access_token\":\"A\"}",
                "{\"access_token\":\"A\",\"expires_in\":0}",
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
        assertThat(answer).isEqualTo(new TokenAnswer.Granted(Secret.ofText(""), Secret.ofText("R"), 0, null));
    }

    @ParameterizedTest
    @CsvSource({"301, UNREADABLE", "302, UNREADABLE", "408, SERVER_ERROR", "500, SERVER_ERROR", "503, SERVER_ERROR"})
    void whatIsNeitherYesNorNoProvesNothing(int status, NoAnswer.Reason reason) {
        // When
        TokenAnswer answer = read(status, "{\"error\":\"invalid_grant\"}");

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(reason, status, null));
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
        assertThat(new WireAnswer(200, null, "canary".getBytes(StandardCharsets.UTF_8)).toString())
                .isEqualTo("WireAnswer[status=200]");
    }
}
