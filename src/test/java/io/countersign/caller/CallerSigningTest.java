package io.countersign.caller;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every change of a caller vouches for all its rows anew, and for nothing that somebody else slipped in. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class CallerSigningTest {
    private String caller;
    private String key;

    @BeforeEach
    void create() {
        caller = "signed-" + UUID.randomUUID().toString().substring(0, 8);
        tenant("acme-" + caller);
        key = keyOf(caller, List.of("acme-" + caller, "*"), "tenant:read");
    }

    private static void tenant(String name) {
        operator()
                .body(Map.of("display_name", "Signed"))
                .put("/v1/tenants/" + name)
                .then()
                .statusCode(201);
    }

    private long epoch() {
        return TestingSql.number("SELECT epoch FROM caller WHERE name = ?", caller);
    }

    private String path() {
        return "/v1/callers/" + caller;
    }

    private int reads() {
        return with(key).get("/v1/tenants/acme-" + caller).statusCode();
    }

    private long unverified() {
        return TestingSql.number(
                "SELECT count(*) FROM audit_event WHERE type = 'caller.unverified' AND details ->> 'caller' = ?",
                caller);
    }

    private void forgeGrant() {
        TestingSql.run("""
                INSERT INTO caller_grant (caller, tenant, connection, position, permissions, mac)
                SELECT caller, '*', '*', 77, '{caller:manage}', mac FROM caller_grant WHERE caller = ? LIMIT 1
                """, caller);
    }

    @Test
    void everyChangeRaisesTheEpochAndAllGoesOn() {
        long first = epoch();
        TestingCaller.keyOf(caller, List.of("acme-" + caller, "*"), "tenant:read");
        long second = epoch();
        assertThat(second).as("the same put, and a key").isGreaterThan(first);
        keyOf(caller, List.of("acme-" + caller, "*", "globex-" + caller), "tenant:read");
        long third = epoch();
        assertThat(third).as("another put, and a key").isGreaterThan(second);

        String last = operator().get(path()).then().extract().path("api_keys[2].id");
        operator().delete(path() + "/api-keys/" + last).then().statusCode(204);
        long fourth = epoch();
        assertThat(fourth).isGreaterThan(third);
        operator().delete("/v1/tenants/acme-" + caller).then().statusCode(204);
        assertThat(epoch()).isGreaterThan(fourth);

        tenant("acme-" + caller);
        assertThat(reads()).isEqualTo(200);
        assertThat(unverified()).isZero();
        operator().get(path()).then().body("api_keys", hasSize(2)).body("grants[0].tenants", hasSize(2));
    }

    @Test
    void neverVouchesForWhatSomebodySlippedIn() {
        // Given
        double before = TestingMetrics.value("countersign_callers_unverified_total{row=\"grant\"}");
        forgeGrant();

        // When
        operator().get(path()).then().body("grants", hasSize(1));
        assertThat(with(key).get("/v1/callers").statusCode()).isEqualTo(403);
        operator().post(path() + "/api-keys").then().statusCode(201);

        // Then
        assertThat(TestingSql.number("SELECT count(*) FROM caller_grant WHERE caller = ?", caller))
                .isEqualTo(2);
        assertThat(with(key).get("/v1/callers").statusCode()).isEqualTo(403);
        assertThat(reads()).isEqualTo(200);
        TestingWait.until("the trail tells of it, once", () -> unverified() == 1);
        assertThat(TestingMetrics.value("countersign_callers_unverified_total{row=\"grant\"}"))
                .isGreaterThanOrEqualTo(before + 3);
    }

    @Test
    void aPutOfTheSameTakesAwayWhatSomebodySlippedIn() {
        forgeGrant();
        String grants = operator().get(path()).then().extract().asString();

        keyOf(caller, List.of("acme-" + caller, "*"), "tenant:read");

        assertThat(TestingSql.number("SELECT count(*) FROM caller_grant WHERE caller = ?", caller))
                .isEqualTo(2);
        assertThat(grants).doesNotContain("caller:manage");
    }

    @Test
    void aDeletedKeyPutBackIsNone() {
        List<Object> row = TestingSql.rows(
                        columns -> List.<Object>of(
                                columns.getString(1), columns.getBytes(2), columns.getObject(3), columns.getBytes(4)),
                        "SELECT id, hash, expires_at, mac FROM caller_key WHERE caller = ?",
                        caller)
                .getFirst();
        operator().delete(path() + "/api-keys/" + row.getFirst()).then().statusCode(204);
        assertThat(reads()).isEqualTo(401);

        TestingSql.run(
                "INSERT INTO caller_key (id, caller, hash, expires_at, mac) VALUES (?, ?, ?, ?, ?)",
                row.get(0),
                caller,
                row.get(1),
                row.get(2),
                row.get(3));

        assertThat(reads()).isEqualTo(401);
        operator().get(path()).then().body("api_keys", hasSize(0));
    }

    @Test
    void aDeletedTenantsGrantPutBackIsNone() {
        String alone = "alone-" + caller;
        tenant("left-" + caller);
        String held = keyOf(alone, List.of("left-" + caller), "tenant:read");
        List<Object> row = TestingSql.rows(
                        columns -> List.<Object>of(columns.getInt(1), columns.getBytes(2)),
                        "SELECT position, mac FROM caller_grant WHERE caller = ?",
                        alone)
                .getFirst();
        operator().delete("/v1/tenants/left-" + caller).then().statusCode(204);
        tenant("left-" + caller);

        TestingSql.run(
                "INSERT INTO caller_grant (caller, tenant, connection, position, permissions, mac)"
                        + " VALUES (?, ?, '*', ?, '{tenant:read}', ?)",
                alone,
                "left-" + caller,
                row.get(0),
                row.get(1));

        assertThat(with(held).get("/v1/tenants/left-" + caller).statusCode()).isEqualTo(404);
    }

    @Test
    void aCallerWhoseRowWasChangedIsPutAnew() {
        // Given
        TestingSql.run("UPDATE caller SET epoch = epoch + 1 WHERE name = ?", caller);
        assertThat(reads()).isEqualTo(401);
        operator().get(path()).then().body("grants", hasSize(0)).body("api_keys", hasSize(0));
        operator().post(path() + "/api-keys").then().statusCode(409).body("detail", containsString("Put"));

        // When
        key = keyOf(caller, List.of("acme-" + caller), "tenant:read");

        // Then
        assertThat(reads()).isEqualTo(200);
        operator()
                .get(path())
                .then()
                .body("api_keys", hasSize(1))
                .body("grants[0].tenants", contains("acme-" + caller));
        assertThat(epoch()).isGreaterThan(1);
        operator().get(path()).then().body("name", equalTo(caller));
    }
}
