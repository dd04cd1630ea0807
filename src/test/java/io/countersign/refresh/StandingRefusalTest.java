package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered between two tries. */
class StandingRefusalTest {
    @Test
    void triesAreSixSecondsApartDoublingToAMinute() {
        assertThat(IntStream.of(0, 1, 2, 3, 4, 100)
                        .mapToObj(StandingRefusal::pause)
                        .map(Duration::toSeconds))
                .containsExactly(6L, 12L, 24L, 48L, 60L, 60L);
    }

    @Test
    void theLastRefusalStands() {
        assertThat(StandingRefusal.of(GrantType.JWT_BEARER, ConnectionState.AWAITING_CONSENT, null, "consent_missing"))
                .contains(new Renewal.ConsentMissing());
        assertThat(StandingRefusal.of(
                        GrantType.JWT_BEARER, ConnectionState.CONSENT_REQUIRED, ConsentReason.USER_GONE, "user_gone"))
                .contains(new Renewal.ConsentRequired(ConsentReason.USER_GONE));
        assertThat(StandingRefusal.of(GrantType.JWT_BEARER, ConnectionState.AWAITING_CONSENT, null, "email_mismatch"))
                .contains(new Renewal.AccountRefused("email_mismatch"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no_answer", "gate_closed", "rsa_key_refused", "userinfo_silent", "key_missing"})
    void behindAnOutageStandsNone(String error) {
        assertThat(StandingRefusal.of(
                        GrantType.JWT_BEARER, ConnectionState.CONSENT_REQUIRED, ConsentReason.CONSENT_REVOKED, error))
                .isEmpty();
    }

    @Test
    void aConnectionThatCanIssueOrThatNoAssertionServesHasNone() {
        assertThat(StandingRefusal.of(GrantType.JWT_BEARER, ConnectionState.ACTIVE, null, "account_mismatch"))
                .isEmpty();
        assertThat(StandingRefusal.of(
                        GrantType.AUTHORIZATION_CODE,
                        ConnectionState.CONSENT_REQUIRED,
                        ConsentReason.CONSENT_REVOKED,
                        "consent_revoked"))
                .isEmpty();
    }
}
