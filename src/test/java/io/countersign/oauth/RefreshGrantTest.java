package io.countersign.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingLog;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The refresh token that a client keeps is a handle: its caller's, one connection's, and nobody else's. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RefreshGrantTest {
    private TestingTenant tenant;
    private StandardsClient client;
    private String handle;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        client = StandardsClient.of(tenant);
        handle = client.handle(tenant);
    }

    @Test
    void answersInTheShapeOfDocuSignWithTheHandleItself() {
        String token = tenant.accessToken(Map.of());
        for (int i = 0; i < 3; i++) {
            client.refresh(handle)
                    .statusCode(200)
                    .body("$", aMapWithSize(4))
                    .body("access_token", equalTo(token))
                    .body("token_type", equalTo("Bearer"))
                    .body("expires_in", greaterThan(600))
                    .body("refresh_token", equalTo(handle));
        }
    }

    @Test
    void anotherCallersHandleIsWorthNothing() {
        StandardsClient other = StandardsClient.of(tenant);
        refused(other.refresh(handle));
        // Nor after its own caller had it in memory.
        client.refresh(handle).statusCode(200);
        refused(other.refresh(handle));
    }

    @Test
    void aHandleWithAnotherSecretUnderAKnownIdIsWorthNothing() {
        client.refresh(handle).statusCode(200);
        String other = client.handle(tenant);
        RefreshHandle forged = RefreshHandle.parse(other).orElseThrow();
        TestingSql.run(
                "UPDATE refresh_handle SET hash = sha256('something else') WHERE tenant = ? AND id = ?",
                tenant.tenant(),
                forged.id());
        refused(client.refresh(other));
    }

    /** The caller may have either tenant's tokens: only the row says whose a handle stands for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE refresh_handle h SET tenant = o.tenant, uuid = o.uuid FROM connection o"
                        + " WHERE h.id = ? AND o.tenant = ?",
                "UPDATE refresh_handle h SET tenant = o.tenant FROM connection o WHERE h.id = ? AND o.tenant = ?",
                "UPDATE refresh_handle h SET expires_at = h.expires_at + interval '1 s' FROM connection o"
                        + " WHERE h.id = ? AND o.tenant = ?",
                "UPDATE refresh_handle h SET tenant = o.tenant, uuid = o.uuid, mac = m.mac FROM connection o,"
                        + " refresh_handle m WHERE h.id = ? AND o.tenant = ? AND m.id <> h.id",
            })
    void aHandleThatSomebodyWroteIsNone(String statement) {
        TestingTenant other = TestingTenant.connected();
        String name = "both-" + tenant.tenant();
        StandardsClient both = new StandardsClient(
                name, TestingCaller.keyOf(name, List.of(tenant.tenant(), other.tenant()), "token:issue"));
        String good = both.handle(other);
        String written = both.handle(tenant);
        String id = RefreshHandle.parse(written).orElseThrow().id();

        assertThat(TestingSql.run(statement, id, other.tenant())).isEqualTo(1);

        refused(both.refresh(written));
        both.refresh(good).statusCode(200);
        TestingWait.until(
                "the trail tells of it",
                () -> TestingSql.number(
                                "SELECT count(*) FROM audit_event WHERE type = 'caller.unverified'"
                                        + " AND details ->> 'row' = 'handle' AND details ->> 'id' = ?",
                                id)
                        == 1);
    }

    @Test
    void aDeletedHandleIsRefusedAtOnce() {
        client.refresh(handle).statusCode(200);
        TestingCaller.operator()
                .delete(tenant.connection() + "/refresh-handles/"
                        + RefreshHandle.parse(handle).orElseThrow().id())
                .then()
                .statusCode(204);
        refused(client.refresh(handle));
    }

    @Test
    void aRevokedHandleIsRefusedAtOnce() {
        client.refresh(handle).statusCode(200);
        client.post("/oauth/revoke", Map.of("token", handle)).statusCode(200).body("$", aMapWithSize(0));
        refused(client.refresh(handle));
    }

    @Test
    void endsWithADisconnectAndDoesNotComeBackWithTheNextConsent() {
        client.refresh(handle).statusCode(200);
        TestingCaller.operator().delete(tenant.connection()).then().statusCode(200);
        refused(client.refresh(handle));
    }

    @Test
    void endsWithItsCaller() {
        client.refresh(handle).statusCode(200);
        TestingCaller.operator().delete("/v1/callers/" + client.name()).then().statusCode(204);
        StandardsClient again = new StandardsClient(
                client.name(), TestingCaller.keyOf(client.name(), List.of(tenant.tenant()), "token:issue"));
        refused(again.refresh(handle));
    }

    @Test
    void grantsNothingByItself() {
        client.refresh(handle).statusCode(200);
        StandardsClient without = new StandardsClient(
                client.name(), TestingCaller.keyOf(client.name(), List.of(tenant.tenant()), "connection:read"));
        refused(without.refresh(handle));
    }

    @Test
    void outlivesAConsentThatIsNeededAgain() {
        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'consent_revoked' WHERE tenant = ?",
                tenant.tenant());
        client.refresh(handle).statusCode(400).body("error", equalTo("consent_required"));
        TestingSql.run("UPDATE connection_token SET state = 'active', reason = NULL WHERE tenant = ?", tenant.tenant());
        client.refresh(handle).statusCode(200);
    }

    @Test
    void aRefreshTokenOfDocuSignsIsRefusedAndWrittenNowhere() {
        String real = "eyJ0eXAiOiJNVCIsImFsZyI6IlJTMjU2Iiwia2lkIjoiNjgxODVmZjEifQ.AQkAAAABAAgABwAA";
        try (TestingLog log = TestingLog.ofAll()) {
            refused(client.refresh(real));
            assertThat(log.lines()).noneMatch(line -> line.contains(real));
        }
    }

    @Test
    void aClientOfAllTenantsHearsTheSame() {
        StandardsClient all =
                new StandardsClient(client.name(), TestingCaller.keyOf(client.name(), List.of("*"), "token:issue"));
        all.refresh(handle).statusCode(200);
        all.post("/oauth/revoke", Map.of("token", handle)).statusCode(200);
        refused(all.refresh(handle));
        refused(all.refresh(StandardsClient.of(tenant).handle(tenant)));
    }

    @Test
    void aResourceBesideItNamesItsConnectionOrNone() {
        Map<String, String> form =
                new HashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", handle, "scope", "signature"));
        form.put("resource", StandardsClient.urn(tenant));
        client.post("/oauth/token", form).statusCode(200);
        form.put("resource", StandardsClient.urn(tenant) + ":another");
        client.post("/oauth/token", form).statusCode(400).body("error", equalTo("invalid_target"));
    }

    private static void refused(ValidatableResponse answer) {
        answer.statusCode(400).body("error", equalTo("invalid_grant"));
    }
}
