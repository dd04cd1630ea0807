package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered between two tries. */
class StandingRefusalTest {
    private static final Duration AGAIN = Duration.ofSeconds(9);

    @Test
    void triesAreSixSecondsApartDoublingToAMinute() {
        assertThat(IntStream.of(0, 1, 2, 3, 4, 100)
                        .mapToObj(StandingRefusal::pause)
                        .map(Duration::toSeconds))
                .containsExactly(6L, 12L, 24L, 48L, 60L, 60L);
    }

    @Test
    void theLastRefusalStands() {
        assertThat(standing(ConnectionState.AWAITING_CONSENT, null, "consent_missing", false))
                .contains(new Renewal.ConsentMissing(AGAIN));
        assertThat(standing(ConnectionState.CONSENT_REQUIRED, ConsentReason.USER_GONE, "user_gone", false))
                .contains(new Renewal.ConsentRequired(ConsentReason.USER_GONE, AGAIN));
        assertThat(standing(ConnectionState.AWAITING_CONSENT, null, "email_mismatch", false))
                .contains(new Renewal.AccountRefused("email_mismatch", AGAIN));
    }

    @Test
    void noneStandsBehindAWaitThatSomebodyEnded() {
        assertThat(standing(ConnectionState.AWAITING_CONSENT, null, "consent_missing", true))
                .isEmpty();
    }

    private static Optional<Renewal> standing(
            ConnectionState state, ConsentReason reason, String lastError, boolean ended) {
        return StandingRefusal.of(GrantType.JWT_BEARER, state, reason, lastError, ended, AGAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no_answer", "gate_closed", "rsa_key_refused", "userinfo_silent", "key_missing"})
    void behindAnOutageStandsNone(String error) {
        assertThat(standing(ConnectionState.CONSENT_REQUIRED, ConsentReason.CONSENT_REVOKED, error, false))
                .isEmpty();
    }

    @Test
    void aConnectionThatCanIssueOrThatNoAssertionServesHasNone() {
        assertThat(standing(ConnectionState.ACTIVE, null, "account_mismatch", false))
                .isEmpty();
        assertThat(StandingRefusal.of(
                        GrantType.AUTHORIZATION_CODE,
                        ConnectionState.CONSENT_REQUIRED,
                        ConsentReason.CONSENT_REVOKED,
                        "consent_revoked",
                        false,
                        AGAIN))
                .isEmpty();
    }
}
