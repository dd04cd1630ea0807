package io.countersign.security;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.in;

import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Rows in each of the vault's tables, of all sorts that some CHECK tells apart: the vault's own, where it can be
 * brought to write them within a moment, and else rows as it would write them, but for what is sealed.
 */
final class FilledTables {
    /** Whose the rows are that the vault has not written. */
    private static final String NOBODY = "filled";

    private FilledTables() {}

    /** Beside whatever stands there already. */
    static void fill() {
        consents();
        imports();
        variations();
        trail();
        flags();
        webhooks();
    }

    /** One that waits for its confirmation, and one that is under way. */
    private static void consents() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of());
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        TestingTenant.begin(new TestingBrowser(), tenant.link());
        operator()
                .body("{}")
                .post("/v1/tenants/" + tenant.tenant() + "/key-rotation")
                .then()
                .statusCode(in(List.of(200, 202)));
    }

    /** One that DocuSign has not answered, one that it refuses, and one line of many. */
    private static void imports() {
        TestDocuSign.simulator().faults().once(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        for (int status : new int[] {202, 422}) {
            operator()
                    .body(Map.of("refresh_token", "imported-" + UUID.randomUUID()))
                    .post(TestingTenant.create(Map.of()).connection() + "/import")
                    .then()
                    .statusCode(status);
        }
        operator()
                .contentType("application/x-ndjson; charset=UTF-8")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post("/v1/imports")
                .then()
                .statusCode(202);
    }

    /** Of connections, their tokens and imports: in the states that these have not reached. */
    private static void variations() {
        vary("connection", "name", "varied", "grant_type", "jwt_bearer", "user_id", id());
        vary("connection_token", "state", "consent_required", "reason", "consent_revoked");
        vary(
                "imported_token",
                new JsonObject()
                        .put("tenant", NOBODY)
                        .put("import_id", id())
                        .put("generation", 1)
                        .put("access_token", "\\x01")
                        .put("access_expires_at", "2030-01-01"));
        vary("import_batch", "id", id(), "lines", 1, "active", 1, "refused", 0, "invalid", 0);
        JsonObject unsent = new JsonObject().putNull("status").put("number", 2).put("token", "\\x01");
        vary("import_line", unsent);
        vary("import_line", unsent.putNull("token").put("number", 3).put("import_id", id()));
    }

    /** A row like one that is there, but for that. */
    private static void vary(String table, Object... changes) {
        JsonObject changed = new JsonObject()
                .put("tenant", NOBODY)
                .put("integration", NOBODY)
                .put("uuid", id());
        for (int i = 0; i < changes.length; i += 2) {
            changed.put((String) changes[i], changes[i + 1]);
        }
        vary(table, changed);
    }

    private static void vary(String table, JsonObject changed) {
        assertThat(TestingSql.runPastTriggers(
                        "INSERT INTO %1$s SELECT (jsonb_populate_record(t, ?::jsonb)).* FROM %1$s t LIMIT 1"
                                .formatted(table),
                        changed.encode()))
                .isOne();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    /** Two seals, of which one has lost its events, two hours of somebody's tokens, and a rewrap. */
    private static void trail() {
        TestingSql.run("""
                INSERT INTO audit_seal (number, follows, first_era, first_transaction, first_id, last_era,
                    last_transaction, last_id, events, events_mac, mac, sealed_at, dropped_at, dropped_mac)
                VALUES (1, 0, 0, '1', 1, 0, '2', 2, 2, '\\x01', '\\x02', clock_timestamp(), clock_timestamp(), '\\x03'),
                    (2, 1, 0, '3', 3, 0, '5', 5, 3, '\\x04', '\\x05', clock_timestamp(), NULL, NULL)
                """);
        TestingSql.run("""
                INSERT INTO issue_record (tenant, uuid, actor, door, generation, hour, connection, first_at, last_at,
                    count)
                SELECT 'filled', gen_random_uuid(), 'caller:' || n, 'token', 1, date_trunc('hour', clock_timestamp())
                    + n * interval '1 hour', 'default', clock_timestamp(), clock_timestamp(), n
                FROM generate_series(1, 2) n
                """);
        TestingSql.run("""
                INSERT INTO keyring_rewrap (target, state, total, started_by, finished_at)
                SELECT id, 'finished', 1, 'operator', clock_timestamp() FROM keyring_key LIMIT 1
                """);
    }

    /** What an operator would have to look at, of an app that is nobody's. */
    private static void flags() {
        vary("upstream_gate", "flag", "client_refused", "flagged_at", "2026-01-01", "flagged_by", id(), "prober", id());
        TestingSql.runPastTriggers("""
                INSERT INTO verdict_count (integration, auth_host, grant_type, verdicts, since, flagged_by, flagged_at)
                VALUES ('filled', 'demo', 'authorization_code', 1, clock_timestamp(), NULL, NULL),
                    ('filled', 'demo', 'jwt_bearer', 9, clock_timestamp(), gen_random_uuid(), clock_timestamp())
                """);
        TestingSql.runPastTriggers("""
                INSERT INTO exchange_flag (integration, reason, since, secrets_version)
                VALUES ('filled', 'client_refused', clock_timestamp(), 0)
                """);
    }

    /**
     * One whose secret was replaced, and one that is disabled; a delivery that waits and brings a link along, and one
     * that arrived. Nothing is sent: they wait for years, and are told of an event that does not happen here.
     */
    private static void webhooks() {
        for (String name : List.of("filled-one", "filled-two")) {
            operator()
                    .body(Map.of(
                            "url", "https://hooks.example.com/" + name,
                            "events", List.of("integration.flagged"),
                            "tenants", List.of(name)))
                    .put("/v1/webhooks/" + name)
                    .then()
                    .statusCode(201);
        }
        operator().post("/v1/webhooks/filled-one/secret").then().statusCode(201);
        TestingSql.run("""
                UPDATE webhook SET disabled = 'gone', disabled_at = clock_timestamp(), description = 'of ours',
                    failing_since = clock_timestamp(), failed_at = clock_timestamp(), paused_until = '2040-01-01'
                WHERE name = 'filled-two'
                """);
        TestingSql.run("""
                INSERT INTO delivery (webhook, type, occurred_at, tenant, connection, details, in_order, due_at,
                    attempt, attempted_at, consent_url, consent_url_until)
                SELECT uuid, 'integration.flagged', clock_timestamp(), 'filled', 'default', '{}', true, '2040-01-01',
                    gen_random_uuid(), clock_timestamp(), '\\x01', '2040-01-01'
                FROM webhook WHERE name = 'filled-one'
                """);
        TestingSql.run("""
                INSERT INTO delivery (webhook, type, occurred_at, details, in_order, status, due_at, attempts, answered,
                    error)
                SELECT uuid, 'connection.expiring', clock_timestamp(), '{"days": 3}', false, 'delivered', NULL, 2, 204,
                    'timed_out'
                FROM webhook WHERE name = 'filled-two'
                """);
    }
}
