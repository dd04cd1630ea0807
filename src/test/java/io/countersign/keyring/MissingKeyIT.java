package io.countersign.keyring;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingSql.run;
import static io.countersign.TestingSql.runPastTriggers;
import static io.countersign.TestingSql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.notNullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestKeyring;
import io.countersign.TestingBrowser;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another replica was started with a newer key and wraps with it; then the key's file comes. */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class MissingKeyIT {
    private static final Path KEYS = Path.of(TestKeyring.configuration().get("countersign.keyring.directory"));
    private static final String PRIMARY = TestKeyring.configuration().get("countersign.keyring.primary");

    private final String late = "late-" + UUID.randomUUID();

    @TempDir
    Path others;

    @Test
    void standsBackUntilTheKeyComes() throws Exception {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        FileKeyring other = otherReplica();
        run("UPDATE tenant_key SET wrapped = ? WHERE tenant = ?", rewrapped(other, tenant), tenant.tenant());
        run(
                "UPDATE connection_token SET access_expires_at = clock_timestamp() + interval '30 s' WHERE tenant = ?",
                tenant.tenant());

        // When
        for (int i = 0; i < 12; i++) {
            tenant.token(Map.of()).statusCode(503).header("Retry-After", notNullValue());
        }

        // Then: whoever has the key can have the lease at once, and its ten calls.
        assertThat(value(
                        Boolean.class,
                        "SELECT lease_owner IS NULL AND failures = 0 AND NOT unsure AND calls = '{}' AND"
                                + " greatest(lease_until, held_until, due_at)"
                                + " <= clock_timestamp() FROM connection_token WHERE tenant = ?",
                        tenant.tenant()))
                .isTrue();
        TestingWait.until(
                "the readiness names the key",
                () -> late.equals(ready().extract().path("checks.find { it.name == 'keyring' }.data.lacking")));
        ready().statusCode(503);
        assertThat(TestingMetrics.value("countersign_keyring_lacking")).isEqualTo(1);

        // When
        Path file = Files.copy(others.resolve(late), KEYS.resolve(late), StandardCopyOption.COPY_ATTRIBUTES);
        try {
            TestingWait.until("the key was found", () -> ready().extract().statusCode() == 200);
        } finally {
            Files.delete(file);
        }

        // Then
        tenant.token(Map.of()).statusCode(200);
        assertThat(TestingMetrics.value("countersign_keyring_lacking")).isZero();
    }

    /** The code is not spent, and the attempt is not used up: the person need not sign in again. */
    @Test
    void aConsentThatComesBackHereCanComeBackElsewhere() throws Exception {
        // Given
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        TestingBrowser browser = new TestingBrowser();
        URI callback = TestingTenant.allowed(browser, tenant.link(), email);
        byte[] wrapped = value(byte[].class, "SELECT wrapped FROM tenant_key WHERE tenant = ?", tenant.tenant());
        run("UPDATE tenant_key SET wrapped = ? WHERE tenant = ?", rewrapped(otherReplica(), tenant), tenant.tenant());

        // When
        int here = browser.get(callback).statusCode();
        TestingWait.until(
                "the key is known to be lacking", () -> ready().extract().statusCode() == 503);
        run("UPDATE tenant_key SET wrapped = ? WHERE tenant = ?", wrapped, tenant.tenant());
        int elsewhere = browser.get(callback).statusCode();

        // Then
        assertThat(here).isEqualTo(503);
        assertThat(elsewhere).isEqualTo(200);
        TestingWait.until("the key is forgotten", () -> ready().extract().statusCode() == 200);
    }

    /** A rollout was taken back, and the one tenant that was made by the newer replicas is deleted. */
    @Test
    void isReadyAgainWhereNothingIsWrappedByTheKeyAnyMore() throws Exception {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        run("UPDATE tenant_key SET wrapped = ? WHERE tenant = ?", rewrapped(otherReplica(), tenant), tenant.tenant());
        tenant.token(Map.of()).statusCode(503);
        TestingWait.until(
                "the key is known to be lacking", () -> ready().extract().statusCode() == 503);

        // When
        operator().delete("/v1/tenants/" + tenant.tenant()).then().statusCode(204);

        // Then
        TestingWait.until("the key is forgotten", () -> ready().extract().statusCode() == 200);
    }

    @Test
    void countsRowsThatDoNotOpenUnderTheirKey() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        run(
                "UPDATE tenant_key SET wrapped = set_byte(wrapped, 100, get_byte(wrapped, 100) # 1) WHERE tenant = ?",
                tenant.tenant());

        // When
        tenant.token(Map.of()).statusCode(500);

        // Then
        assertThat(TestingMetrics.value("countersign_keyring_unreadable_total{key=\"" + PRIMARY + "\"}"))
                .isPositive();
        ready().statusCode(200);
    }

    /** Whatever stands in a damaged row, no replica stops for it. */
    @Test
    void staysReadyWhereNobodyEverHadTheKey() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        runPastTriggers(
                "UPDATE tenant_key SET wrapped = ? WHERE tenant = ?",
                new WrappedKeyset(new KeyId(late), new byte[60]).toBytes(),
                tenant.tenant());

        // Then
        TestingWait.until(
                "the row is known to be damaged",
                () -> tenant.token(Map.of()).extract().statusCode() == 500);
        ready().statusCode(200);
    }

    /** Has made its keys known to the database as it started. */
    private FileKeyring otherReplica() throws Exception {
        Files.copy(KEYS.resolve(PRIMARY), others.resolve(PRIMARY), StandardCopyOption.COPY_ATTRIBUTES);
        new TestingKeyFiles(others).add(late);
        KeyringOpening opening = FileKeyring.open(others, late, InstantSource.system());
        FileKeyring keyring = (FileKeyring) ((KeyringOpening.Opened) opening).keyring();
        TestingSql.with(
                connection -> assertThat(keyring.prove(connection, true)).isEmpty());
        return keyring;
    }

    private static byte[] rewrapped(FileKeyring other, TestingTenant tenant) throws IOException {
        byte[] wrapped = value(byte[].class, "SELECT wrapped FROM tenant_key WHERE tenant = ?", tenant.tenant());
        String owner = "tenant:" + tenant.tenant();
        return TestingKeyring.wrap(other, other.unwrap(wrapped, owner), owner);
    }

    private static ValidatableResponse ready() {
        return RestAssured.given()
                .port(ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class))
                .get("/q/health/ready")
                .then();
    }
}
