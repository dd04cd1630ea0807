package io.countersign.issuing;

import static io.countersign.issuing.TestingReadings.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.caller.Credential;
import io.countersign.caller.CredentialSource;
import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.countersign.database.DatabaseReach;
import io.countersign.refresh.Renewal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.time.Duration;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The four rules of the contract against what comes from memory, from the database, and from memory while the database
 * is away.
 */
class IssuingRulesOnEveryPathTest {
    private static final Issuing.Asker BILLER = new Issuing.Asker("caller:biller", Door.API);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final byte[] HASH = new byte[32];
    private static final Duration STALE = Duration.ofMinutes(5);

    private final TestingClock clock = new TestingClock();
    private final FakeIssuableSource source = new FakeIssuableSource(clock);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IssuableReader reader = new IssuableReader(
            source,
            new IssuableCache(STALE, 1_000_000, clock),
            new DatabaseReach(source::probe, DEADLINE),
            Duration.ofSeconds(5),
            STALE,
            clock);
    private Uni<Renewal> renewal = Uni.createFrom().failure(new AssertionError("Nothing should be renewed"));
    private final Issuing issuing = new Issuing(
            reader,
            (target, wait) -> renewal,
            issuable -> Secret.ofText(Long.toString(issuable.generation())),
            Duration.ofSeconds(8),
            new IssueRecords(registry, clock, () -> 0.5, Duration.ZERO),
            new IssuingMetrics(registry),
            clock);

    /** What authenticating the key's caller hands over. */
    private Uni<Sighting> authenticated() {
        return reader.lookup(KEY.place())
                .find(new Credential(Credential.Kind.KEY, KEY.keyId(), HASH))
                .map(found -> (Sighting) found.orElseThrow().attributes().get(Sighting.ATTRIBUTE));
    }

    private IssueAnswer issue(@Nullable Integer minTtl) {
        return authenticated()
                .chain(seen -> issuing.issue(seen, BILLER, KEY.place(), minTtl))
                .await()
                .indefinitely();
    }

    private void assertIssued(IssueAnswer answer, long generation, long expiresIn) {
        assertThat(answer).isInstanceOfSatisfying(IssueAnswer.Issued.class, issued -> {
            assertThat(issued.accessToken().revealText()).isEqualTo(Long.toString(generation));
            assertThat(issued.expiresIn()).isEqualTo(expiresIn);
        });
    }

    private void assertCounted(String path, double times) {
        assertThat(registry.counter("countersign.issuing.requests", "outcome", "issued", "path", path, "door", "api")
                        .count())
                .isEqualTo(times);
    }

    private static LongFunction<Reading> active(long generation, double secondsLeft) {
        return asked -> TestingReadings.active(asked, generation, secondsLeft);
    }

    /** Kept by a request that asks for no more. */
    private void kept(LongFunction<Reading> answer) {
        source.then(answer);
        assertThat(issue(0)).isInstanceOf(IssueAnswer.Issued.class);
    }

