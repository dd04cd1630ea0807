package io.countersign.integration;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the view of an integration says of its flags. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IntegrationFlagTest {
    private final String name = "flagged-" + UUID.randomUUID().toString().substring(0, 13);

    @BeforeEach
    void create() {
        operator()
                .body(Map.of("environment", "demo", "integration_key", IntegrationResourceTest.KEY))
                .put("/v1/integrations/" + name)
                .then()
                .statusCode(201);
    }

    private void refused() {
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, secrets_version, flag, flagged_at,
                    flagged_by)
                SELECT name, environment, 'authorization_code', secrets_version, 'client_refused',
                    '2026-01-02T03:04:05Z', gen_random_uuid()
                FROM integration WHERE name = ?
                ON CONFLICT (integration, auth_host, grant_type) DO UPDATE
                SET flag = excluded.flag, flagged_at = excluded.flagged_at, flagged_by = excluded.flagged_by
                """, name);
    }

    private void tooManyVerdicts() {
        TestingSql.run(
                "INSERT INTO upstream_gate (integration, auth_host, grant_type, secrets_version)"
                        + " SELECT name, environment, 'authorization_code', secrets_version FROM integration"
                        + " WHERE name = ?",
                name);
        TestingSql.run("""
                INSERT INTO verdict_count (integration, auth_host, grant_type, verdicts, since, flagged_by, flagged_at)
                SELECT name, environment, 'authorization_code', 6, '2026-02-02T03:00:00Z', gen_random_uuid(),
                    '2026-02-02T03:04:05Z'
                FROM integration WHERE name = ?
                """, name);
    }

    private Map<String, String> flag() {
        return operator()
                .get("/v1/integrations/" + name)
                .then()
                .statusCode(200)
                .extract()
                .path("flag");
    }

    @Test
    void isNullWhereThereIsNothingToLookAt() {
        assertThat(flag()).isNull();
    }

    @Test
    void saysWhyAndSinceWhenInListsToo() {
        refused();
        Map<String, String> expected = Map.of("reason", "client_refused", "since", "2026-01-02T03:04:05Z");
        assertThat(flag()).isEqualTo(expected);

        List<Map<String, String>> listed = operator()
                .get("/v1/integrations?limit=1&after=" + name.substring(0, name.length() - 1))
                .then()
                .extract()
                .path("items.flag");
        assertThat(listed).containsExactly(expected);
    }

    @Test
    void aRefusedClientComesBeforeTooManyVerdicts() {
        tooManyVerdicts();
        assertThat(flag()).isEqualTo(Map.of("reason", "verdicts", "since", "2026-02-02T03:04:05Z"));
        refused();
        assertThat(flag()).containsEntry("reason", "client_refused");
    }

    @Test
    void saysNothingOnceThereIsAnotherClientSecret() {
        refused();
        operator()
                .body(Map.of("client_secret", "another"))
                .post("/v1/integrations/" + name + "/client-secrets")
                .then()
                .statusCode(201);
        assertThat(flag()).isNull();
    }
}
