package io.countersign.keyring;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingSql.number;
import static io.countersign.TestingSql.run;
import static io.countersign.TestingSql.text;
import static io.countersign.TestingSql.value;
import static io.countersign.keyring.OtherReplica.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.crypto.Keyset;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation of the keyring's keys, as an operator does it, beside a replica that still wraps with another key. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class KeyringResourceTest {
    @TempDir
    static Path directory;

    /** One for all: a keyring looks for new files every ten seconds at most. */
    private static OtherReplica other;

    private TestingTenant tenant;

    @BeforeAll
    static void start() throws IOException {
        other = OtherReplica.start(directory, "other-" + UUID.randomUUID());
        other.giveFile();
    }

    @BeforeEach
    void begin() {
        run("DELETE FROM keyring_rewrap");
        tenant = TestingTenant.connected();
        other.rewrapTenant(tenant.tenant());
        TestingWait.until(
                "the key is loaded", () -> tenant.token(Map.of()).extract().statusCode() == 200);
    }

    @AfterEach
    void end() {
        run("UPDATE keyring_key SET retired_at = NULL WHERE id IN (?, ?)", PRIMARY, other.key());
        run("DELETE FROM keyring_rewrap");
        run("DELETE FROM tenant WHERE name IN (SELECT tenant FROM tenant_key WHERE wrapped_by = ?)", other.key());
    }

    @AfterAll
    static void forget() throws IOException {
        other.takeFileAway();
    }

    @Test
    void wrapsEverythingByThePrimaryKey() {
        // Given
        other.rewrapIntegration(tenant.integration());
        other.rewrapVault();
        key().body("loaded", equalTo(true))
                .body("retired_at", nullValue())
                .body("tenants", equalTo(1))
                .body("integrations", equalTo(1))
                .body("other", equalTo(1));
        retire(other.key())
                .statusCode(409)
                .body("type", containsString("conflict"))
                .body("tenants", equalTo(1))
                .body("integrations", equalTo(1))
                .body("other", equalTo(1));

        // When
        rewrap().statusCode(202).body("rewrap.total", greaterThanOrEqualTo(3));
        awaitEnd();

        // Then
        assertThat(wrappedBy("tenant_key", "tenant", tenant.tenant())).isEqualTo(PRIMARY);
        assertThat(wrappedBy("integration_key", "integration", tenant.integration()))
                .isEqualTo(PRIMARY);
        assertThat(text("SELECT wrapped_by FROM vault_key")).isEqualTo(PRIMARY);
        view().body("rewrap.done", greaterThanOrEqualTo(3)).body("rewrap.finished_at", notNullValue());
        tenant.token(Map.of()).statusCode(200);
        TestingTenant.connected();
    }

    /** What does not open stays wrapped by the old key, which cannot be retired before it is gone. */
    @Test
    void retiresAKeyThatWrapsNothingAnyMore() {
        // Given
        TestingTenant damaged = TestingTenant.create(Map.of());
        other.rewrapTenant(damaged.tenant());
        run(
                "UPDATE tenant_key SET wrapped = set_byte(wrapped, 100, get_byte(wrapped, 100) # 1) WHERE tenant = ?",
                damaged.tenant());
        long before = number("SELECT max(id) FROM audit_event");
        rewrap().statusCode(202);
        awaitEnd();
        int total = view().extract().path("rewrap.total");
        view().body("rewrap.done", lessThan(total));
        retire(other.key()).statusCode(409).body("tenants", equalTo(1)).body("other", equalTo(0));

        // When
        operator().delete("/v1/tenants/" + damaged.tenant()).then().statusCode(204);
        String retired = retire(other.key())
                .statusCode(200)
                .body("id", equalTo(other.key()))
                .body("tenants", equalTo(0))
                .body("retired_at", notNullValue())
                .extract()
                .asString();

        // Then: for good, and once
        assertThat(retire(other.key()).statusCode(200).extract().asString()).isEqualTo(retired);
        assertThatThrownBy(() -> other.rewrapTenant(tenant.tenant()))
                .rootCause()
                .hasMessageContaining("The key " + other.key() + " is retired or unknown");
        assertThat(TestingSql.rows(
                        row -> row.getString(1) + " " + row.getString(2),
                        "SELECT type, details ->> 'key' FROM audit_event WHERE type LIKE 'keyring.%' AND id > ?"
                                + " ORDER BY id",
                        before))
                .containsExactly(
                        "keyring.rewrap-started " + PRIMARY,
                        "keyring.rewrap-finished " + PRIMARY,
                        "keyring.key-retired " + other.key());
    }

    @Test
    void refusesToRetireWhatItWrapsWithAndWhatNobodyEverHad() {
        retire(PRIMARY)
                .statusCode(409)
                .body("detail", containsString("countersign.keyring.primary"))
                .body("tenants", greaterThanOrEqualTo(0))
                .body("integrations", greaterThanOrEqualTo(1))
                .body("other", equalTo(1));
        retire("nobody-s").statusCode(404);
        retire("no key id").statusCode(404);
    }

    @Test
    void oneRewrapRunsAtATimeAndItsKeyIsNotRetired() {
        // Given: another replica has it
        run(
                "INSERT INTO keyring_rewrap (target, state, total, started_by, worker, worker_until)"
                        + " VALUES (?, 'running', 0, 'caller:other', ?, clock_timestamp() + interval '1 hour')",
                other.key(),
                UUID.randomUUID());

        // Then
        rewrap().statusCode(409).body("detail", containsString(other.key()));
        run("DELETE FROM tenant WHERE name = ?", tenant.tenant());
        retire(other.key())
                .statusCode(409)
                .body("detail", containsString("a rewrap to " + other.key()))
                .body("tenants", equalTo(0))
                .body("other", equalTo(0));
        view().body("rewrap.state", equalTo("running"));
        run("UPDATE keyring_rewrap SET target = ?", PRIMARY);
        rewrap().statusCode(202).body("rewrap.state", equalTo("running"));
        assertThat(text("SELECT started_by FROM keyring_rewrap")).isEqualTo("caller:other");
    }

    /** Its file came after the start: this replica has it, and nobody ever began to wrap with it. */
    @Test
    void showsAKeyThatTheDatabaseDoesNotKnow() {
        run("DELETE FROM tenant WHERE name = ?", tenant.tenant());
        run("DELETE FROM keyring_key WHERE id = ?", other.key());
        try {
            key().body("loaded", equalTo(true))
                    .body("retired_at", nullValue())
                    .body("tenants", equalTo(0))
                    .body("integrations", equalTo(0))
                    .body("other", equalTo(0));
            retire(other.key()).statusCode(404);
        } finally {
            other.makeKnown();
        }
    }

    /** This replica was started with a configuration from before. */
    @Test
    void wrapsByTheLastRewrapsKeyWhereItsOwnPrimaryIsRetired() {
        // Given
        run(
                "INSERT INTO keyring_rewrap (target, state, total, started_by) VALUES (?, 'finished', 0, 'any')",
                other.key());
        run("UPDATE keyring_key SET retired_at = clock_timestamp() WHERE id = ?", PRIMARY);
        String name = "old-" + UUID.randomUUID();

        // Then
        putTenant(name).statusCode(201);
        assertThat(wrappedBy("tenant_key", "tenant", name)).isEqualTo(other.key());
        rewrap().statusCode(409).body("detail", containsString("is retired"));

        // When
        run("DELETE FROM keyring_rewrap");

        // Then
        putTenant(name + "-2").statusCode(503).header("Retry-After", notNullValue());
        assertThat(number("SELECT count(*) FROM tenant WHERE name = ?", name + "-2"))
                .isZero();
    }

    /** A failover lost what the first start with this key had made known. */
    @Test
    void makesItsPrimaryKeyKnownAgain() {
        run("DELETE FROM keyring_key WHERE id = ?", PRIMARY);
        String name = "lost-" + UUID.randomUUID();

        putTenant(name).statusCode(201);

        assertThat(wrappedBy("tenant_key", "tenant", name)).isEqualTo(PRIMARY);
        assertThat(value(Boolean.class, "SELECT canary IS NOT NULL FROM keyring_key WHERE id = ?", PRIMARY))
                .isTrue();
    }

    /** Whoever stores a keyset comes first: the retirement waits, and counts it. */
    @Test
    void aRetirementCountsAKeysetThatIsBeingStored() {
        // Given
        run("DELETE FROM tenant WHERE name = ?", tenant.tenant());
        String name = "storing-" + UUID.randomUUID();
        try (TestingLock storing = TestingLock.on("SELECT id FROM keyring_key WHERE id = ? FOR SHARE", other.key())) {
            storing.run("INSERT INTO tenant (name, display_name) VALUES (?, 'Storing')", name);
            storing.run(
                    "INSERT INTO tenant_key (tenant, wrapped) VALUES (?, ?)",
                    name,
                    TestingKeyring.wrap(other.keyring(), Keyset.generate(), "tenant:" + name));

            // When
            CompletableFuture<ValidatableResponse> retirement =
                    CompletableFuture.supplyAsync(() -> retire(other.key()));
            storing.awaitWaiting(1);
            storing.commit();

            // Then
            retirement.join().statusCode(409).body("tenants", equalTo(1));
            key().body("retired_at", nullValue());
        }
    }

    /** The retirement comes first: whoever is about to store a keyset waits, and takes another key. */
    @Test
    void aKeysetThatIsAboutToBeStoredWaitsForARetirement() {
        // Given
        run(
                "INSERT INTO keyring_rewrap (target, state, total, started_by) VALUES (?, 'finished', 0, 'any')",
                other.key());
        String name = "waiting-" + UUID.randomUUID();
        try (TestingLock retiring =
                TestingLock.on("SELECT id FROM keyring_key WHERE id = ? FOR NO KEY UPDATE", PRIMARY)) {
            retiring.run("UPDATE keyring_key SET retired_at = clock_timestamp() WHERE id = ?", PRIMARY);

            // When
            CompletableFuture<ValidatableResponse> made = CompletableFuture.supplyAsync(() -> putTenant(name));
            retiring.awaitWaiting(1);
            retiring.commit();

            // Then
            made.join().statusCode(201);
            assertThat(wrappedBy("tenant_key", "tenant", name)).isEqualTo(other.key());
        }
    }

    private static String wrappedBy(String table, String column, String name) {
        return text("SELECT wrapped_by FROM " + table + " WHERE " + column + " = ?", name);
    }

    private static ValidatableResponse putTenant(String name) {
        return operator()
                .body(Map.of("display_name", "Any"))
                .put("/v1/tenants/" + name)
                .then();
    }

    private static ValidatableResponse view() {
        return operator().get("/v1/keyring").then().statusCode(200).body("primary", equalTo(PRIMARY));
    }

    private static ValidatableResponse key() {
        return view().rootPath("keys.find { it.id == '" + other.key() + "' }");
    }

    private static void awaitEnd() {
        TestingWait.until(
                "it is finished", () -> view().extract().path("rewrap.state").equals("finished"));
    }

    private static ValidatableResponse rewrap() {
        return operator().body("{}").post("/v1/keyring/rewrap").then();
    }

    private static ValidatableResponse retire(String key) {
        return operator().body("{}").post("/v1/keyring/{key}/retirement", key).then();
    }
}
