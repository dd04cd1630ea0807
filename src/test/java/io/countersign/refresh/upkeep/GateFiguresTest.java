package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a gate and its flag while they come and go. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class GateFiguresTest {
    @Inject
    GateFigures figures;

    private TestingTenant tenant;

    @BeforeEach
    void waitsBeforeAClosedGate() {
        tenant = TestingTenant.connected();
        TestingSql.run(
                "UPDATE connection_token SET due_at = clock_timestamp() - interval '2 h' WHERE tenant = ?",
                tenant.tenant());
        TestingSql.run("""
                INSERT INTO upstream_gate (integration, auth_host, grant_type, paused_until, reason, flag, flagged_at,
                    flagged_by, secrets_version)
                SELECT name, environment, 'authorization_code', clock_timestamp() + interval '1 hour', 'client_refused',
                    'client_refused', clock_timestamp(), gen_random_uuid(), secrets_version
                FROM integration WHERE name = ?
                """, tenant.integration());
    }

    @AfterEach
    void waitsNoMore() {
        TestingSql.run("UPDATE connection_token SET due_since = NULL, due_at = NULL WHERE tenant = ?", tenant.tenant());
    }

    private List<String> told(String metric) {
        return TestingMetrics.all()
                .lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains("\"" + tenant.integration() + "\""))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    /** Looks until that is told: the schedule looks beside it. */
    private void tells(String what, List<String> gates, List<String> flags) {
        TestingWait.until(what, () -> {
            TestingWait.answer(figures.look());
            return told("countersign_refresh_gate").equals(gates)
                    && told("countersign_integrations_flagged").equals(flags);
        });
    }

    @Test
    void aClosedGateOpensStepByStepAndIsForgotten() {
        tells("a pause and its flag", List.of("1.0"), List.of("1.0"));

        TestingSql.run(
                "UPDATE upstream_gate SET paused_until = '-infinity', probing = true WHERE integration = ?",
                tenant.integration());
        tells("one by one", List.of("2.0"), List.of("1.0"));

        waitsNoMore();
        tells("nobody who could go first", List.of("0.0"), List.of("1.0"));

        TestingCaller.operator()
                .body(Map.of("client_secret", "another-" + tenant.clientSecret()))
                .post("/v1/integrations/" + tenant.integration() + "/client-secrets")
                .then()
                .statusCode(201);
        TestingWait.until("an open gate", () -> {
            TestingWait.answer(figures.look());
            return told("countersign_integrations_flagged").isEmpty();
        });
        // In a database of many integrations an open gate may be one of those that are not looked at.
        assertThat(told("countersign_refresh_gate")).allMatch("0.0"::equals);
    }
}
