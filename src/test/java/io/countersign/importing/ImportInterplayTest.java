package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.HeldCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imports into connections to which something else happens. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImportInterplayTest {
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;
    private static final Duration ENDED = Duration.ofHours(9);

    @AfterEach
    void wellAgain() {
        TestDocuSign.simulator().faults().clear();
    }

    /** Connected by the very person whose other refresh token is imported. */
    private static TestingImport connected() {
        var person = TestingImport.somebody("Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", person.email()));
        assertThat(tenant.consent(person.email()).statusCode()).isEqualTo(200);
        return new TestingImport(tenant, person);
    }

    private static CompletableFuture<ValidatableResponse> begun(Supplier<ValidatableResponse> request) {
        return CompletableFuture.supplyAsync(request, Thread::startVirtualThread);
    }

    @Test
    void bringsADisconnectedConnectionBack() {
        TestingImport imported = connected();
        operator().delete(imported.tenant().connection()).then().statusCode(200);

        imported.send(imported.refreshToken()).statusCode(200).body("state", equalTo("active"));

        imported.tenant().token(Map.of()).statusCode(200);
    }

    @Test
    void curesAConnectionThatNeedsConsent() {
        TestingImport imported = connected();
        TestingRenewal renewal = new TestingRenewal(imported.tenant());
        renewal.revokeConsent();
        renewal.passes(ENDED);
        imported.tenant().token(Map.of()).statusCode(409).body("state", equalTo("consent_required"));

        imported.send(imported.refreshToken())
                .statusCode(200)
                .body("state", equalTo("active"))
                .body("reason", nullValue())
                .body("last_error", nullValue());

        imported.tenant().token(Map.of()).statusCode(200);
    }

    /** What the connection's own renewal brings is of tokens that it does not have any more. */
    @Test
    void takesThePlaceOfTokensThatAreBeingRenewed() {
        TestingImport imported = connected();
        String token = imported.refreshToken();
        new TestingRenewal(imported.tenant()).passes(ENDED);
        CompletableFuture<ValidatableResponse> renewed;
        String issued;
        try (HeldCall renewal = TestDocuSign.simulator().faults().hold(REFRESH)) {
            renewed = begun(() -> imported.tenant().token(Map.of()));
            TestingWait.until("the renewal is under way", renewal::hasArrived);

            imported.send(token).statusCode(200).body("state", equalTo("active"));
            issued = imported.tenant().accessToken(Map.of());
        }

        renewed.join().statusCode(200).body("access_token", equalTo(issued));
        assertThat(imported.tenant().accessToken(Map.of())).isEqualTo(issued);
        imported.tenant().view().body("state", equalTo("active")).body("last_error", nullValue());
    }

    @Test
    void fixesWhatItsTokenWasIssuedFor() {
        TestingImport imported = TestingImport.of("Only account");
        String other = TestingTenant.create(Map.of()).integration();
        TestDocuSign.simulator().faults().once(Fault.tooManyRequests(REFRESH, Duration.ZERO));
        imported.send(imported.refreshToken()).statusCode(202);

        operator()
                .body(Map.of("integration", other, "grant", "jwt_bearer"))
                .put(imported.tenant().connection())
                .then()
                .statusCode(409)
                .body("detail", allOf(containsString("an import"), containsString("integration and grant")));
        imported.tenant()
                .configure(Map.of("scopes", List.of("signature", "impersonation")))
                .statusCode(200);
    }

    /** The answer that nobody has a place for is remembered: nobody sends that token again. */
    @Test
    void ofATenantThatIsDeletedMeanwhileNothingStays() {
        TestingImport imported = TestingImport.of("Only account");
        TestingTenant other = beside(imported.tenant());
        String token = imported.refreshToken();
        CompletableFuture<ValidatableResponse> request;
        try (HeldCall refresh = TestDocuSign.simulator().faults().hold(REFRESH)) {
            request = begun(() -> imported.send(token));
            TestingWait.until("DocuSign is asked", refresh::hasArrived);

            operator()
                    .delete("/v1/tenants/" + imported.tenant().tenant())
                    .then()
                    .statusCode(204);
        }

        request.join().statusCode(409).body("detail", containsString("deleted"));
        new TestingImport(other, imported.person())
                .send(token)
                .statusCode(422)
                .body("reason", equalTo("lost_response"));
    }

    @Test
    void sentToTwoConnectionsAtOnceItReachesOne() {
        TestingImport one = TestingImport.of("Only account");
        TestingImport two = new TestingImport(beside(one.tenant()), one.person());
        String token = one.refreshToken();

        CompletableFuture<ValidatableResponse> first = begun(() -> one.send(token));
        CompletableFuture<ValidatableResponse> second = begun(() -> two.send(token));

        assertThat(List.of(status(first), status(second))).containsExactlyInAnyOrder(200, 422);
        assertThat(one.refreshes()).hasSize(1);
    }

    private static int status(CompletableFuture<ValidatableResponse> answer) {
        return answer.join().extract().statusCode();
    }

    /** Another tenant, through the same integration. */
    private static TestingTenant beside(TestingTenant tenant) {
        TestingTenant other =
                new TestingTenant("tenant-" + UUID.randomUUID(), tenant.integration(), tenant.clientSecret());
        operator()
                .body(Map.of("display_name", "Beside"))
                .put("/v1/tenants/" + other.tenant())
                .then()
                .statusCode(201);
        other.configure(Map.of()).statusCode(201);
        return other;
    }
}
