package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.HeldCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What whoever sends a refresh token is answered, and what the connection is then. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImportTest {
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    @AfterEach
    void wellAgain() {
        TestDocuSign.simulator().faults().clear();
    }

    private static void refused(ValidatableResponse answer, String reason) {
        answer.statusCode(422)
                .body("type", equalTo("urn:countersign:problem:import-refused"))
                .body("reason", equalTo(reason));
    }

    @Test
    void connectsAtOnce() {
        TestingImport imported = TestingImport.of("Only account");

        imported.send(imported.refreshToken())
                .statusCode(200)
                .body("state", equalTo("active"))
                .body("user.sub", equalTo(imported.person().sub()))
                .body("account.account_name", equalTo("Only account"))
                .body("granted_scopes", equalTo(List.of("signature", "extended")))
                .body("pending", nullValue());

        imported.tenant().token(Map.of()).statusCode(200);
        assertThat(imported.refreshes()).hasSize(1);
        assertThat(TestingTrail.typesOf(imported.tenant().tenant()))
                .containsSubsequence("import.received", "connection.connected");
    }

    /** Nobody has come back to the redirect URI. */
    @Test
    void isNoConsentThatHasComeBack() {
        TestingImport imported = TestingImport.of("One", "Two");
        imported.send(imported.refreshToken()).statusCode(200);
        imported.confirm(Map.of(
                        "account_id", TestDocuSign.accountIds(imported.person()).getFirst()))
                .statusCode(200);

        operator()
                .get("/v1/integrations/" + imported.tenant().integration() + "/go-live")
                .then()
                .body("checks.find { it.id == 'consent' }.status", not(equalTo("ok")))
                .body("checks.find { it.id == 'client_secret' }.status", equalTo("ok"));
    }

    @Test
    void connectsWhomAPinAllows() {
        var person = TestingImport.somebody("One", "Two");
        String second = TestDocuSign.accountIds(person).get(1);
        TestingImport imported = new TestingImport(
                TestingTenant.create(Map.of("expected_account_id", second, "expected_email", person.email())), person);

        imported.send(imported.refreshToken())
                .statusCode(200)
                .body("state", equalTo("active"))
                .body("account.account_id", equalTo(second));
    }

    @Test
    void severalAccountsWaitForAChoice() {
        TestingImport imported = TestingImport.of("One", "Two");
        String second = TestDocuSign.accountIds(imported.person()).get(1);

        imported.send(imported.refreshToken())
                .statusCode(200)
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.proof", equalTo("proven"))
                .body("pending.last_error", nullValue())
                .body("pending.accounts", hasSize(2));

        imported.confirm(Map.of("account_id", second))
                .statusCode(200)
                .body("state", equalTo("active"))
                .body("account.account_id", equalTo(second));
        imported.tenant().token(Map.of()).statusCode(200);
    }

    /** What the connection has goes on working; confirmed, the import takes its place. */
    @Test
    void anotherUserThanTheKnownOneWaits() {
        TestingTenant connected = TestingTenant.connected();
        connected.configure(Map.of()).statusCode(200);
        TestingImport imported = new TestingImport(connected, TestingImport.somebody("Another"));
        String before = connected.accessToken(Map.of());

        imported.send(imported.refreshToken())
                .statusCode(200)
                .body("state", equalTo("active"))
                .body("pending.user.sub", equalTo(imported.person().sub()));

        assertThat(connected.accessToken(Map.of())).isEqualTo(before);
        imported.confirm(Map.of())
                .statusCode(200)
                .body("user.sub", equalTo(imported.person().sub()));
    }

    @Test
    void aPinThatDiffersKeepsItForACorrectedPin() {
        TestingImport imported =
                TestingImport.of(Map.of("expected_email", "somebody.else@example.com"), "Only account");
        String token = imported.refreshToken();

        imported.send(token).statusCode(409).body("type", equalTo("urn:countersign:problem:conflict"));

        imported.tenant()
                .view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.proof", equalTo("proven"))
                .body("pending.last_error", equalTo("email_mismatch"));
        imported.confirm(Map.of()).statusCode(409);
        imported.tenant()
                .configure(Map.of("expected_email", imported.person().email()))
                .statusCode(200)
                .body("pending.last_error", nullValue());
        imported.confirm(Map.of()).statusCode(200).body("state", equalTo("active"));
        imported.send(token).statusCode(200);
    }

    /** Else nobody could ever tell where the tokens went. */
    @Test
    void theTrailTellsWhichGrantGaveWayToIt() {
        TestingImport wrong = TestingImport.of(Map.of("expected_email", "nobody@example.com"), "Only account");
        wrong.send(wrong.refreshToken()).statusCode(409);
        String waiting = wrong.tenant().view().extract().path("pending.consent_id");
        TestingImport next = wrong.with(TestingImport.somebody("Only account"));

        next.send(next.refreshToken()).statusCode(409);

        String tenant = wrong.tenant().tenant();
        assertThat(TestingTrail.detail(tenant, "connection.pending-replaced", "consent_id"))
                .isEqualTo(waiting);
        assertThat(TestingTrail.detail(tenant, "connection.pending-replaced", "by"))
                .isEqualTo(next.tenant().view().extract().path("pending.consent_id"));
    }

    /** Somebody sets the pin between DocuSign's answer and the judgement. */
    @Test
    void aPinThatIsSetMeanwhileCounts() {
        TestingImport imported = TestingImport.of("Only account");
        String tenant = imported.tenant().tenant();
        String token = imported.refreshToken();
        HeldCall refresh = TestDocuSign.simulator().faults().hold(REFRESH);
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> imported.send(token));
        TestingWait.until("DocuSign is asked", refresh::hasArrived);
        try (TestingLock pinning =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant)) {
            refresh.close();
            pinning.awaitWaiting(1);
            pinning.run("UPDATE connection SET expected_email = 'another@example.com' WHERE tenant = ?", tenant);
            pinning.commit();
        }

        answer.join().statusCode(409);
        imported.tenant().view().body("pending.last_error", equalTo("email_mismatch"));
    }

    @Test
    void anAccountThatIsPinnedAndNotTheirsIsTold() {
        TestingImport imported =
                TestingImport.of(Map.of("expected_account_id", UUID.randomUUID().toString()), "Only account");

        imported.send(imported.refreshToken()).statusCode(409);

        imported.tenant().view().body("pending.last_error", equalTo("account_mismatch"));
        assertThat(TestingTrail.reason(imported.tenant().tenant(), "connection.pending"))
                .isEqualTo("account_mismatch");
    }

    /** The given token is spent: what it brought would be lost. */
    @Test
    void ofAUserWithoutAnAccountItIsKept() {
        TestingImport imported = TestingImport.of();
        String token = imported.refreshToken();

        imported.send(token).statusCode(409).body("detail", containsString("is kept"));

        imported.tenant()
                .view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.proof", equalTo("unproven"))
                .body("pending.last_error", equalTo("no_account"));
        assertThat(TestingTrail.reason(imported.tenant().tenant(), "connection.pending"))
                .isEqualTo("no_account");
        imported.confirm(Map.of()).statusCode(409).body("detail", containsString("belongs to no DocuSign account"));
        imported.send(token).statusCode(409).body("detail", containsString("is kept"));
        assertThat(imported.refreshes()).hasSize(1);
    }

    /** A refusal of something that nobody has proven says nothing of the connection, and it may be sent again. */
    @Test
    void aDeadTokenIsRefusedAndNothingChanges() {
        TestingTenant connected = TestingTenant.connected();
        TestingImport imported = new TestingImport(connected, TestingImport.somebody("Another"));
        String before = connected.accessToken(Map.of());

        refused(imported.send("dead"), "import_refused");

        connected
                .view()
                .body("state", equalTo("active"))
                .body("pending", nullValue())
                .body("last_error", nullValue());
        assertThat(connected.accessToken(Map.of())).isEqualTo(before);
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM verdict_count WHERE integration = ?", connected.integration()))
                .isZero();
        refused(imported.send("dead"), "import_refused");
        assertThat(imported.refreshes()).hasSize(2);
        assertThat(TestingTrail.reason(connected.tenant(), "import.refused")).isEqualTo("import_refused");
    }

    @Test
    void aLateRefusalStandsInTheLastErrorUntilTheNextImport() {
        TestingImport imported = TestingImport.of("Only account");
        TestingSql.run("""
                UPDATE connection_token t
                SET import_error = 'import_refused', last_error = 'stopped', integration = c.integration
                FROM connection c WHERE t.tenant = ? AND c.tenant = t.tenant AND c.name = t.connection
                """, imported.tenant().tenant());
        imported.tenant().view().body("last_error", equalTo("import_refused"));
        TestDocuSign.simulator().faults().once(Fault.serverError(REFRESH));

        imported.send(imported.refreshToken()).statusCode(202).body("last_error", equalTo("stopped"));
    }

    /** A row that nobody has tried says nothing: its integration does. */
    @Test
    void whatWaitsForItsIntegrationSaysSo() {
        TestingImport imported = TestingImport.of("Only account");
        TestDocuSign.simulator().faults().once(Fault.serverError(REFRESH));
        imported.send(imported.refreshToken()).statusCode(202);
        TestingSql.run(
                "UPDATE imported_token SET last_error = NULL WHERE tenant = ?",
                imported.tenant().tenant());
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, flag, flagged_at, flagged_by)
                SELECT name, environment, 'authorization_code', 'client_refused', clock_timestamp(), gen_random_uuid()
                FROM integration WHERE name = ?
                ON CONFLICT (integration, auth_host, grant_type) DO UPDATE
                SET flag = excluded.flag, flagged_at = excluded.flagged_at, flagged_by = excluded.flagged_by
                """, imported.tenant().integration());

        imported.tenant().view().body("pending.last_error", equalTo("client_refused"));
    }

    @Test
    void whatIsHeldAlreadyIsNotSentAgain() {
        TestingImport imported = TestingImport.of("Only account");
        String token = imported.refreshToken();
        imported.send(token).statusCode(200);

        imported.send(" \n" + token + "\r\n").statusCode(200).body("state", equalTo("active"));

        TestingTenant other = imported.tenant().connectedBeside();
        refused(new TestingImport(other, imported.person()).send(token), "already_imported");
        operator().delete(imported.tenant().connection()).then().statusCode(200);
        refused(imported.send(token), "already_imported");
        assertThat(imported.refreshes()).hasSize(1);
    }

    @Test
    void withoutAnAnswerItIsUnproven() {
        TestingImport imported = TestingImport.of("Only account");
        String token = imported.refreshToken();
        TestDocuSign.simulator().faults().once(Fault.serverError(REFRESH));

        String retryAfter = imported.send(token)
                .statusCode(202)
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.consent_id", notNullValue())
                .body("pending.proof", equalTo("unproven"))
                .body("pending.last_error", equalTo("no_answer"))
                .body("pending.user", nullValue())
                .body("pending.accounts", empty())
                .extract()
                .header("Retry-After");

        assertThat(Integer.parseInt(retryAfter)).isBetween(1, 60);
        imported.confirm(Map.of()).statusCode(409);
        imported.send(token).statusCode(202);
        imported.send(imported.refreshToken()).statusCode(409);
        imported.tenant().token(Map.of()).statusCode(409).body("state", equalTo("awaiting_confirmation"));
        operator()
                .delete("/v1/integrations/" + imported.tenant().integration() + "?force=true")
                .then()
                .statusCode(409);
        assertThat(imported.refreshes()).hasSize(1);
        assertThat(operator()
                        .get("/v1/tenants/" + imported.tenant().tenant() + "/connections?state=awaiting_confirmation")
                        .then()
                        .extract()
                        .<List<?>>path("items"))
                .hasSize(1);
    }

    @Test
    void disconnectedMeanwhileItsAnswerIsStale() {
        TestingImport imported = TestingImport.of("Only account");
        String token = imported.refreshToken();
        CompletableFuture<ValidatableResponse> request;
        try (HeldCall refresh = TestDocuSign.simulator().faults().hold(REFRESH)) {
            request = CompletableFuture.supplyAsync(() -> imported.send(token), Thread::startVirtualThread);
            TestingWait.until("DocuSign is asked", refresh::hasArrived);

            operator().delete(imported.tenant().connection()).then().statusCode(200);
        }

        request.join().statusCode(409);
        imported.tenant().view().body("state", equalTo("disconnected")).body("pending", nullValue());
        refused(imported.send(token), "lost_response");
    }

    @Test
    void anAcceptedConsentDestroysIt() {
        var person = TestingImport.somebody("Only account");
        TestingImport imported =
                new TestingImport(TestingTenant.create(Map.of("expected_email", person.email())), person);
        TestDocuSign.simulator().faults().once(Fault.tooManyRequests(REFRESH, Duration.ofSeconds(0)));
        imported.send(imported.refreshToken()).statusCode(202);

        imported.tenant().consent(person.email());

        imported.tenant().view().body("state", equalTo("active")).body("pending", nullValue());
        assertThat(imported.isUnderWay()).isFalse();
    }

    /** Of two that wait, the one that can be confirmed is shown. */
    @Test
    void theConfirmationOfAConsentDestroysIt() {
        TestingImport imported = TestingImport.of("Only account");
        imported.tenant().consent(imported.person().email());
        TestDocuSign.simulator().faults().once(Fault.tooManyRequests(REFRESH, Duration.ofSeconds(0)));
        imported.send(imported.refreshToken()).statusCode(202).body("pending.proof", equalTo("proven"));

        imported.confirm(Map.of())
                .statusCode(200)
                .body("state", equalTo("active"))
                .body("pending", nullValue());

        assertThat(imported.isUnderWay()).isFalse();
    }

    @Test
    void whoIsImpersonatedNeedsNone() {
        TestingImport imported = TestingImport.of(Map.of("grant", "jwt_bearer"), "Only account");

        imported.send("any").statusCode(409);
    }

    @Test
    void withoutExtendedTheEndIsCountedFromWhenItWasObtained() {
        TestingImport imported = TestingImport.of(Map.of("scopes", List.of("signature")), "Only account");
        Instant obtained = Instant.now().minus(10, ChronoUnit.DAYS);

        String end = imported.send(
                        Map.of("refresh_token", imported.refreshToken("signature"), "obtained_at", obtained.toString()))
                .statusCode(200)
                .extract()
                .path("refresh_token_expires_at");

        assertThat(Instant.parse(end)).isCloseTo(obtained.plus(30, ChronoUnit.DAYS), within(2, ChronoUnit.SECONDS));
    }

    /** Nobody is warned, and it is not looked at before it can have ended. */
    @Test
    void withoutExtendedNobodyKnowsTheEndOtherwise() {
        TestingImport imported = TestingImport.of(Map.of("scopes", List.of("signature")), "Only account");

        imported.send(imported.refreshToken("signature")).statusCode(200).body("refresh_token_expires_at", nullValue());

        operator()
                .body("{}")
                .post(imported.tenant().connection() + "/retry")
                .then()
                .statusCode(202);
        TestingWait.until("it is renewed", () -> stored(imported, "generation = 2"));
        assertThat(stored(imported, "refresh_expires_at IS NULL AND due_at > clock_timestamp() + interval '29 days'"))
                .isTrue();
    }

    private static boolean stored(TestingImport imported, String condition) {
        return TestingSql.value(
                Boolean.class,
                "SELECT " + condition + " FROM connection_token WHERE tenant = ?",
                imported.tenant().tenant());
    }

    @Test
    void withExtendedTheEndIsCountedFromTheProof() {
        TestingImport imported = TestingImport.of("Only account");

        String end = imported.send(
                        Map.of("refresh_token", imported.refreshToken(), "obtained_at", "2026-01-01T00:00:00Z"))
                .statusCode(200)
                .extract()
                .path("refresh_token_expires_at");

        assertThat(Instant.parse(end)).isAfter(Instant.now().plus(29, ChronoUnit.DAYS));
    }
}
