package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.refresh.ImportedTokens.Due;
import io.countersign.refresh.ImportedTokens.Insertion;
import io.countersign.refresh.ImportedTokens.Outcome;
import io.countersign.refresh.ImportedTokens.Share;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are let in, and what is due. Nothing here calls DocuSign. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImportedTokensTest {
    private TestingTenant tenant;
    private TestingImport imported;

    @BeforeEach
    void begin() {
        tenant = TestingTenant.create(Map.of());
        imported = TestingImport.begun(tenant);
    }

    private TestingImport again() {
        return imported.into(tenant);
    }

    private void end(Outcome outcome) {
        TestingImport.transaction(transaction -> TestingImport.tokens()
                .end(transaction, imported.importId(), outcome, null)
                .replaceWith(true));
    }

    private List<Due> mine() {
        return TestingImport.claim().stream()
                .filter(due -> due.importId().equals(imported.importId()))
                .toList();
    }

    private void isDue() {
        imported.set("due_at = clock_timestamp()");
    }

    @Test
    void theSameTokenIsUnderWay() {
        assertThat(again().begin()).isEqualTo(new Insertion.UnderWay(imported.importId()));
    }

    @Test
    void anotherTokenHasToWait() {
        assertThat(TestingImport.of(tenant).begin()).isEqualTo(new Insertion.OtherUnderWay());
    }

    /** One with many due imports leaves room for the others. */
    @Test
    void anIntegrationHasItsShare() {
        TestingImport next = TestingImport.begun(tenant.connectedBeside());
        isDue();
        next.set("due_at = clock_timestamp()");

        assertThat(of(tenant.integration(), new Share(1, 1000, Set.of()))).hasSize(1);
        assertThat(of(tenant.integration(), new Share(1, 1000, Set.of(tenant.integration()))))
                .isEmpty();
        assertThat(of(tenant.integration(), new Share(1, 1000, Set.of()))).hasSize(1);
    }

    private static List<Due> of(String integration, Share share) {
        return TestingWait.answer(TestingImport.tokens().claimUnproven(share)).stream()
                .filter(due -> due.target().integration().equals(integration))
                .toList();
    }

    /** Ten made-up tokens one after the other are ten calls, as ten tries of one are. */
    @Test
    void theCallsOfOneCountForTheNext() {
        imported.set("calls = ARRAY[clock_timestamp(), clock_timestamp() - interval '1 minute']");
        String calls = imported.column("calls::text");
        imported.discard();

        TestingImport next = TestingImport.begun(tenant);

        assertThat(next.column("calls::text")).isEqualTo(calls);
    }

    /** Whoever changes the connection is not waited for, since they may wait for the import. */
    @Test
    void expiryLeavesAloneWhatSomebodyChanges() {
        imported.set("expires_at = clock_timestamp()");
        try (TestingLock lock =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            TestingWait.answer(TestingImport.tokens().expire().replaceWith(true));
            assertThat(imported.isThere()).isTrue();
        }

        TestingWait.answer(TestingImport.tokens().expire().replaceWith(true));
        assertThat(imported.isThere()).isFalse();
    }

    @Test
    void noOtherConnectionGetsTheSameToken() {
        TestingTenant other = TestingTenant.create(Map.of());

        assertThat(imported.into(other).begin()).isEqualTo(new Insertion.AlreadyImported());
    }

    @Test
    void whatTheConnectionHoldsIsHeld() {
        imported.set("generation = 1, access_token = refresh_token, access_expires_at = clock_timestamp()");
        end(Outcome.ACTIVE);
        assertThat(imported.end()).isEqualTo("active");
        assertThat(again().begin()).isEqualTo(new Insertion.AlreadyImported());

        TestingSql.run(
                "UPDATE connection_token SET consent_id = ? WHERE tenant = ?", imported.importId(), tenant.tenant());

        assertThat(again().begin()).isEqualTo(new Insertion.Held(imported.importId()));
    }

    @Test
    void aConnectionKnowsWhatBroughtItsTokensWhileItHasThem() {
        TestingTenant connected = TestingTenant.connected();
        String known = "SELECT consent_id IS NOT NULL FROM connection_token WHERE tenant = ?";
        assertThat(TestingSql.text(known, connected.tenant())).isEqualTo("t");

        TestingCaller.operator().delete(connected.connection()).then().statusCode(200);

        assertThat(TestingSql.text(known, connected.tenant())).isEqualTo("f");
    }

    @Test
    void aTokenWhoseAnswerWasLostIsNotSentAgain() {
        imported.set("unsure = true");
        imported.discard();

        assertThat(again().begin()).isEqualTo(new Insertion.LostResponse());
    }

    @Test
    void withoutExtendedTheEndIsKnownOnlyFromTheCaller() {
        imported.discard();
        TestingImport unknown = again();

        unknown.begin(null);

        assertThat(unknown.column("coalesce(refresh_expires_at::text, 'unknown')"))
                .isEqualTo("unknown");
        assertThat(unknown.column("expires_at > clock_timestamp() + interval '29 days'"))
                .isEqualTo("t");
    }

    @Test
    void whatIsDueIsClaimedOnce() {
        assertThat(mine()).as("its caller proves it first").isEmpty();
        isDue();

        assertThat(mine()).containsExactly(new Due(imported.connection(), imported.target(), false));

        assertThat(mine()).isEmpty();
        TestingWait.answer(
                TestingImport.tokens().putBack(imported.target(), Duration.ZERO).replaceWith(true));
        assertThat(mine()).hasSize(1);
    }

    @Test
    void behindAClosedGateNothingIsClaimed() {
        isDue();
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, paused_until, reason)
                VALUES (?, 'demo', 'authorization_code', clock_timestamp() + interval '5 min', 'retry_after')
                """, tenant.integration());

        assertThat(mine()).isEmpty();
    }

    /** Its refresh token may be spent, by a lease that nobody ended too: it would take the place of one that works. */
    @ParameterizedTest
    @ValueSource(strings = {"lease_owner = gen_random_uuid()", "unsure = true"})
    void whatIsInDoubtIsProvenBeforeItIsJudged(String doubt) {
        imported.set("generation = 1, access_token = refresh_token, " + doubt
                + ", access_expires_at = clock_timestamp() + interval '1 h'");
        isDue();

        assertThat(mine())
                .singleElement()
                .satisfies(due -> assertThat(due.toBeJudged()).isFalse());
    }

    /** DocuSign's answer is on its way, and it would be the only one that has the new tokens. */
    @Test
    void whatIsBeingProvenDoesNotExpire() {
        imported.set("expires_at = clock_timestamp(), lease_owner = gen_random_uuid(),"
                + " lease_until = clock_timestamp() + interval '40 s'");

        TestingWait.answer(TestingImport.tokens().expire().replaceWith(true));

        assertThat(imported.isThere()).isTrue();
    }

    @Test
    void whatHasNoVerdictInTimeExpires() {
        imported.set("expires_at = clock_timestamp()");

        TestingWait.answer(TestingImport.tokens().expire().replaceWith(true));

        assertThat(imported.isThere()).isFalse();
        assertThat(imported.end()).isEqualTo("discarded expired");
        assertThat(TestingTrail.detail(tenant.tenant(), "import.expired", "import_id"))
                .isEqualTo(imported.importId().toString());
    }
}
