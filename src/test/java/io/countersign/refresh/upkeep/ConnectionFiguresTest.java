package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many connections are told to be in which state. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConnectionFiguresTest {
    @Inject
    ConnectionFigures figures;

    /** Counts until that is told: the schedule counts beside it, and names fewer integrations than there are here. */
    private void tells(TestingTenant tenant, String... series) {
        String prefix = "countersign_connections{integration=\"" + tenant.integration() + "\",";
        Set<String> expected = Arrays.stream(series).map(prefix::concat).collect(Collectors.toSet());
        TestingWait.until(expected + " is told", () -> {
            TestingWait.answer(figures.count(Integer.MAX_VALUE));
            return expected.equals(TestingMetrics.all()
                    .lines()
                    .filter(line -> line.startsWith(prefix))
                    .collect(Collectors.toSet()));
        });
    }

    @Test
    void countsConnectionsByStateAndReason() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        tells(tenant, "reason=\"none\",state=\"active\"} 0.0", "reason=\"none\",state=\"awaiting_consent\"} 1.0");

        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
        tells(tenant, "reason=\"none\",state=\"active\"} 1.0");

        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'lost_response' WHERE tenant = ?",
                tenant.tenant());
        tells(
                tenant,
                "reason=\"none\",state=\"active\"} 0.0",
                "reason=\"lost_response\",state=\"consent_required\"} 1.0");
    }

    @Test
    void tellsTheLargestByNameAndTheOthersTogether() {
        TestingTenant large = TestingTenant.create(Map.of());
        TestingTenant small = TestingTenant.create(Map.of());
        // One more than any that other tests have left here.
        TestingSql.run("""
                WITH made AS (
                  INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                  SELECT ?, 'more-' || n, gen_random_uuid(), ?, 'authorization_code'
                  FROM generate_series(1, (SELECT max(number) FROM (
                    SELECT count(*) AS number FROM connection GROUP BY integration) AS sizes)) AS n
                  RETURNING tenant, name, uuid, integration)
                INSERT INTO connection_token (tenant, connection, uuid, integration)
                SELECT tenant, name, uuid, integration FROM made
                """, large.tenant(), large.integration());
        String connections =
                TestingSql.text("SELECT count(*) || '.0' FROM connection WHERE integration = ?", large.integration());

        // In one look each: the schedule counts beside this, and names more.
        TestingWait.until("one is told by name", () -> {
            TestingWait.answer(figures.count(1));
            List<String> all = TestingMetrics.all().lines().toList();
            return told(all, large.integration()).equals(List.of(connections))
                    && told(all, small.integration()).isEmpty()
                    && !told(all, "*").isEmpty();
        });
        TestingSql.run("DELETE FROM tenant WHERE name = ?", large.tenant());
    }

    private static List<String> told(List<String> metrics, String integration) {
        String prefix = "countersign_connections{integration=\"%s\",reason=\"none\",state=\"awaiting_consent\"} "
                .formatted(integration);
        return metrics.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }
}
