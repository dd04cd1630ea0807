package io.countersign.grant;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Grants that wait, and their confirmation by name. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PendingGrantTest {
    @Inject
    PendingGrantExpiry expiry;

    private static ValidatableResponse confirm(TestingTenant tenant, String consentId, String accountId) {
        Map<String, Object> body = new HashMap<>();
        body.put("consent_id", consentId);
        if (accountId != null) {
            body.put("account_id", accountId);
        }
        return operator().body(body).post(tenant.connection() + "/confirmation").then();
    }

    private static String pending(TestingTenant tenant) {
        return tenant.view().extract().path("pending.consent_id");
    }

    /** An unpinned tenant that this person's consent, once confirmed, has made active. */
    private static TestingTenant activeBy(SimulatedUser person) {
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(person.email());
        confirm(tenant, pending(tenant), null).statusCode(200);
        return tenant;
    }

    private static String token(TestingTenant tenant) {
        return tenant.token(Map.of()).statusCode(200).extract().path("access_token");
    }

    @Test
    void anUnpinnedFirstConsentWaitsForItsConfirmation() {
        SimulatedUser person = TestingPeople.withAccounts("Theirs");
        TestingTenant tenant = TestingTenant.create(Map.of());

        assertThat(tenant.consent(person.email()).body()).contains("permission received");

        tenant.view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.user.email", equalTo(person.email()))
                .body("pending.user.sub", equalTo(person.sub()))
                .body("pending.accounts", hasSize(1))
                .body(
                        "pending.accounts[0].account_id",
                        equalTo(TestDocuSign.accountIds(person).getFirst()))
                .body("user", nullValue());
        tenant.token(Map.of())
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:awaiting-confirmation"))
                .body("state", equalTo("awaiting_confirmation"));
        confirm(tenant, UUID.randomUUID().toString(), null).statusCode(409);
        confirm(tenant, "no uuid", null).statusCode(409);
        confirm(tenant, pending(tenant), "another account")
                .statusCode(422)
                .body("errors.field", contains("account_id"));

        String consentId = pending(tenant);
        confirm(tenant, consentId, TestDocuSign.accountIds(person).getFirst())
                .statusCode(200)
                .body("state", equalTo("active"))
                .body("pending", nullValue())
                .body("account.account_name", equalTo("Theirs"));

        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .containsSubsequence("consent.started", "connection.pending", "connection.confirmed");
        token(tenant);
        confirm(tenant, consentId, null).statusCode(409);
    }

    @Test
    void ofSeveralAccountsOneHasToBeChosen() {
        SimulatedUser person = TestingPeople.withAccounts("One", "Two");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", person.email()));
        tenant.consent(person.email());

        tenant.view().body("state", equalTo("awaiting_confirmation")).body("pending.accounts", hasSize(2));
        confirm(tenant, pending(tenant), null).statusCode(422).body("errors.field", contains("account_id"));
        confirm(tenant, pending(tenant), TestDocuSign.accountIds(person).get(1).toUpperCase())
                .statusCode(200)
                .body("account.account_name", equalTo("Two"));
        tenant.token(Map.of())
                .statusCode(200)
                .body("account_id", equalTo(TestDocuSign.accountIds(person).get(1)));
    }

    /** Without what the next flush of issue records writes: that the token was used. */
    private static String rowOf(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT to_jsonb(t) - 'used_at' - 'due_at' FROM connection_token t WHERE tenant = ?", tenant.tenant());
    }

    @Test
    void somebodyElsesConsentChangesNothingUntilItIsConfirmed() {
        // Given
        SimulatedUser first = TestingPeople.withAccounts("First");
        SimulatedUser second = TestingPeople.withAccounts("Second");
        TestingTenant tenant = activeBy(first);
        String token = token(tenant);
        String row = rowOf(tenant);

        // When
        assertThat(tenant.consent(second.email()).body()).contains("permission received");

        // Then
        assertThat(rowOf(tenant)).isEqualTo(row);
        assertThat(token(tenant)).isEqualTo(token);
        tenant.view()
                .body("state", equalTo("active"))
                .body("user.email", equalTo(first.email()))
                .body("pending.user.email", equalTo(second.email()));
        confirm(tenant, UUID.randomUUID().toString(), null).statusCode(409);
        confirm(tenant, pending(tenant), null)
                .statusCode(200)
                .body("user.email", equalTo(second.email()))
                .body("account.account_name", equalTo("Second"));
        assertThat(token(tenant)).isNotEqualTo(token);
    }

    @Test
    void theConnectionsOwnUserEndsWhatIsPending() {
        SimulatedUser first = TestingPeople.withAccounts("First");
        TestingTenant tenant = activeBy(first);
        tenant.consent(TestingPeople.withAccounts("Second").email());

        tenant.consent(first.email());

        tenant.view().body("pending", nullValue()).body("user.email", equalTo(first.email()));
    }

    @Test
    void aNewerConsentReplacesThePendingOne() {
        SimulatedUser newer = TestingPeople.withAccounts("Newer");
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(TestingPeople.withAccounts("Older").email());
        String older = pending(tenant);

        tenant.consent(newer.email());

        tenant.view().body("pending.consent_id", not(equalTo(older)));
        confirm(tenant, older, null).statusCode(409);
        confirm(tenant, pending(tenant), null).statusCode(200).body("user.email", equalTo(newer.email()));
    }

    @Test
    void aPendingGrantIsGoneAfterSevenDays() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(TestingPeople.withAccounts("Theirs").email());
        String consentId = pending(tenant);
        assertThat(TestingSql.number(
                        "SELECT round(extract(epoch FROM expires_at - created_at)) FROM pending_grant WHERE tenant = ?",
                        tenant.tenant()))
                .isEqualTo(7 * 24 * 3600);
        TestingSql.run("UPDATE pending_grant SET expires_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());

        tenant.view().body("state", equalTo("awaiting_consent")).body("pending", nullValue());
        confirm(tenant, consentId, null).statusCode(409);
        tenant.token(Map.of()).statusCode(409).body("state", equalTo("awaiting_consent"));

        expiry.run().await().atMost(Duration.ofSeconds(10));

        assertThat(TestingSql.number("SELECT count(*) FROM pending_grant WHERE tenant = ?", tenant.tenant()))
                .isZero();
        assertThat(TestingTrail.typesOf(tenant.tenant())).endsWith("connection.pending-expired");
    }

    /** A confirmation in its last moment has the connection, and its tokens are not gone under it. */
    @Test
    void whatSomebodyHoldsDoesNotExpire() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(TestingPeople.withAccounts("Theirs").email());
        TestingSql.run("UPDATE pending_grant SET expires_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());

        try (TestingLock lock =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            expiry.run().await().atMost(Duration.ofSeconds(10));
        }

        assertThat(TestingSql.number("SELECT count(*) FROM pending_grant WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(1);
    }

    @Test
    void aDisconnectDestroysThePendingGrant() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(TestingPeople.withAccounts("Theirs").email());
        String consentId = pending(tenant);

        operator().delete(tenant.connection()).then().statusCode(200);

        tenant.view().body("state", equalTo("disconnected")).body("pending", nullValue());
        confirm(tenant, consentId, null).statusCode(409);
        assertThat(TestingSql.number("SELECT count(*) FROM pending_grant WHERE tenant = ?", tenant.tenant()))
                .isZero();
    }

    @Test
    void aPinThatWasSetMeanwhileBindsTheConfirmation() {
        SimulatedUser person = TestingPeople.withAccounts("Theirs");
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(person.email());

        tenant.configure(Map.of("expected_email", "somebody@else.example")).statusCode(200);
        confirm(tenant, pending(tenant), null).statusCode(409);
        tenant.configure(Map.of("expected_account_id", "another")).statusCode(200);
        confirm(tenant, pending(tenant), null).statusCode(409);
        tenant.configure(Map.of("expected_email", person.email().toUpperCase())).statusCode(200);
        confirm(tenant, pending(tenant), null).statusCode(200);
    }

    @Test
    void theIntegrationIsFixedWhileSomethingIsHeld() {
        TestingTenant other = TestingTenant.create(Map.of());
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(TestingPeople.withAccounts("Theirs").email());
        Map<String, Object> moved = Map.of("integration", other.integration());

        operator().body(moved).put(tenant.connection()).then().statusCode(409);
        confirm(tenant, pending(tenant), null).statusCode(200);
        operator().body(moved).put(tenant.connection()).then().statusCode(409);
        operator().delete(tenant.connection()).then().statusCode(200);
        operator().body(moved).put(tenant.connection()).then().statusCode(200);
    }

    /** A statement that waited for a lock shows other tables as they were before: it must not decide by them. */
    @Test
    void aConfirmationThatMeetsADisconnectRevivesNothing() throws Exception {
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(TestingPeople.withAccounts("Theirs").email());
        String consentId = pending(tenant);

        ValidatableResponse answer = whileTheRowChanges(
                tenant,
                () -> confirm(tenant, consentId, null),
                "DELETE FROM pending_grant WHERE tenant = ?",
                "UPDATE connection_token SET generation = generation + 1, state = 'disconnected' WHERE tenant = ?");

        answer.statusCode(409);
        tenant.view().body("state", equalTo("disconnected"));
    }

    @Test
    void settingsThatMeetAConsentDoNotMoveTheConnection() throws Exception {
        TestingTenant other = TestingTenant.create(Map.of());
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(TestingPeople.withAccounts("Theirs").email());
        String held = TestingSql.text("SELECT expires_at FROM pending_grant WHERE tenant = ?", tenant.tenant());
        TestingSql.run("UPDATE pending_grant SET expires_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());

        ValidatableResponse answer = whileTheRowChanges(
                tenant,
                () -> operator()
                        .body(Map.of("integration", other.integration()))
                        .put(tenant.connection())
                        .then(),
                "UPDATE pending_grant SET expires_at = '" + held + "' WHERE tenant = ?",
                "UPDATE connection_token SET failures = 0 WHERE tenant = ?");

        answer.statusCode(409);
    }

    /**
     * Sends a request that has to wait for the connection's row, which another transaction holds, changes and commits.
     */
    private ValidatableResponse whileTheRowChanges(
            TestingTenant tenant, java.util.function.Supplier<ValidatableResponse> request, String... changes)
            throws Exception {
        try (TestingLock holder =
                TestingLock.on("SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE", tenant.tenant())) {
            CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(request);
            holder.awaitWaiting(1);
            for (String change : changes) {
                holder.run(change, tenant.tenant());
            }
            holder.commit();
            return answer.get(20, TimeUnit.SECONDS);
        }
    }
}
