package io.countersign.refresh;

import static io.countersign.refresh.FakeUpstream.granted;
import static io.countersign.refresh.FakeUpstream.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.refresh.gate.UpstreamGate;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an attempt makes of a refusal: another secret, a pause of the integration, or a verdict. */
class RefusedAttemptsTest extends RefreshAttemptsFixture {
    private static Renewal required(ConsentReason reason) {
        return new Renewal.ConsentRequired(reason, Duration.ZERO);
    }

    @Test
    void aVerdictIsToldOnceItStandsAndInTheRowsWords() {
        upstream.answers(refused(Meaning.RECONNECT), refused(Meaning.RECONNECT), refused(Meaning.USER_GONE));
        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));
        store.recorded = new Recorded.Stands(ConsentReason.LOST_RESPONSE, "lost_response");
        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));
        store.recorded = new Recorded.Nothing();
        assertThat(run()).isEqualTo(required(ConsentReason.USER_GONE));

        assertThat(signals.verdicts)
                .containsExactly("acme app CONSENT_REVOKED consent_revoked", "acme app LOST_RESPONSE lost_response");
    }

    @Test
    void theNextSecretIsTriedAfterAClientError() {
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR), granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());

        assertThat(upstream.asked).containsExactly("first", "second");
        assertThat(upstream.worked).containsExactly("second");
        assertThat(store.log).containsExactly(LEASE, EXTEND, "store 6");
    }

    @Test
    void aFailureToRememberTheSecretCostsNothing() {
        upstream.workedFails = true;
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR), granted());

        assertThat(run()).isEqualTo(new Renewal.Renewed());
    }

    @Test
    void aClientErrorWithEverySecretPausesTheIntegrationOnly() {
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR), refused(Meaning.OPERATOR));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(30)));

        assertThat(store.log)
                .containsExactly(
                        LEASE, EXTEND, "refuse client CLIENT_REFUSED 30", "release unspent 0.0 client_refused");
        assertThat(signals.flags).containsExactly(UpstreamGate.Flag.CLIENT_REFUSED);
    }

    @Test
    void anOperatorIsToldOnce() {
        gate.refusal = UpstreamGate.ClientRefusal.KNOWN;
        upstream.answers(refused(Meaning.OPERATOR));

        run();

        assertThat(signals.flags).isEmpty();
    }

    @Test
    void aClientThatWasRefusedWithFormerSecretsClosesNothing() {
        gate.refusal = UpstreamGate.ClientRefusal.OUTDATED;
        upstream.answers(refused(Meaning.OPERATOR));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log)
                .containsExactly(
                        LEASE, "refuse client CLIENT_REFUSED 30", "release unspent 0.0 client_secrets_changed");
        assertThat(signals.flags).isEmpty();
    }

    @Test
    void withoutAnySecretTheIntegrationIsPaused() {
        upstream.secrets();

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofSeconds(30)));

        assertThat(upstream.asked).isEmpty();
        assertThat(store.log)
                .containsExactly(
                        LEASE, "refuse client CLIENT_SECRET_MISSING 30", "release unspent 0.0 client_secret_missing");
    }

    @Test
    void secretsThatCannotBeReadEndTheAttemptUnspent() {
        upstream.secretsUnreadable = true;

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "release unspent 0.5 internal");
    }

    @Test
    void aDeadRefreshTokenIsConcludedOnlyWhenEverySecretSaysSo() {
        upstream.secrets("first", "second").answers(refused(Meaning.RECONNECT), granted());
        assertThat(run()).isEqualTo(new Renewal.Renewed());

        upstream.answers(refused(Meaning.RECONNECT), refused(Meaning.RECONNECT));
        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));
        assertThat(store.log).endsWith("slot 5 10", "refuse consent_revoked");
    }

    @Test
    void aRefusalOfTheTokenCountsAlsoIfAnotherSecretIsRefused() {
        upstream.secrets("first", "second").answers(refused(Meaning.RECONNECT), refused(Meaning.OPERATOR));

        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));
    }

    @Test
    void pastItsComputedEndTheTokenHasExpired() {
        store.expired = true;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(required(ConsentReason.REFRESH_TOKEN_EXPIRED));
        assertThat(store.log).as("no slot").containsExactly(LEASE, "note 1", "refuse refresh_token_expired");
    }

    @Test
    void onAnUnsureRowTheAnswerWasLost() {
        store.unsure = true;
        upstream.answers(refused(Meaning.RECONNECT), refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(required(ConsentReason.LOST_RESPONSE));
        store.expired = true;
        assertThat(run()).isEqualTo(required(ConsentReason.LOST_RESPONSE));

        assertThat(store.log)
                .as("a slot only before the computed end")
                .containsExactly(LEASE, "slot 5 10", "refuse lost_response", LEASE, "note 1", "refuse lost_response");
    }

    @Test
    void withoutASlotTheRowIsHeldAndOneAlertFires() {
        gate.slot = UpstreamGate.VerdictSlot.NONE_FLAGGED_NOW;
        upstream.answers(refused(Meaning.RECONNECT), refused(Meaning.RECONNECT));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(10)));

        gate.slot = UpstreamGate.VerdictSlot.NONE;
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(10)));

        assertThat(store.log)
                .containsExactly(
                        LEASE, "slot 5 10", "hold 10 refusal_held", LEASE, "slot 5 10", "hold 10 refusal_held");
        assertThat(signals.flags).containsExactly(UpstreamGate.Flag.VERDICTS);
    }

    @Test
    void aRefusalOfFormerSecretsSaysNothing() {
        gate.slot = UpstreamGate.VerdictSlot.OUTDATED;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "slot 5 10", "release unspent 0.0 client_secrets_changed");
    }

    @Test
    void norDoesOneThatNeedsNoSlot() {
        gate.upToDate = false;
        store.finality = Finality.AT_ONCE;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "note 1", "release unspent 0.0 client_secrets_changed");
    }

    @Test
    void norDoesOneWhoseSecretsAreReplacedBeforeItIsWritten() {
        store.ofPresentSecrets = false;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(new Renewal.Failed());
        assertThat(signals.verdicts).isEmpty();

        assertThat(store.log).containsExactly(LEASE, "slot 5 10", "release unspent 0.0 client_secrets_changed");
    }

    @Test
    void whatAnOperatorForcesNeedsNoSlot() {
        store.finality = Finality.AT_ONCE;
        gate.slot = UpstreamGate.VerdictSlot.NONE;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));

        assertThat(store.log).containsExactly(LEASE, "note 1", "refuse consent_revoked");
    }

    @Test
    void theRefusalOfARestoredTokenNeedsNoSlot() {
        store.finality = Finality.RESTORED;
        store.unsure = true;
        gate.slot = UpstreamGate.VerdictSlot.NONE;
        upstream.answers(refused(Meaning.RECONNECT));

        assertThat(run()).isEqualTo(required(ConsentReason.LOST_RESPONSE));

        assertThat(store.log).containsExactly(LEASE, "note 1", "refuse lost_response");
    }

    @Test
    void whatIsSaidOfSomethingElseThanARestoredTokenTakesASlot() {
        store.finality = Finality.RESTORED;
        store.unsure = true;
        store.accessLeft = Duration.ofSeconds(-1);
        upstream.answers(refused(Meaning.USER_GONE), unknown("server_busy", null), unknown("server_busy", null));

        assertThat(run()).isEqualTo(required(ConsentReason.USER_GONE));
        assertThat(run()).isEqualTo(new Renewal.Failed());
        store.unknownRefusals = new UnknownRefusals("server_busy", 2, Duration.ofMinutes(10));
        assertThat(run()).isEqualTo(required(ConsentReason.LOST_RESPONSE));

        assertThat(store.log)
                .containsExactly(
                        LEASE,
                        "slot 5 10",
                        "refuse user_gone",
                        LEASE,
                        "count server_busy 0.5",
                        LEASE,
                        "slot 5 10",
                        "refuse lost_response");
    }

    @Test
    void missingConsentAndGoneUsersAreVerdictsThatTakeASlot() {
        upstream.secrets("first", "second").answers(refused(Meaning.NEEDS_CONSENT), refused(Meaning.USER_GONE));

        assertThat(run()).isEqualTo(required(ConsentReason.SCOPES_MISSING));
        assertThat(run()).isEqualTo(required(ConsentReason.USER_GONE));
        assertThat(upstream.asked).as("no other secret").containsExactly("first", "first");
        assertThat(store.log)
                .containsExactly(LEASE, "slot 5 10", "refuse scopes_missing", LEASE, "slot 5 10", "refuse user_gone");
    }

    @Test
    void aDirectoryThatLosesEverybodyCostsAFewTenantsOnly() {
        gate.slot = UpstreamGate.VerdictSlot.NONE_FLAGGED_NOW;
        upstream.answers(refused(Meaning.USER_GONE), refused(Meaning.USER_GONE));
        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofMinutes(10)));
        assertThat(store.log).endsWith("hold 10 refusal_held");
        assertThat(signals.flags).containsExactly(UpstreamGate.Flag.VERDICTS);

        store.finality = Finality.AT_ONCE;
        assertThat(run()).as("retry").isEqualTo(required(ConsentReason.USER_GONE));
    }

    @Test
    void aRefusalInUnknownWordsIsCounted() {
        upstream.answers(unknown("invalid_grant", "Refresh token expired"));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "count invalid_grant 0.5");
        assertThat(signals.unknownRefusals).containsExactly("acme app invalid_grant");
    }

    @Test
    void theSameAgainAndAgainIsAVerdictThatTakesASlot() {
        store.accessLeft = Duration.ofSeconds(-1);
        store.unknownRefusals = new UnknownRefusals("invalid_grant", 2, Duration.ofMinutes(10));
        upstream.answers(unknown("invalid_grant", "Refresh token expired"), unknown("invalid_grant", null));

        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));
        store.unsure = true;
        assertThat(run()).isEqualTo(required(ConsentReason.LOST_RESPONSE));

        assertThat(store.log)
                .containsExactly(
                        LEASE, "slot 5 10", "refuse consent_revoked", LEASE, "slot 5 10", "refuse lost_response");
    }

    @Test
    void anOperatorsRetryTakesUnknownWordsAsFinal() {
        store.finality = Finality.AT_ONCE;
        upstream.answers(unknown("invalid_request", "refresh token is bad"));

        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));
        assertThat(store.log).containsExactly(LEASE, "note 1", "refuse consent_revoked");
    }

    @Test
    void notEvenARetryTakesAnErrorThatIsNoTextAsFinal() {
        store.finality = Finality.AT_ONCE;
        store.accessLeft = Duration.ofSeconds(-1);
        store.unknownRefusals = new UnknownRefusals("other", 9, Duration.ofDays(1));
        upstream.answers(unknown("[no text] 400", null));

        assertThat(run()).isEqualTo(new Renewal.Failed());
        assertThat(store.log).containsExactly(LEASE, "count other 0.5");
    }

    static Stream<Arguments> whateverIsRefused() {
        return Stream.of(
                Arguments.of(refused(Meaning.RECONNECT), "refresh_token_expired"),
                Arguments.of(refused(Meaning.USER_GONE), "user_gone"),
                Arguments.of(unknown("invalid_request", "Bad"), "invalid_request"));
    }

    @ParameterizedTest
    @MethodSource("whateverIsRefused")
    void whatWasGrantedForAnImportIsHeld(TokenAnswer refusal, String error) {
        store.finality = Finality.ofImport(1);
        store.expired = true;
        upstream.answers(refusal);

        assertThat(run()).isEqualTo(new Renewal.NotBefore(Duration.ofHours(1)));

        assertThat(store.log).containsExactly(LEASE, "hold 60 " + error);
    }

    /** There is no access token yet. */
    @Test
    void ofAGivenTokenUnknownWordsHaveToLast() {
        store.finality = Finality.ofImport(0);
        store.accessLeft = Duration.ZERO;
        upstream.answers(unknown("invalid_grant", "Bad"), unknown("invalid_grant", "Bad"));

        assertThat(run()).isEqualTo(new Renewal.Failed());
        store.unknownRefusals = new UnknownRefusals("invalid_grant", 2, Duration.ofMinutes(10));
        assertThat(run()).isEqualTo(required(ConsentReason.CONSENT_REVOKED));

        assertThat(store.log)
                .containsExactly(LEASE, "count invalid_grant 0.5", LEASE, "note 1", "refuse consent_revoked");
    }

    @Test
    void unknownWordsMayBeAboutTheSecretSoTheOthersAreAsked() {
        upstream.secrets("first", "second").answers(unknown("invalid_grant", "Bad"), granted());
        assertThat(run()).isEqualTo(new Renewal.Renewed());

        upstream.answers(refused(Meaning.OPERATOR), unknown("invalid_grant", "Bad"));
        assertThat(run()).as("says more than a refused client").isEqualTo(new Renewal.Failed());
        assertThat(store.log).endsWith("count invalid_grant 0.5");

        upstream.answers(refused(Meaning.RECONNECT), unknown("invalid_grant", "Bad"));
        assertThat(run())
                .as("a deleted secret may be answered as a dead token is")
                .isEqualTo(new Renewal.Failed());
        assertThat(store.log).endsWith("count invalid_grant 0.5");
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant, 2, 600, -1, true",
        "invalid_grant, 1, 600, -1, false",
        "invalid_grant, 2, 599, -1, false",
        "invalid_grant, 2, 600, 0, true",
        "invalid_grant, 2, 600, 1, false",
        "invalid_request, 2, 600, -1, false",
    })
    void whatMakesUnknownWordsAVerdict(String before, int times, long since, long accessLeft, boolean condemned) {
        assertThat(new UnknownRefusals(before, times, Duration.ofSeconds(since))
                        .condemn("invalid_grant", Duration.ofSeconds(accessLeft)))
                .isEqualTo(condemned);
        assertThat(UnknownRefusals.none().condemn("invalid_grant", Duration.ofSeconds(-1)))
                .isFalse();
        assertThat(new UnknownRefusals("other", 9, Duration.ofDays(1)).condemn("other", Duration.ofSeconds(-1)))
                .as("cannot be told apart")
                .isFalse();
    }

    @Test
    void whatStandsBeforeDocuSignCondemnsNobody() {
        store.accessLeft = Duration.ofHours(-1);
        store.unknownRefusals = new UnknownRefusals("other", 1_000, Duration.ofDays(1));
        store.finality = Finality.AT_ONCE;
        upstream.answers(refused(Meaning.UNEXPECTED));

        assertThat(run()).isEqualTo(new Renewal.Failed());

        assertThat(store.log).containsExactly(LEASE, "release unspent 0.5 unexpected_answer");
    }

    @Test
    void afterTenCallsInAMinuteNoOtherSecretIsAsked() {
        store.extension = new Extension.TooMany();
        upstream.secrets("first", "second").answers(refused(Meaning.OPERATOR));

        assertThat(run()).isEqualTo(new Renewal.NotBefore(RefreshTimes.MINUTE_OF_CALLS));

        assertThat(store.log).containsExactly(LEASE, EXTEND, "release out of calls call_limit");
    }

    private static TokenAnswer unknown(String error, @Nullable String description) {
        return new TokenAnswer.Refused(400, error, description, Meaning.UNKNOWN_REFUSAL, null);
    }

    @ParameterizedTest
    @EnumSource(Meaning.class)
    void noRefusalIsEverUnsureOrStored(Meaning meaning) {
        upstream.answers(refused(meaning));

        run();

        assertThat(store.written).isEmpty();
        assertThat(store.log).noneMatch(entry -> entry.startsWith("release unsure"));
    }
}
