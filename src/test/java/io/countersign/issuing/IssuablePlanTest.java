package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.crypto.Digest;
import io.countersign.oauth.StandardsClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What exists is not to be told by time: of whatever stands only where a tenant and a connection are, the one statement
 * reads nothing for whom the token is not. Shown by PostgreSQL itself, for both kinds of plans of a prepared statement.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IssuablePlanTest {
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "connection_token", "pending_grant", "integration", "tenant_key");
    private static final String CUSTOM = "force_custom_plan";
    private static final String GENERIC = "force_generic_plan";

    private TestingTenant tenant;
    private String suffix;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        suffix = UUID.randomUUID().toString().substring(0, 13);
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOM, GENERIC})
    void readsAConnectionForWhomItsTokenIs(String plans) {
        String key = keyOn(tenant.tenant(), "token:issue");

        assertThat(loops(plans, key, tenant.tenant()))
                .hasSameSizeAs(OF_CONNECTIONS)
                .containsOnly(1);
        assertThat(loops(plans, null, null, tenant.tenant()))
                .as("judged before")
                .containsOnly(1);
        assertThat(loops(plans, idOf(key), null, tenant.tenant()))
                .as("read again")
                .containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOM, GENERIC})
    void readsNothingForAKeyThatIsNone(String plans) {
        String key = keyOn(tenant.tenant(), "token:issue");
        String other = keyOn(tenant.tenant(), "token:issue");
        assertNothing(plans, "aaaaaaaaaaaa", hashOf(key), "unknown");
        assertNothing(plans, idOf(key), hashOf(other), "another secret");
        assertThat(loops(Set.of("caller", "caller_grant"), plans, idOf(key), hashOf(other), tenant.tenant()))
                .as("what a key may is told to who has it")
                .hasSize(3)
                .containsOnly(0);

        // Not the vault's then, which this statement does not judge.
        TestingSql.run("UPDATE caller_key SET expires_at = clock_timestamp() - interval '1 s' WHERE id = ?", idOf(key));
        assertNothing(plans, idOf(key), hashOf(key), "expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOM, GENERIC})
    void readsNothingForACallerThatMayNot(String plans) {
        String stranger = keyOn("another", "token:issue");
        assertNothing(plans, idOf(stranger), hashOf(stranger), "of another tenant");
        assertThat(loops(plans, stranger, "no-such-tenant"))
                .as("just as without the tenant")
                .containsOnly(0);
        String reader = keyOn(tenant.tenant(), "connection:manage", "tenant:manage");
        assertNothing(plans, idOf(reader), hashOf(reader), "without token:issue");

        String narrowed = TestingCaller.narrowedKeyOf(
                "planned-" + UUID.randomUUID(), List.of(tenant.tenant()), List.of("other"), "token:issue");
        assertNothing(plans, idOf(narrowed), hashOf(narrowed), "for another connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOM, GENERIC})
    void readsAConnectionForWhoProvedToBeItsCaller(String plans) {
        String name = "uri:urn:example:" + UUID.randomUUID();
        TestingCaller.operator()
                .body(Map.of(
                        "grants",
                        List.of(Map.of("tenants", List.of(tenant.tenant()), "permissions", List.of("token:issue"))),
                        "identities",
                        List.of(Map.of("type", "certificate", "san", name))))
                .put("/v1/callers/planned-" + UUID.randomUUID())
                .then()
                .statusCode(201);

        assertThat(byIdentity(plans, ProvenIdentity.certificate(name)))
                .hasSameSizeAs(OF_CONNECTIONS)
                .containsOnly(1);
        assertThat(byIdentity(plans, ProvenIdentity.certificate(name + "-else")))
                .as("nobody's")
                .isNotEmpty()
                .containsOnly(0);
    }

    private List<Integer> byIdentity(String plans, ProvenIdentity identity) {
        String arguments =
                String.join(", ", literal(identity.id()), literal(tenant.tenant()), "'default'", bytes(identity.id()));
        return loops(
                OF_CONNECTIONS, plans, "(text, text, text, bytea) AS " + IssuableStatement.IDENTITY_BY_NAME, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOM, GENERIC})
    void readsTheConnectionOfAHandle(String plans) {
        StandardsClient client = StandardsClient.of(tenant);
        String handle = client.handle(tenant);

        assertThat(byHandle(OF_CONNECTIONS, plans, client.key(), handle, handle))
                .hasSameSizeAs(OF_CONNECTIONS)
                .containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOM, GENERIC})
    void readsNoConnectionForAHandleThatIsWorthNothing(String plans) {
        StandardsClient client = StandardsClient.of(tenant);
        StandardsClient other = StandardsClient.of(tenant);
        String handle = client.handle(tenant);
        assertNoConnection(plans, client.key(), handle, client.handle(tenant), "another secret");
        assertNoConnection(plans, other.key(), handle, handle, "another caller's");

        TestingCaller.keyOf(client.name(), List.of(tenant.tenant()), "connection:manage");
        assertNoConnection(plans, client.key(), handle, handle, "without token:issue");
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOM, GENERIC})
    void readsNoHandleWithoutTheWholeKey(String plans) {
        StandardsClient client = StandardsClient.of(tenant);
        String handle = client.handle(tenant);
        String forged =
                client.key().substring(0, 16) + StandardsClient.of(tenant).key().substring(16);

        assertThat(byHandle(Set.of("refresh_handle", "caller_grant"), plans, forged, handle, handle))
                .hasSize(3)
                .containsOnly(0);
        assertNoConnection(plans, forged, handle, handle, "a forged key");
    }

    private void assertNoConnection(String plans, String key, String handle, String secret, String which) {
        assertThat(byHandle(OF_CONNECTIONS, plans, key, handle, secret))
                .as(which)
                .isNotEmpty()
                .containsOnly(0);
    }

    private void assertNothing(String plans, String keyId, String hash, String who) {
        assertThat(loops(plans, keyId, hash, tenant.tenant()))
                .as(who)
                .isNotEmpty()
                .containsOnly(0);
    }

    private String keyOn(String of, String... permissions) {
        return TestingCaller.keyOf("planned-" + UUID.randomUUID(), List.of(of), permissions);
    }

    private static String idOf(String key) {
        return key.substring(4, 16);
    }

    private static String hashOf(String key) {
        return HexFormat.of().formatHex(Digest.ofText(key));
    }

    private static List<Integer> loops(String plans, String key, String tenant) {
        return loops(plans, idOf(key), hashOf(key), tenant);
    }

    /** How often each node was executed that reads one of them, by default something of connections. */
    private static List<Integer> loops(String plans, String keyId, String hash, String tenant) {
        return loops(OF_CONNECTIONS, plans, keyId, hash, tenant);
    }

    private static List<Integer> loops(Set<String> relations, String plans, String keyId, String hash, String tenant) {
        String arguments = String.join(", ", literal(keyId), literal(tenant), "'default'", bytes(hash));
        return loops(relations, plans, "(text, text, text, bytea) AS " + IssuableStatement.BY_NAME, arguments);
    }

    /** @param secret the handle whose hash is presented */
    private static List<Integer> byHandle(
            Set<String> relations, String plans, String key, String handle, String secret) {
        String arguments =
                String.join(", ", literal(idOf(key)), literal(idOf(handle)), bytes(hashOf(secret)), bytes(hashOf(key)));
        return loops(relations, plans, "(text, text, bytea, bytea) AS " + IssuableStatement.BY_HANDLE, arguments);
    }

    private static List<Integer> loops(Set<String> relations, String plans, String prepared, String arguments) {
        List<Integer> loops = new ArrayList<>();
        TestingSql.with(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET plan_cache_mode = " + plans);
                statement.execute("PREPARE issuable " + prepared);
                ResultSet plan = statement.executeQuery(
                        "EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE issuable (%s)".formatted(arguments));
                assertThat(plan.next()).isTrue();
                collect(new JsonArray(plan.getString(1)).getJsonObject(0).getJsonObject("Plan"), relations, loops);
            }
        });
        return loops;
    }

    private static String literal(String text) {
        return text == null ? "NULL" : "'" + text + "'";
    }

    private static String bytes(String hex) {
        return hex == null ? "NULL" : "'\\x" + hex + "'";
    }

    private static void collect(JsonObject node, Set<String> relations, List<Integer> loops) {
        if (relations.contains(node.getString("Relation Name", ""))) {
            loops.add(node.getDouble("Actual Loops").intValue());
        }
        node.getJsonArray("Plans", new JsonArray()).forEach(child -> collect((JsonObject) child, relations, loops));
    }
}
