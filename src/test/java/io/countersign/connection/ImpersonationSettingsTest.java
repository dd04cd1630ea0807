package io.countersign.connection;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say whom a connection impersonates, and what becomes of a connection that gets another user or grant. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImpersonationSettingsTest {
    private static final Map<String, Object> ANYBODY = Map.of("grant", "jwt_bearer");

    private static Map<String, Object> as(String user) {
        return Map.of("grant", "jwt_bearer", "user_id", user);
    }

    private static ValidatableResponse put(String key, TestingTenant tenant, Map<String, Object> settings) {
        Map<String, Object> body = new LinkedHashMap<>(settings);
        body.put("integration", tenant.integration());
        return with(key).body(body).put(tenant.connection()).then();
    }

    private static String someone() {
        return UUID.randomUUID().toString();
    }

    private static String grants(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT c.grant_type || ' ' || t.grant_type FROM connection c JOIN connection_token t"
                        + " ON t.uuid = c.uuid WHERE c.tenant = ?",
                tenant.tenant());
    }

    @Test
    void aTenantsOwnCallerNamesNobody() {
        // Given
        TestingTenant tenant = TestingTenant.create(ANYBODY);
        String key = TestingCaller.keyOf("caller-" + tenant.tenant(), List.of(tenant.tenant()), "connection:manage");
        String user = someone();

        // When
        put(key, tenant, as(user))
                .statusCode(403)
                .body("type", equalTo("urn:countersign:problem:forbidden"))
                .body("detail", containsString("user_id needs connection:manage for all tenants"));
        String unborn = tenant.connection() + "-2";
        with(key)
                .body(Map.of("integration", tenant.integration(), "grant", "jwt_bearer", "user_id", user))
                .put(unborn)
                .then()
                .statusCode(403);
        operator().get(unborn).then().statusCode(404);
        tenant.configure(as(user)).statusCode(200).body("user_id", equalTo(user));

        // Then others may repeat it, and change what is theirs
        put(key, tenant, as(user)).statusCode(200);
        put(key, tenant, Map.of("grant", "jwt_bearer", "user_id", user, "expected_email", "ann@example.com"))
                .statusCode(200);
        put(key, tenant, as(someone())).statusCode(403);
        put(key, tenant, ANYBODY).statusCode(403).body("detail", containsString("send integration and user_id as GET"));
        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .containsExactly("tenant.created", "connection.created", "connection.updated", "connection.updated");
    }

    @Test
    void throughTheTenantsOwnIntegrationItNamesAnybody() {
        TestingTenant tenant = TestingTenant.create(ANYBODY);
        String key = TestingCaller.keyOf("caller-" + tenant.tenant(), List.of(tenant.tenant()), "connection:manage");
        TestingSql.run("UPDATE integration SET tenant = ? WHERE name = ?", tenant.tenant(), tenant.integration());
        String user = someone();

        put(key, tenant, as(user)).statusCode(200).body("user_id", equalTo(user));
        with(key)
                .body(Map.of("integration", tenant.integration(), "grant", "jwt_bearer", "user_id", user))
                .put(tenant.connection() + "-2")
                .then()
                .statusCode(201)
                .body("user_id", equalTo(user))
                .body("refresh_token_expires_at", nullValue());
    }

    /** The PUT found the integration the tenant's own, and has to wait for who takes the owner away. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-2"})
    void nobodyIsNamedWhileTheIntegrationLosesItsOwner(String suffix) {
        // Given
        TestingTenant tenant = TestingTenant.create(ANYBODY);
        String key = TestingCaller.keyOf("caller-" + tenant.tenant(), List.of(tenant.tenant()), "connection:manage");
        TestingSql.run("UPDATE integration SET tenant = ? WHERE name = ?", tenant.tenant(), tenant.integration());
        Map<String, Object> body = new LinkedHashMap<>(as(someone()));
        body.put("integration", tenant.integration());
        CompletableFuture<Integer> named;

        // When
        try (TestingLock taken =
                TestingLock.on("SELECT name FROM integration WHERE name = ? FOR UPDATE", tenant.integration())) {
            taken.run("UPDATE integration SET tenant = NULL WHERE name = ?", tenant.integration());
            named = CompletableFuture.supplyAsync(
                    () -> with(key).body(body).put(tenant.connection() + suffix).statusCode(),
                    Thread::startVirtualThread);
            taken.awaitWaiting(1);
            taken.commit();
        }

        // Then
        assertThat(named.join()).isEqualTo(403);
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM connection WHERE tenant = ? AND user_id IS NOT NULL", tenant.tenant()))
                .isZero();
    }

    /** Where nothing can be lost, nothing is in doubt: the schema holds it, and the change must not fail on it. */
    @Test
    void anotherGrantTakesTheDoubtAlong() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        TestingSql.run("UPDATE connection_token SET unsure = true WHERE tenant = ?", tenant.tenant());

        tenant.configure(ANYBODY).statusCode(200).body("grant", equalTo("jwt_bearer"));

        assertThat(TestingSql.value(
                        Boolean.class, "SELECT unsure FROM connection_token WHERE tenant = ?", tenant.tenant()))
                .isFalse();
    }

    @Test
    void anotherGrantOrUserForgetsTheFormerOne() {
        // Given
        TestingTenant tenant = TestingTenant.create(as(someone()));
        assertThat(grants(tenant)).isEqualTo("jwt_bearer jwt_bearer");
        TestingSql.run(
                "UPDATE connection_token SET user_sub = 'ann', account_id = 'a', base_uri = 'https://a.example',"
                        + " state = 'consent_required', reason = 'user_gone', last_error = 'user_gone', failures = 3,"
                        + " lease_owner = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 minute'"
                        + " WHERE tenant = ?",
                tenant.tenant());

        // When
        tenant.configure(as(someone()))
                .statusCode(200)
                .body("state", equalTo("awaiting_consent"))
                .body("reason", nullValue())
                .body("user", nullValue())
                .body("account", nullValue());

        // Then what was under way is stale
        assertThat(TestingSql.text(
                        "SELECT concat_ws(' ', generation, failures, lease_owner, lease_until) FROM connection_token"
                                + " WHERE tenant = ?",
                        tenant.tenant()))
                .isEqualTo("1 0 -infinity");

        tenant.configure(Map.of()).statusCode(200).body("grant", equalTo("authorization_code"));
        tenant.view().body("user_id", nullValue());
        assertThat(grants(tenant)).isEqualTo("authorization_code authorization_code");
    }

    @Test
    void aPutEndsThePauseAndNoLease() {
        TestingTenant tenant = TestingTenant.create(as(someone()));
        String user = tenant.view().extract().path("user_id");
        String paused =
                "UPDATE connection_token SET failures = 3, held_until = clock_timestamp() + interval '1 minute',"
                        + " lease_until = clock_timestamp() + interval '1 minute', lease_owner = ?::uuid"
                        + " WHERE tenant = ?";
        String pause = "SELECT failures || ' ' || held_until::text || ' ' || (lease_until > clock_timestamp())"
                + " FROM connection_token WHERE tenant = ?";
        Map<String, Object> pinned = new LinkedHashMap<>(as(user));

        TestingSql.run(paused, null, tenant.tenant());
        tenant.configure(pinned).statusCode(200);
        assertThat(TestingSql.text(pause, tenant.tenant()))
                .as("also one that changes nothing")
                .isEqualTo("0 -infinity false");

        TestingSql.run(paused, null, tenant.tenant());
        pinned.put("expected_email", "ann@example.com");
        tenant.configure(pinned).statusCode(200);
        assertThat(TestingSql.text(pause, tenant.tenant())).isEqualTo("0 -infinity false");

        TestingSql.run(paused, someone(), tenant.tenant());
        pinned.put("expected_email", "bob@example.com");
        tenant.configure(pinned).statusCode(200);
        assertThat(TestingSql.text(pause, tenant.tenant())).isEqualTo("0 -infinity true");
    }
}
