package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfo;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What an attempt does with each answer to an assertion: the error catalogue, row by row. */
class AssertionAttemptsTest extends RefreshAttemptsFixture {
    private static final Duration AGAIN = Duration.ofSeconds(6);
    private static final String WANTED = "first signature+impersonation";
    private static final String USER = "0b9c0d0e-user";
    private static final Belonging SETTLED = new Belonging(USER, null, null, "a-1", "jane@acme.example");
    private static final UserInfo JANE =
            new UserInfo(USER, "Jane", "jane@acme.example", List.of(account("a-1"), account("a-2")));

    private static UserInfo.Account account(String id) {
        return new UserInfo.Account(id, null, URI.create("https://demo.docusign.net"));
    }

    private void impersonates(ConnectionState state, @Nullable ConsentReason reason, List<String> granted) {
        impersonates(state, reason, granted, SETTLED);
    }

    private void impersonates(
            ConnectionState state, @Nullable ConsentReason reason, List<String> granted, Belonging belonging) {
        store.grant = new LeasedGrant.Impersonation(
                GrantType.JWT_BEARER.asksFor(List.of("signature", "extended")), granted, state, reason, belonging);
    }

    private static TokenAnswer.Granted granted() {
        return new TokenAnswer.Granted(Secret.ofText("new access"), null, 3_600, null);
    }

    private static TokenAnswer refused(Meaning meaning) {
        return FakeUpstream.refused(meaning);
    }

    @BeforeEach
    void active() {
        store.extended = false;
        store.held = new HeldAccess(Secret.ofText("old access"), Instant.EPOCH);
        impersonates(ConnectionState.ACTIVE, null, List.of("signature", "impersonation"));
    }

    @Test
    void whatIsGrantedIsStoredWithItsScopesAndNoRefreshToken() {
        upstream.answers(granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.asked).containsExactly(WANTED);
        NewTokens written = store.written.getFirst();
        assertThat(written.refreshToken()).isNull();
        assertThat(written.leaveADoubt()).isFalse();
        assertThat(Objects.requireNonNull(written.impersonated()).scopes())
                .containsExactly("signature", "impersonation");
        assertThat(store.dueIn).as("nobody uses it yet").isNull();
        assertThat(upstream.worked).as("no statement for what is known").isEmpty();
    }

