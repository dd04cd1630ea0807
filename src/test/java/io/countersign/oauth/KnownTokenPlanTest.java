package io.countersign.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether somebody else's token stands here is not to be told by time: its hash is a miss within the indexes, as a
 * made-up one's is. Shown by PostgreSQL itself, for both kinds of plans of a prepared statement. A table of a few rows
 * is read whole instead, for any hash; so that is forbidden here.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class KnownTokenPlanTest {
    private static final String MADE_UP = "decode(repeat('00', 32), 'hex')";

    /** How a table or an index was read. */
    private record Scan(String of, int loops, double rows, double removed) {}

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void anotherTenantsTokenIsAMissWithinTheIndexes(String plans) {
        TestingTenant tenant = TestingTenant.connected();
        TestingSql.run(
                "UPDATE connection_token SET former_access_hash = access_hash,"
                        + " former_access_expires_at = access_expires_at WHERE tenant = ?",
                tenant.tenant());
        String hash = TestingSql.text(
                "SELECT quote_literal(access_hash) FROM connection_token WHERE tenant = ?", tenant.tenant());

        assertThat(scans(plans, hash, tenant.tenant()))
                .as("its own")
                .extracting(Scan::rows)
                .contains(1.0);
        List<Scan> foreign = scans(plans, hash, "another");
        assertThat(foreign).isEqualTo(scans(plans, MADE_UP, "another"));
        assertThat(foreign)
                .as("nothing is found and then thrown away, nor read beside")
                .allSatisfy(scan -> {
                    assertThat(scan.rows()).isZero();
                    assertThat(scan.removed()).isZero();
                });
        assertThat(foreign)
                .filteredOn(scan -> scan.of().startsWith("connection_token_by_"))
                .extracting(Scan::of)
                .containsExactlyInAnyOrder("connection_token_by_access", "connection_token_by_former_access");
        assertThat(foreign)
                .filteredOn(scan -> !scan.of().startsWith("connection_token_by_"))
                .extracting(Scan::loops)
                .containsOnly(0);
    }

    private static List<Scan> scans(String plans, String hash, String tenant) {
        List<Scan> scans = new ArrayList<>();
        TestingSql.with(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET plan_cache_mode = " + plans);
                statement.execute("SET enable_seqscan = off");
                statement.execute("SET enable_bitmapscan = off");
                statement.execute("PREPARE known (bytea, text[]) AS " + KnownTokens.WITHIN_TENANTS);
                ResultSet plan = statement.executeQuery(
                        "EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE known (%s, ARRAY['%s'])".formatted(hash, tenant));
                assertThat(plan.next()).isTrue();
                collect(new JsonArray(plan.getString(1)).getJsonObject(0).getJsonObject("Plan"), scans);
            }
        });
        return scans;
    }

    private static void collect(JsonObject node, List<Scan> scans) {
        if (node.getString("Relation Name") != null) {
            scans.add(new Scan(
                    node.getString("Index Name", node.getString("Relation Name")),
                    node.getDouble("Actual Loops").intValue(),
                    node.getDouble("Actual Rows"),
                    node.getDouble("Rows Removed by Filter", 0.0)));
        }
        node.getJsonArray("Plans", new JsonArray()).forEach(child -> collect((JsonObject) child, scans));
    }
}
