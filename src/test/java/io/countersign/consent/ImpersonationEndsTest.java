package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.problem.ProblemType;
import io.countersign.refresh.Renewal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which links can be made of an impersonation, and what the assertion after one means for the person. */
class ImpersonationEndsTest {
    private static final Duration AGAIN = Duration.ofSeconds(6);

    static Stream<Arguments> renewals() {
        return Stream.of(
                Arguments.of(new Renewal.Renewed(), ConsentEnd.IMPERSONATION_READY),
                Arguments.of(new Renewal.ConsentMissing(AGAIN), ConsentEnd.CONSENT_NOT_SEEN),
                Arguments.of(
                        new Renewal.ConsentRequired(ConsentReason.CONSENT_REVOKED, AGAIN), ConsentEnd.CONSENT_NOT_SEEN),
                Arguments.of(new Renewal.ConsentRequired(ConsentReason.USER_GONE, AGAIN), ConsentEnd.USER_NOT_FOUND),
                Arguments.of(new Renewal.AccountRefused("account_mismatch", AGAIN), ConsentEnd.USER_NOT_FITTING),
                Arguments.of(new Renewal.Superseded(), ConsentEnd.CONSENT_UNTRIED),
                Arguments.of(new Renewal.Elsewhere(), ConsentEnd.CONSENT_UNTRIED),
                Arguments.of(new Renewal.NotBefore(Duration.ofSeconds(30)), ConsentEnd.CONSENT_UNTRIED),
                Arguments.of(new Renewal.Failed(), ConsentEnd.CONSENT_UNTRIED));
    }

    @ParameterizedTest
    @MethodSource("renewals")
    void everyRenewalHasItsPage(Renewal renewal, ConsentEnd end) {
        assertThat(ImpersonationEnds.of(renewal)).isEqualTo(end);
    }

    @ParameterizedTest
    @MethodSource("renewals")
    void onlyAnAnswerIsAConflict(Renewal renewal) {
        ConsentEnd end = ImpersonationEnds.of(renewal);

        assertThat(end.status()).isEqualTo(end.isGood() ? 200 : end == ConsentEnd.CONSENT_UNTRIED ? 503 : 409);
        assertThat(end.text().mayStartAgain()).isEqualTo(!end.isGood());
    }

    @Test
    void theTrailHasAWordForEachStop() {
        assertThat(ImpersonationEnds.stopAt(ConsentEnd.CONSENT_NOT_SEEN).reason())
                .isEqualTo("consent_not_seen");
    }

    @ParameterizedTest
    @CsvSource({
        "INDIVIDUAL, AUTHORIZATION_CODE, false, false, true,",
        "INDIVIDUAL, AUTHORIZATION_CODE, false, true, false, CONFLICT",
        "INDIVIDUAL, JWT_BEARER, false, false, true,",
        "INDIVIDUAL, JWT_BEARER, false, true, false, CONFLICT",
        "INDIVIDUAL, JWT_BEARER, true, true, false,",
        "ADMIN, AUTHORIZATION_CODE, false, true, true, INVALID_FIELDS",
        "ADMIN, JWT_BEARER, false, false, true, CONFLICT",
        "ADMIN, JWT_BEARER, false, true, false,",
        "ADMIN, JWT_BEARER, true, true, false,",
    })
    void aLinkIsMadeOnlyWhereSomethingCanComeOfIt(
            LinkKind kind,
            GrantType grant,
            boolean userNamed,
            boolean userKnown,
            boolean exchangeable,
            ProblemType problem) {
        assertThat(new LinkObstacle("main", grant, userNamed, userKnown, exchangeable)
                        .to(kind)
                        .map(found -> found.type()))
                .isEqualTo(Optional.ofNullable(problem));
    }
}