    @Test
    void aWithdrawnConsentTakesASlot() {
        upstream.answers(refused(Meaning.NEEDS_CONSENT));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.CONSENT_REVOKED, AGAIN));

        assertThat(store.log).containsExactly(LEASE, "slot 5 10", "refuse consent_revoked");
    }

    @Test
    void withoutASlotAWithdrawnConsentIsHeld() {
        gate.slot = VerdictSlot.NONE;
        upstream.answers(refused(Meaning.NEEDS_CONSENT));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(10)));

        assertThat(store.log).endsWith("hold 600 refusal_held");
    }

    @Test
    void scopesThatCameAfterTheConsentDisconnectNobody() {
        impersonates(ConnectionState.ACTIVE, null, List.of("impersonation", "click.manage"));
        upstream.answers(refused(Meaning.NEEDS_CONSENT), granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.asked).containsExactly(WANTED, "first impersonation+click.manage");
        assertThat(store.log).startsWith(LEASE, EXTEND);
        assertThat(Objects.requireNonNull(store.written.getFirst().impersonated())
                        .scopes())
                .containsExactly("impersonation", "click.manage");
    }

    @Test
    void onlyTheRefusalOfWhatWasGrantedIsAVerdict() {
        impersonates(ConnectionState.ACTIVE, null, List.of("impersonation"));
        upstream.answers(refused(Meaning.NEEDS_CONSENT), refused(Meaning.NEEDS_CONSENT));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.CONSENT_REVOKED, AGAIN));

        assertThat(upstream.asked).hasSize(2);
    }

    @Test
    void whoWaitsForAConsentGoesOnWaitingAndTakesNoSlot() {
        impersonates(ConnectionState.AWAITING_CONSENT, null, List.of());
        store.failures = 2;
        upstream.answers(refused(Meaning.NEEDS_CONSENT));

        assertThat(run()).isEqualTo(new Renewal.ConsentMissing(Duration.ofSeconds(24)));

        assertThat(store.log).containsExactly(LEASE, "release 24 consent_missing");
    }

    @Test
    void aVerdictThatStandsIsNotRepeated() {
        impersonates(ConnectionState.CONSENT_REQUIRED, ConsentReason.USER_GONE, List.of());
        upstream.answers(refused(Meaning.USER_GONE));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.USER_GONE, AGAIN));

        assertThat(store.log).containsExactly(LEASE, "release 6 user_gone");
    }

    @Test
    void whoNeedsAConsentAlreadyIsNoNewsForAnotherReason() {
        impersonates(ConnectionState.CONSENT_REQUIRED, ConsentReason.CONSENT_REVOKED, List.of());
        upstream.answers(refused(Meaning.USER_GONE));

        run();

        assertThat(store.log).endsWith("refuse user_gone");
        assertThat(signals.verdicts).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ACTIVE", "AWAITING_CONSENT"})
    void aUserWhoIsGoneIsAVerdictFromAnyState(ConnectionState state) {
        impersonates(state, null, List.of());
        upstream.answers(refused(Meaning.USER_GONE));

        assertThat(run()).isEqualTo(new Renewal.ConsentRequired(ConsentReason.USER_GONE, AGAIN));

        assertThat(store.log).containsExactly(LEASE, "slot 5 10", "refuse user_gone");
        assertThat(signals.verdicts).containsExactly("acme app USER_GONE user_gone");
    }

    @Test
    void anExpiredAssertionIsSignedAgainOnce() {
        upstream.answers(refused(Meaning.EXPIRED_ASSERTION), granted());
        assertThat(run()).isEqualTo(new Renewal.Renewed());

        upstream.answers(refused(Meaning.EXPIRED_ASSERTION), refused(Meaning.EXPIRED_ASSERTION));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(1)));

        assertThat(upstream.asked).containsExactly(WANTED, WANTED, WANTED, WANTED);
        assertThat(store.log).endsWith("hold 60 assertion_expired");
    }

    @Test
    void theNextKeyIsTriedAndRemembered() {
        upstream.secrets("first", "second").answers(refused(Meaning.KEY_REFUSED), granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.asked).containsExactly(WANTED, "second signature+impersonation");
        assertThat(upstream.worked).containsExactly("second");
    }

    @Test
    void whenEveryKeyIsRefusedTheIntegrationIsFlaggedAndNoConnectionChanges() {
        upstream.secrets("first", "second").answers(refused(Meaning.KEY_REFUSED), refused(Meaning.KEY_REFUSED));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(30)));

        assertThat(signals.flags).containsExactly(Flag.RSA_KEY_REFUSED);
        assertThat(store.log)
                .containsExactly(LEASE, EXTEND, "refuse client RSA_KEY_REFUSED 30", "release 0 rsa_key_refused");
    }

    @Test
    void withoutAKeyNothingIsSent() {
        upstream.secrets();

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(30)));

        assertThat(upstream.asked).isEmpty();
        assertThat(signals.flags).containsExactly(Flag.RSA_KEY_MISSING);
    }

    @Test
    void noFurtherKeyIsTriedWhereTheIssuerIsUnknown() {
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(30)));

        assertThat(upstream.asked).containsExactly(WANTED);
        assertThat(signals.flags).containsExactly(Flag.CLIENT_REFUSED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"RECONNECT", "RECONNECT_OR_OPERATOR", "UNKNOWN_REFUSAL", "UNEXPECTED"})
    void whateverElseIsSaidIsNoVerdict(Meaning meaning) {
        upstream.answers(refused(meaning));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(1)));

        assertThat(store.log).endsWith("hold 60 unexpected_answer");
    }

    @Test
    void aLostAnswerLeavesNoDoubt() {
        upstream.answers(FakeUpstream.noAnswer(null));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log)
                .hasSize(2)
                .last()
                .asString()
                .doesNotContain("unsure")
                .endsWith(" no_answer");
    }

    @Test
    void theFirstTokenIsStoredWithTheAccountThatUserinfoTells() {
        impersonates(ConnectionState.AWAITING_CONSENT, null, List.of(), new Belonging(USER, "A-2", null, null, null));
        upstream.answers(granted());
        upstream.told = new UserInfoAnswer.Known(JANE, List.of());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.asked).containsExactly(WANTED, "userinfo");
        Impersonated stored = Objects.requireNonNull(store.written.getFirst().impersonated());
        assertThat(stored.found()).isEqualTo(new Belonging.Choice.Chosen(JANE, account("a-2")));
    }

    @Test
    void aKeyThatWorkedForTheFirstTimeIsRemembered() {
        upstream.keysAreKnown = false;
        upstream.answers(granted());

        run();

        assertThat(upstream.worked).containsExactly("first");
    }

    @Test
    void nothingIsStoredForAnAccountThatIsNotPinned() {
        impersonates(ConnectionState.ACTIVE, null, List.of(), new Belonging(USER, "a-9", null, "a-1", null));
        upstream.answers(granted());
        upstream.told = new UserInfoAnswer.Known(JANE, List.of());

        assertThat(run()).isEqualTo(new Renewal.AccountRefused("account_mismatch", Duration.ofSeconds(60)));

        assertThat(store.log).containsExactly(LEASE, "hold 60 account_mismatch, not due");
    }

    /** Each further try would be another token. */
    @Test
    void userinfoIsLeftAloneForAsLongAsDocuSignAsks() {
        impersonates(ConnectionState.AWAITING_CONSENT, null, List.of(), new Belonging(USER, null, null, null, null));
        upstream.answers(granted());
        upstream.told = new UserInfoAnswer.Silent(UserInfoAnswer.Silent.Reason.THROTTLED, Duration.ofSeconds(90));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(90)));

        assertThat(store.log).endsWith("hold 90 userinfo_silent");
    }

    @Test
    void whereUserinfoIsSilentNothingIsStoredEither() {
        impersonates(ConnectionState.AWAITING_CONSENT, null, List.of(), new Belonging(USER, null, null, null, null));
        upstream.answers(granted());

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.written).isEmpty();
        assertThat(store.log).last().asString().endsWith("userinfo_silent");
    }
}
