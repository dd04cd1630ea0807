package io.countersign.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.problem.OAuthError.Code;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of problems where OAuth 2.0 clients read the answer. */
class OAuthErrorTest {

    @ParameterizedTest
    @EnumSource
    void aProblemIsA400OrSomethingToTryAgain(ProblemType type) {
        OAuthError error = OAuthError.of(Problem.of(type, "What happened."));
        assertThat(error.description()).isEqualTo("What happened.");
        boolean often = error.code() == Code.TOO_MANY_REQUESTS;
        boolean later = often || error.code() == Code.TEMPORARILY_UNAVAILABLE;
        assertThat(error.status()).isEqualTo(often ? 429 : later ? 503 : 400);
        assertThat(often).isEqualTo(type == ProblemType.TOO_MANY_REQUESTS);
        assertThat(error.retryAfter() != null).isEqualTo(later);
        // Whoever meets somebody else at the same moment is to come again.
        assertThat(later)
                .isEqualTo(
                        type.status() >= 500 || type == ProblemType.TOO_MANY_REQUESTS || type == ProblemType.CONFLICT);
    }

    @Test
    void keepsWhenToTryAgain() {
        Duration wait = Duration.ofSeconds(42);
        assertThat(OAuthError.of(Problem.unavailable("Away.", wait)).retryAfter())
                .isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({"CONSENT_REQUIRED, consent_required", "AWAITING_CONFIRMATION, consent_required"})
    void whatAPersonHasToDoIsDocuSignsWord(ProblemType type, String code) {
        assertThat(OAuthError.of(Problem.of(type, "x")).code()).hasToString(code);
    }

    @Test
    void onlyWhoUsedBasicGetsA401() {
        assertThat(OAuthError.invalidClient("x", true).status()).isEqualTo(401);
        assertThat(OAuthError.invalidClient("x", false).status()).isEqualTo(400);
    }
}