    private void goesAway() {
        source.thenProbesAnswer(FakeIssuableSource.away());
        clock.passes(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName(
            "A reported token: within 5 s every replica has it renewed, and issues on what a renewal did not replace")
    void aReportedTokenIsPassedBy() {
        kept(active(1, 900));
        renewal = Uni.createFrom().item(new Renewal.Renewed());
        clock.passes(Duration.ofMillis(4999));
        assertIssued(issue(null), 1, 895);
        clock.passes(Duration.ofMillis(1));
        source.then(reported(1, 895)).then(active(2, 28_800));

        assertIssued(issue(null), 2, 28_800);
    }

    @Test
    @DisplayName("A false report loses no token: rules 3 and 4 hold, and whoever insists hears 503")
    void aFalseReportLosesNoToken() {
        renewal = Uni.createFrom().item(new Renewal.Failed());
        source.then(reported(1, 900)).then(reported(1, 900));
        assertIssued(issue(null), 1, 900);

        source.then(reported(1, 900)).then(reported(1, 900));
        assertThat(issue(0))
                .isInstanceOfSatisfying(
                        IssueAnswer.Unavailable.class,
                        none -> assertThat(none.satisfiable()).isNull());
    }

    @Test
    @DisplayName("A renewal that kept the reported token brought none")
    void aReportedTokenThatWasKeptIsNoNewOne() {
        renewal = Uni.createFrom().item(new Renewal.Renewed());
        source.then(reported(1, 900)).then(reported(2, 900));

        assertThat(issue(0)).isInstanceOf(IssueAnswer.Unavailable.class);
    }

    @Test
    @DisplayName("The database is away: a reported token that is remembered so is issued by rule 3 alone")
    void aReportedTokenInAnOutage() {
        renewal = Uni.createFrom().item(new Renewal.Failed());
        source.then(reported(1, 900)).then(reported(1, 900));
        assertIssued(issue(null), 1, 900);
        goesAway();

        assertIssued(issue(null), 1, 890);
        assertThat(issue(0)).isInstanceOf(IssueAnswer.DatabaseAway.class);
    }

    private static LongFunction<Reading> reported(long generation, double secondsLeft) {
        return asked -> TestingReadings.rejected(asked, generation, secondsLeft);
    }

    @Test
    @DisplayName("The database's clock is set back: no path issues a token past the end that was known")
    void aDatabaseSetBackProlongsNothing() {
        kept(active(1, 900));
        clock.passes(Duration.ofSeconds(10));
        source.then(active(1, 890 + 3600));

        assertIssued(issue(0), 1, 890);
        assertIssued(issue(0), 1, 890);
        goesAway();
        assertIssued(issue(0), 1, 880);
        assertCounted("cold", 2);
        assertCounted("warm", 1);
        assertCounted("stale", 1);
    }

    @Test
    @DisplayName("What one request learned of a token's end binds what another had read before")
    void aLaterReadingBindsAnEarlierOne() {
        source.then(active(1, 900));
        Reading before = authenticated().await().indefinitely().reading();
        assertThat(before.issuable()).isNotNull();
        source.then(active(1, 300));
        authenticated().await().indefinitely();
        source.thenAway();

        Reading stale = reader.read(KEY, new Sighting(KEY, before, Sighting.Path.COLD, 0))
                .await()
                .indefinitely()
                .reading();

        assertThat(stale.issuable())
                .isNotNull()
                .satisfies(
                        known -> assertThat(known.secondsLeft(clock.nanoTime())).isEqualTo(300));
    }

    @Test
    @DisplayName("What was read for one connection issues nothing of another, in memory or not")
    void aReadingIsHandedOverForItsOwnConnectionOnly() {
        kept(active(1, 900));
        Sighting warm = authenticated().await().indefinitely();
        source.then(active(2, 800));

        assertIssued(
                issuing.issue(warm, BILLER, new Place("acme", "other"), null)
                        .await()
                        .indefinitely(),
                2,
                800);
        assertIssued(issuing.issue(warm, BILLER, KEY.place(), null).await().indefinitely(), 1, 900);
    }

    @Test
    void whatCannotBeANameIsUnknownWithoutAQuestion() {
        assertThat(issuing.issue(null, BILLER, new Place("acme", "\u0000"), null)
                        .await()
                        .indefinitely())
                .isEqualTo(new IssueAnswer.Unknown());
        assertThat(source.asked()).isZero();
    }

    @Test
    @DisplayName("Another secret under the id of a remembered key is asked for, and refused, as for any connection")
    void memoryAnswersTheKeyThatItWasKeptForAlone() {
        kept(active(1, 900));
        byte[] other = {1};
        CredentialSource.Lookup lookup = reader.lookup(KEY.place());
        source.then(asked ->
                new Reading(asked, TestingReadings.active(asked, 1, 900).key(), null));

        assertThat(lookup.find(new Credential(Credential.Kind.KEY, KEY.keyId(), other))
                        .await()
                        .indefinitely())
                .hasValueSatisfying(stored -> assertThat(stored.hash()).isEqualTo(HASH));
        assertThat(source.asked()).isEqualTo(2);
        goesAway();
        assertThatThrownBy(() -> lookup.find(new Credential(Credential.Kind.KEY, KEY.keyId(), other))
                        .await()
                        .indefinitely())
                .hasRootCauseInstanceOf(ConnectException.class);
        assertIssued(issue(0), 1, 890);
    }

    // Rule 1

    @Test
    void issuesWhatLastsLongEnoughFromTheDatabaseThenFromMemoryThenWhileItIsAway() {
        source.then(active(1, 700));
        assertIssued(issue(null), 1, 700);
        clock.passes(Duration.ofSeconds(4));
        assertIssued(issue(600), 1, 696);
        assertThat(source.asked()).isEqualTo(1);
        goesAway();
        assertIssued(issue(600), 1, 686);
        assertIssued(issue(600), 1, 686);
        assertCounted("cold", 1);
        assertCounted("warm", 1);
        assertCounted("stale", 2);
        assertThat(source.asked()).isEqualTo(2);
    }

    @Test
    void judgesTheLifeThatIsLeftNow() {
        kept(active(1, 603));
        clock.passes(Duration.ofSeconds(4));
        source.then(active(2, 28_800));
        assertIssued(issue(null), 2, 28_800);
    }

    @Test
    void seesANewConsentElsewhereAfterFiveSeconds() {
        kept(active(1, 28_800));
        source.then(active(2, 20_000));
        clock.passes(Duration.ofMillis(4999));
        assertIssued(issue(null), 1, 28_795);
        clock.passes(Duration.ofMillis(1));
        assertIssued(issue(null), 2, 20_000);
    }

    // Rule 2

    @Test
    void renewsWhatDoesNotLastAndIssuesTheNewTokenHoweverShort() {
        renewal = Uni.createFrom().item(new Renewal.Renewed());
        source.then(active(1, 100)).then(active(2, 300));
        assertIssued(issue(600), 2, 300);
    }

    @Test
    void readsAgainBeforeItRenewsWhatMemoryHolds() {
        kept(active(1, 100));
        source.then(active(2, 28_800));
        assertIssued(issue(600), 2, 28_800);
    }

    @Test
    void renewsAfterReadingAgainWhatMemoryHeld() {
        renewal = Uni.createFrom().item(new Renewal.Renewed());
        kept(active(1, 100));
        source.then(active(1, 100)).then(active(2, 28_800));
        assertIssued(issue(600), 2, 28_800);
    }

    // Rule 3

    @Test
    void issuesTheOldTokenToWhoDidNotSayWhenNoNewOneCame() {
        renewal = Uni.createFrom().item(new Renewal.Failed());
        source.then(active(1, 60)).then(active(1, 60));
        assertIssued(issue(null), 1, 60);
    }

    @Test
    void issuesNoOldTokenToWhoSaid() {
        renewal = Uni.createFrom().item(new Renewal.NotBefore(Duration.ofSeconds(7)));
        source.then(active(1, 599)).then(active(1, 599));
        assertThat(issue(600))
                .isEqualTo(new IssueAnswer.Unavailable(Duration.ofSeconds(7), Hindrance.PAUSED, true, 594L));
    }

    @Test
    void issuesNoOldTokenOfLessThanAMinute() {
        renewal = Uni.createFrom().item(new Renewal.Failed());
        source.then(active(1, 59)).then(active(1, 59));
        source.thenSaysWhy("no_answer");
        assertThat(issue(null))
                .isEqualTo(new IssueAnswer.Unavailable(Duration.ofSeconds(5), Hindrance.DOCUSIGN, true, 54L));
    }

    @Test
    void issuesTheOldTokenWhenTheDatabaseFailsBetweenTheTwoReadings() {
        renewal = FakeIssuableSource.away();
        source.then(active(1, 60)).thenAway();
        assertIssued(issue(null), 1, 60);
        assertCounted("stale", 1);
    }

    @Test
    void issuesTheOldTokenWhenTheDatabaseFailsAfterTheRenewal() {
        renewal = Uni.createFrom().item(new Renewal.Elsewhere());
        source.then(active(1, 60)).thenAway();
        assertIssued(issue(null), 1, 60);
    }

    @Test
    void refusesWhoSaidWhenTheDatabaseFailsBetweenTheTwoReadings() {
        renewal = FakeIssuableSource.away();
        source.then(active(1, 599)).thenAway();
        assertThat(issue(600)).isEqualTo(new IssueAnswer.DatabaseAway(null));
    }

    @Test
    void issuesTheOldTokenFromMemoryWhileTheDatabaseIsAway() {
        kept(active(1, 75));
        goesAway();
        assertIssued(issue(null), 1, 65);
        assertThat(issue(66)).isEqualTo(new IssueAnswer.DatabaseAway(60L));
        clock.passes(Duration.ofSeconds(6));
        assertThat(issue(null)).isEqualTo(new IssueAnswer.DatabaseAway(54L));
        assertIssued(issue(0), 1, 59);
    }

    @Test
    void issuesTheOldTokenFromFreshMemoryWhenTheDatabaseHasJustGone() {
        kept(active(1, 75));
        source.thenAway();
        assertIssued(issue(null), 1, 75);
    }

    @Test
    void issuesNothingFromMemoryAfterFiveMinutes() {
        kept(active(1, 28_800));
        goesAway();
        clock.passes(Duration.ofSeconds(289));
        assertIssued(issue(null), 1, 28_501);
        clock.passes(Duration.ofSeconds(1));
        assertThatThrownBy(() -> issue(null)).hasRootCauseInstanceOf(ConnectException.class);
    }

    @Test
    void issuesNothingFromMemoryForWhatAWorkingDatabaseRefuses() {
        kept(active(1, 28_800));
        clock.passes(Duration.ofSeconds(6));
        source.thenFailsWith(new IllegalStateException("a statement that is wrong"));
        assertThatThrownBy(() -> issue(null)).isInstanceOf(IllegalStateException.class);
    }

    // Rule 4

    @ParameterizedTest
    @EnumSource(
            value = ConsentReason.class,
            names = {"LOST_RESPONSE", "REFRESH_TOKEN_EXPIRED", "SCOPES_MISSING"})
    void letsARefusedConnectionsTokenRunOn(ConsentReason reason) {
        source.then(asked -> TestingReadings.consentRequired(asked, reason, 75));
        assertIssued(issue(null), 1, 75);
        clock.passes(Duration.ofSeconds(4));
        assertIssued(issue(null), 1, 71);
        assertThat(source.asked()).isEqualTo(1);
        goesAway();
        assertIssued(issue(null), 1, 61);
        clock.passes(Duration.ofSeconds(2));
        assertThat(issue(null)).isEqualTo(new IssueAnswer.DatabaseAway(54L));
        assertIssued(issue(0), 1, 59);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConsentReason.class,
            names = {"CONSENT_REVOKED", "USER_GONE"})
    void issuesNothingOnceConsentIsGone(ConsentReason reason) {
        source.then(asked -> TestingReadings.consentRequired(asked, reason, 28_800));
        assertThat(issue(0)).isInstanceOf(IssueAnswer.NotConnected.class);
        goesAway();
        assertThatThrownBy(() -> issue(0)).hasRootCauseInstanceOf(ConnectException.class);
    }

    @Test
    void asksWhetherARefusedConnectionIsBackBeforeItRefuses() {
        kept(asked -> TestingReadings.consentRequired(asked, ConsentReason.LOST_RESPONSE, 75));
        source.then(active(2, 28_800));
        assertIssued(issue(600), 2, 28_800);
    }
}
