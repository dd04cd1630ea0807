package io.countersign.docusign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.LifeSource;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Successes that broke off or were garbled: what stands whole in them may be the only refresh token that lives. */
class DamagedTokenAnswersTest {

    private static TokenAnswer read(byte[] body, boolean whole) {
        return TokenAnswers.read(TokenCall.REFRESH, new WireAnswer(200, null, body, whole));
    }

    private static Granted granted(long seconds, LifeSource source) {
        return new Granted(Secret.ofText("A"), Secret.ofText("R"), seconds, null, source, "the answer was not whole");
    }

    /** A byte that is no UTF-8 (the name of a user, say), and ends that got lost or grew. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"Jos\u00e9\",\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":3600}",
                "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R\"",
                "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R\",\"scope\":\"sig",
                "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R\",\"x\":[1,{\"y\":",
                "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R\",'x':1}",
                "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R\"<!-- proxy -->",
            })
    void aRefreshTokenThatStandsWholeInADamagedBodyIsNotLost(String body) {
        // When
        TokenAnswer answer = read(body.getBytes(ISO_8859_1), true);

        // Then
        assertThat(answer).isEqualTo(granted(3600, LifeSource.TOLD));
    }

    /** As a front end writes all of its answers, and one breaks off. */
    @ParameterizedTest
    @CsvSource({"UTF-8, \ufeff", "UTF-16BE, \ufeff", "UTF-16LE, \ufeff", "UTF-16BE, ''", "UTF-16LE, ''"})
    void aDamagedBodyIsReadInTheEncodingsThatAWholeOneIs(String encoding, String mark) {
        // Given
        byte[] body = (mark + "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R\",\"scope\":\"sig")
                .getBytes(Charset.forName(encoding));

        // When
        TokenAnswer answer = read(body, false);

        // Then
        assertThat(answer).isEqualTo(granted(3600, LifeSource.TOLD));
    }

    /** 28800 seconds may have become 28; what follows a number shows that it is whole. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"28 | 28800 | ASSUMED", "3600, | 3600 | TOLD", "3600,\"sc | 3600 | TOLD", "'3600 ' | 3600 | TOLD"})
    void halfANumberIsNone(String end, long seconds, LifeSource source) {
        // When
        TokenAnswer answer = read(
                ("{\"access_token\":\"A\",\"refresh_token\":\"R\",\"expires_in\":" + end).getBytes(ISO_8859_1), true);

        // Then
        assertThat(answer).isEqualTo(granted(seconds, source));
    }

    /** Half a token would take the place of a good one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\":\"A\",\"expires_in\":3600",
                "{\"access_token\":\"A\",\"expires_in\":3600,\"refresh_token\":\"R",
                "{\"refresh_token\":\"R\\",
                "{\"x\":{\"refresh_token\":\"R\"}",
                "[\"refresh_token\",\"R\"",
                "<!-- {\"refresh_token\":\"R\"} -->",
            })
    void halfATokenIsNone(String body) {
        assertThat(read(body.getBytes(ISO_8859_1), true))
                .isEqualTo(new NoAnswer(NoAnswer.Reason.UNREADABLE, 200, null));
    }
}
