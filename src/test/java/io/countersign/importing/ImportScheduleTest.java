package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.crypto.Secret;
import io.countersign.issuing.IssuingConfiguration;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.Proofs;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.HeldCall;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of imports for which nobody waits any more. The schedule ticks when the test says so. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImportScheduleTest {
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    @Inject
    ImportSchedule schedule;

    @Inject
    ImportedTokens tokens;

    @Inject
    TakenImports taken;

    @Inject
    Proofs proofs;

    @Inject
    Judgement judgement;

    @Inject
    ImportEnds importEnds;

    @Inject
    IssuingConfiguration issuing;

    private TestingImport imported;

    @BeforeEach
    void create() {
        imported = TestingImport.of("Only account");
    }

    @AfterEach
    void wellAgain() {
        TestDocuSign.simulator().faults().clear();
    }

    private void ends() {
        imported.comesToItsTurn();
        TestingWait.until("the import has ended", () -> {
            TestingWait.answer(schedule.claim());
            return !imported.isUnderWay();
        });
    }

    @Test
    void provesWhatWasNotAnswered() {
        String token = imported.refreshToken();
        TestDocuSign.simulator().faults().once(Fault.serverError(REFRESH));
        imported.send(token).statusCode(202);

        ends();

        imported.tenant()
                .view()
                .body("state", equalTo("active"))
                .body("pending", nullValue())
                .body("last_error", nullValue());
        imported.send(token).statusCode(200);
    }

    /** Whoever waits no longer cancels nothing. */
    @Test
    void goesOnWhenNobodyWaitsAnyMore() {
        BriefPulse patience = new BriefPulse();
        Imports imports = new Imports(taken, tokens, proofs, judgement, importEnds, patience, issuing);
        Secret token = Secret.ofText(imported.refreshToken());
        try (HeldCall refresh = TestDocuSign.simulator().faults().hold(REFRESH)) {
            CompletableFuture<ImportAnswer> answer = imports.send(
                            imported.tenant().tenant(), "default", token, null, "caller:nobody")
                    .subscribeAsCompletionStage();
            TestingWait.until("DocuSign is asked", refresh::hasArrived);

            patience.ends();

            assertThat(answer.join()).isEqualTo(new ImportAnswer.Unproven(Imports.RETRY_AFTER));
            assertThat(patience.asked()).isEqualTo(issuing.longestWait());
        }

        TestingWait.until("the import has ended without the schedule", () -> !imported.isUnderWay());

        imported.tenant().view().body("state", equalTo("active"));
        assertThat(imported.refreshes()).hasSize(1);
    }

    /** DocuSign has spent it, and nobody heard the answer: what it says next is not about the token that was sent. */
    @Test
    void aLostAnswerIsNoRefusal() {
        String token = imported.refreshToken();
        TestDocuSign.simulator().faults().once(Fault.droppedAfter(REFRESH));
        imported.send(token).statusCode(202);

        ends();

        imported.tenant()
                .view()
                .body("state", equalTo("awaiting_consent"))
                .body("last_error", equalTo("lost_response"));
        assertThat(TestingTrail.reason(imported.tenant().tenant(), "import.refused"))
                .isEqualTo("lost_response");
        imported.send(token).statusCode(422).body("reason", equalTo("lost_response"));
        assertThat(imported.refreshes()).hasSize(2);
    }

    /** What DocuSign granted is stored before anybody asks whose it is: no outage there spends it a second time. */
    @Test
    void judgesWhatWasProvenOnlyOnce() {
        String token = imported.refreshToken();
        TestDocuSign.simulator().faults().always(Fault.serverError(FaultTarget.USERINFO));
        imported.send(token).statusCode(202).body("pending.proof", equalTo("unproven"));
        TestDocuSign.simulator().faults().clear();

        ends();

        imported.tenant().view().body("state", equalTo("active"));
        assertThat(imported.refreshes()).hasSize(1);
    }

    /** Whether it is judged at once or confirmed later, the doubt about its refresh token goes with it. */
    @Test
    void aDoubtStaysWithTheToken() {
        TestDocuSign.simulator().faults().always(OddAnswer.NO_REFRESH_TOKEN.fault(REFRESH));
        imported.tenant().configure(Map.of("expected_email", "somebody.else@example.com"));
        imported.send(imported.refreshToken()).statusCode(409);

        imported.tenant().configure(Map.of());
        imported.confirm(Map.of()).statusCode(200);

        assertThat(TestingSql.value(
                        Boolean.class,
                        "SELECT unsure FROM connection_token WHERE tenant = ?",
                        imported.tenant().tenant()))
                .isTrue();
    }

    /** While one asked whose it is, another began to renew it, and nobody heard DocuSign's answer. */
    @Test
    void whatMayHaveBeenSpentMeanwhileTakesNoPlace() {
        BriefPulse patience = new BriefPulse();
        Imports imports = new Imports(taken, tokens, proofs, judgement, importEnds, patience, issuing);
        Secret token = Secret.ofText(imported.refreshToken());
        CompletableFuture<ImportAnswer> answer;
        try (HeldCall userinfo = TestDocuSign.simulator().faults().hold(FaultTarget.USERINFO)) {
            answer = imports.send(imported.tenant().tenant(), "default", token, null, "caller:nobody")
                    .subscribeAsCompletionStage();
            TestingWait.until("DocuSign is asked", userinfo::hasArrived);

            TestingSql.run(
                    "UPDATE imported_token SET unsure = true WHERE tenant = ?",
                    imported.tenant().tenant());
        }

        assertThat(answer.join()).isEqualTo(new ImportAnswer.Unproven(Imports.RETRY_AFTER));
        assertThat(imported.isUnderWay()).isTrue();
    }

    @Test
    void whoseAccessTokenHasEndedMeanwhileIsRenewedFirst() {
        TestDocuSign.simulator().faults().always(Fault.serverError(FaultTarget.USERINFO));
        imported.send(imported.refreshToken()).statusCode(202);
        TestDocuSign.simulator().faults().clear();
        TestingSql.run(
                "UPDATE imported_token SET access_expires_at = clock_timestamp() - interval '1 s' WHERE tenant = ?",
                imported.tenant().tenant());

        ends();

        imported.tenant().view().body("state", equalTo("active"));
        assertThat(imported.refreshes()).hasSize(2);
    }

    /**
     * DocuSign did not know the access token for a moment, and whoever began to renew it died: what may be spent takes
     * no place before another renewal.
     */
    @Test
    void anAbandonedRenewalIsMadeAgain() {
        TestDocuSign.simulator().faults().always(Fault.serverError(FaultTarget.USERINFO));
        imported.send(imported.refreshToken()).statusCode(202);
        TestDocuSign.simulator().faults().clear();
        TestingSql.run("""
                UPDATE imported_token
                SET lease_owner = gen_random_uuid(), lease_until = clock_timestamp() - interval '1 s',
                    due_at = clock_timestamp()
                WHERE tenant = ?
                """, imported.tenant().tenant());
        TestingWait.until("the lease is ended", () -> {
            TestingWait.answer(schedule.claim());
            return TestingSql.number(
                            "SELECT count(*) FROM imported_token WHERE tenant = ? AND lease_owner IS NULL",
                            imported.tenant().tenant())
                    == 1;
        });

        ends();

        imported.tenant().view().body("state", equalTo("active"));
        assertThat(imported.refreshes()).hasSize(2);
    }

    /** A wrong client secret is an operator's fault: no verdict, and it goes on with the right one. */
    @Test
    void waitsForAValidClientSecret() {
        String token = imported.refreshToken();
        TestDocuSign.simulator()
                .changeClient(
                        new TestingRenewal(imported.tenant()).integrationKey(),
                        client -> client.withoutSecret(imported.tenant().clientSecret())
                                .withSecret("another-secret"));
        imported.send(token).statusCode(202).body("pending.last_error", equalTo("client_refused"));

        operator()
                .body(Map.of("client_secret", "another-secret"))
                .post("/v1/integrations/" + imported.tenant().integration() + "/client-secrets")
                .then()
                .statusCode(201);
        ends();

        imported.tenant().view().body("state", equalTo("active"));
    }

    @Test
    void withoutAVerdictInThirtyDaysItGoes() {
        TestDocuSign.simulator().faults().once(Fault.serverError(REFRESH));
        imported.send(imported.refreshToken()).statusCode(202);
        TestingSql.run(
                "UPDATE imported_token SET expires_at = clock_timestamp() WHERE tenant = ?",
                imported.tenant().tenant());

        TestingWait.answer(tokens.expire());

        imported.tenant().view().body("state", equalTo("awaiting_consent")).body("pending", nullValue());
        assertThat(TestingTrail.typesOf(imported.tenant().tenant())).contains("import.expired");
    }
}
