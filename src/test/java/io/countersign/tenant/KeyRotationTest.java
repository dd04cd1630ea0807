package io.countersign.tenant;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingSql.number;
import static io.countersign.TestingSql.run;
import static io.countersign.TestingSql.runPastTriggers;
import static io.countersign.TestingSql.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestKeyring;
import io.countersign.TestingBrowser;
import io.countersign.TestingLock;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A new data key for a tenant, beside everything that seals for it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class KeyRotationTest {

    @Test
    void sealsEverythingAnewAndDestroysTheFormerKey() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String token = tenant.accessToken(Map.of());
        String former = text("SELECT encode(key, 'hex') FROM sealed_under WHERE tenant = ?", tenant.tenant());
        String row = row(tenant);

        // When
        String started = rotate(tenant)
                .statusCode(202)
                .body("tenant", equalTo(tenant.tenant()))
                .body("started_at", notNullValue())
                .extract()
                .asString();

        // Then: once, and nothing has moved so far
        assertThat(rotate(tenant).statusCode(202).extract().asString()).isEqualTo(started);
        assertThat(tenant.accessToken(Map.of())).isEqualTo(token);
        assertThat(number(
                        "SELECT count(*) FROM sealed_under WHERE tenant = ? AND encode(key, 'hex') = ?",
                        tenant.tenant(),
                        former))
                .isEqualTo(2);
        assertThat(number(
                        "SELECT extract(epoch FROM due_at - started_at)::bigint FROM tenant_key_rotation"
                                + " WHERE tenant = ?",
                        tenant.tenant()))
                .as("seconds until no statement waits any more that read the keyset without its new key")
                .isGreaterThanOrEqualTo(20);

        // When
        awaitEnd(tenant);

        // Then
        assertThat(number("SELECT count(DISTINCT key) FROM sealed_under WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(1);
        assertThat(text("SELECT encode(key, 'hex') FROM sealed_under WHERE tenant = ?", tenant.tenant()))
                .isNotEqualTo(former);
        assertThat(row(tenant)).isEqualTo(row);
        assertThat(tenant.accessToken(Map.of())).isEqualTo(token);
        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .containsSubsequence("tenant.key-rotation-started", "tenant.key-rotated");
    }

    /** What was begun under the former key comes to its end, and is stored under the new one. */
    @Test
    void aConsentThatIsUnderWayIsStoredUnderTheNewKey() throws Exception {
        // Given
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        TestingBrowser browser = new TestingBrowser();
        URI callback = TestingTenant.allowed(browser, tenant.link(), email);
        String former = text("SELECT encode(key, 'hex') FROM sealed_under WHERE tenant = ?", tenant.tenant());

        // When
        rotate(tenant).statusCode(202);
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);

        // Then
        assertThat(text("SELECT encode(key, 'hex') FROM sealed_under WHERE tenant = ?", tenant.tenant()))
                .isNotEqualTo(former);
        awaitEnd(tenant);
        tenant.token(Map.of()).statusCode(200);
    }

    /** Whoever stores something sealed holds the keyset, and the new key waits. */
    @Test
    void waitsForWhatIsBeingStoredUnderTheFormerKey() {
        TestingTenant tenant = TestingTenant.connected();
        try (TestingLock storing =
                TestingLock.on("SELECT tenant FROM tenant_key WHERE tenant = ? FOR SHARE", tenant.tenant())) {
            CompletableFuture<ValidatableResponse> rotation = CompletableFuture.supplyAsync(() -> rotate(tenant));
            storing.awaitWaiting(1);
            storing.commit();
            rotation.join().statusCode(202);
        }
    }

    /** And while the key is being added, or leaves, whoever renews waits, and seals under what there is then. */
    @Test
    void aRenewalWaitsForTheNewKeyAndSealsUnderIt() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        String former = text("SELECT encode(key, 'hex') FROM sealed_under WHERE tenant = ?", tenant.tenant());
        run(
                "UPDATE connection_token SET access_expires_at = clock_timestamp() + interval '30 s' WHERE tenant = ?",
                tenant.tenant());
        CompletableFuture<ValidatableResponse> rotation;
        CompletableFuture<ValidatableResponse> renewed;

        // When: the rotation holds the keyset, and waits for the key that wraps it
        try (TestingLock wrapping = TestingLock.on(
                "SELECT id FROM keyring_key WHERE id = ? FOR UPDATE",
                TestKeyring.configuration().get("countersign.keyring.primary"))) {
            rotation = CompletableFuture.supplyAsync(() -> rotate(tenant), Thread::startVirtualThread);
            wrapping.awaitWaiting(1);
            renewed = CompletableFuture.supplyAsync(() -> tenant.token(Map.of()), Thread::startVirtualThread);
            wrapping.awaitWaiting(2);
        }

        // Then: long before what there was is sealed anew
        rotation.join().statusCode(202);
        renewed.join().statusCode(200);
        assertThat(number("SELECT generation FROM connection_token WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(2);
        assertThat(number("SELECT count(*) FROM tenant_key_rotation WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(1);
        assertThat(number("SELECT count(DISTINCT key) FROM sealed_under WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(1);
        assertThat(text("SELECT encode(key, 'hex') FROM sealed_under WHERE tenant = ?", tenant.tenant()))
                .isNotEqualTo(former);

        // When
        awaitEnd(tenant);

        // Then
        tenant.token(Map.of()).statusCode(200);
    }

    /** The keyset itself is damaged, or the tenant is not there. */
    @Test
    void refusesWhatCannotBegin() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        runPastTriggers(
                "UPDATE tenant_key SET wrapped = set_byte(wrapped, 100, get_byte(wrapped, 100) # 1) WHERE tenant = ?",
                tenant.tenant());

        rotate(tenant).statusCode(409);
        operator()
                .body("{}")
                .post("/v1/tenants/" + UUID.randomUUID() + "/key-rotation")
                .then()
                .statusCode(404);

        assertThat(number("SELECT count(*) FROM tenant_key_rotation WHERE tenant = ?", tenant.tenant()))
                .isZero();
    }

    private static ValidatableResponse rotate(TestingTenant tenant) {
        return operator()
                .body("{}")
                .post("/v1/tenants/" + tenant.tenant() + "/key-rotation")
                .then();
    }

    private static void awaitEnd(TestingTenant tenant) {
        run("UPDATE tenant_key_rotation SET due_at = clock_timestamp() WHERE tenant = ?", tenant.tenant());
        TestingWait.until(
                "the rotation has ended",
                () -> number("SELECT count(*) FROM tenant_key_rotation WHERE tenant = ?", tenant.tenant()) == 0);
    }

    /** All that a rotation must not touch. */
    private static String row(TestingTenant tenant) {
        return text(
                // Not when it is due: that moves with the use that is made of it here.
                "SELECT (generation, state, lease_owner, lease_until, held_until, failures, unsure, calls,"
                        + " access_expires_at, refresh_expires_at, access_hash)::text"
                        + " FROM connection_token WHERE tenant = ?",
                tenant.tenant());
    }
}
