package io.countersign.connection;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code last_error} says of a connection that is held with its integration. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConnectionErrorTest {
    private TestingTenant tenant;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
    }

    private void gate(String columns, String values) {
        TestingSql.run(
                "INSERT INTO upstream_gate (integration, auth_host, grant_type, " + columns + ")"
                        + " SELECT name, environment, 'authorization_code', " + values
                        + " FROM integration WHERE name = ?",
                tenant.integration());
    }

    private void flagged(String flag) {
        gate(
                "flag, flagged_at, flagged_by, secrets_version, probing, reason",
                "'" + flag + "', clock_timestamp(), gen_random_uuid(), secrets_version, true, 'client_refused'");
    }

    private void set(String assignments) {
        TestingSql.run("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    private void assertLastError(String error) {
        tenant.view().body("last_error", error == null ? nullValue() : equalTo(error));
    }

    @Test
    void anActiveConnectionIsHeldWithItsFlaggedIntegration() {
        flagged("client_secret_missing");
        assertLastError("client_secret_missing");
        set("last_error = 'no_answer'");
        assertLastError("client_secret_missing");

        set("state = 'consent_required', reason = 'consent_revoked', last_error = 'consent_revoked'");
        assertLastError("consent_revoked");
    }

    @Test
    void aFlagOfFormerClientSecretsHoldsNobody() {
        flagged("client_refused");
        TestingSql.run(
                "UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", tenant.integration());
        assertLastError(null);
    }

    @Test
    void tooManyVerdictsHoldOnlyWhomTheyWereAbout() {
        gate("secrets_version", "secrets_version");
        TestingSql.run("""
                INSERT INTO verdict_count (integration, auth_host, grant_type, verdicts, since, flagged_by, flagged_at)
                SELECT name, environment, 'authorization_code', 6, clock_timestamp(), gen_random_uuid(),
                    clock_timestamp()
                FROM integration WHERE name = ?
                """, tenant.integration());
        assertLastError(null);
        set("last_error = 'refusal_held'");
        assertLastError("refusal_held");
    }

    @Test
    void aPauseMattersWhereTheTokensAreDue() {
        gate("paused_until, reason", "clock_timestamp() + interval '1 hour', 'retry_after'");
        assertLastError(null);

        set("due_at = clock_timestamp()");
        assertLastError("gate_closed");
        set("due_at = NULL, access_expires_at = clock_timestamp() + interval '5 minutes'");
        assertLastError("gate_closed");
        set("last_error = 'throttled'");
        assertLastError("throttled");
    }
}
