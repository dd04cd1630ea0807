package io.countersign.connection;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of connections by what has become of them, of one tenant and of all that a caller may read. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConnectionListTest {
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);
    private static final String ONE = "list-" + RUN + "-a";
    private static final String TWO = "list-" + RUN + "-b";
    private static final String OTHER = "list-" + RUN + "-c";
    private static String key;

    /** Once, for the tests only read; and only here is it known where the application is. */
    @BeforeEach
    void connections() {
        if (key == null) {
            create();
            key = keyOf("reader-" + RUN, List.of(ONE, TWO), "connection:read");
        }
    }

    private static void create() {
        operator()
                .body(Map.of(
                        "environment",
                        "demo",
                        "integration_key",
                        UUID.randomUUID().toString()))
                .put("/v1/integrations/" + ONE)
                .then()
                .statusCode(201);
        for (String tenant : List.of(ONE, TWO, OTHER)) {
            operator().body(Map.of("display_name", "Listed")).put("/v1/tenants/" + tenant);
        }
        for (String name : List.of("active", "fresh", "gone", "left", "pending", "revoked")) {
            put(ONE, name);
        }
        put(TWO, "active");
        put(TWO, "revoked");
        put(OTHER, "revoked");
        become("active", "active", null, 20);
        become("revoked", "consent_required", "consent_revoked", 10);
        become("gone", "consent_required", "user_gone", 1);
        become("left", "disconnected", null, null);
        TestingSql.run("""
            INSERT INTO pending_grant (tenant, connection, uuid, consent_id, access_token, refresh_token, scopes,
                user_sub, accounts, access_expires_at, refresh_expires_at, expires_at)
            SELECT tenant, connection, uuid, gen_random_uuid(), '', '', '{signature}', 'ada', '[]',
                clock_timestamp(), clock_timestamp(),
                clock_timestamp() + CASE connection WHEN 'pending' THEN 1 ELSE -1 END * interval '1 day'
            FROM connection_token WHERE tenant = ? AND connection IN ('pending', 'fresh')
            """, ONE);
    }

    private static void put(String tenant, String name) {
        operator()
                .body(Map.of("integration", ONE))
                .put("/v1/tenants/" + tenant + "/connections/" + name)
                .then()
                .statusCode(201);
    }

    /** @param days until the refresh token's computed end, or null */
    private static void become(String name, String state, String reason, Integer days) {
        TestingSql.run("""
            UPDATE connection_token
            SET state = ?, reason = ?,
                refresh_expires_at = timestamptz '2030-01-01 00:00:00Z' + make_interval(days => ?::int)
            WHERE tenant LIKE ? AND connection = ?
            """, state, reason, days, "list-" + RUN + "-%", name);
    }

    @Test
    void showsOfEachTenantTheConnectionsThatMayBeRead() {
        String narrowed = TestingCaller.narrowedKeyOf(
                "narrowed-" + RUN, List.of(ONE, TWO), List.of("active", "gone"), "connection:read");
        String everywhere =
                TestingCaller.narrowedKeyOf("everywhere-" + RUN, List.of("*"), List.of("revoked"), "connection:manage");

        assertThat(places(narrowed)).containsExactly(ONE + "/active", ONE + "/gone", TWO + "/active");
        assertThat(places(everywhere)).contains(ONE + "/revoked", TWO + "/revoked", OTHER + "/revoked");
        assertThat(places(everywhere)).allMatch(place -> place.endsWith("/revoked"));
        with(narrowed)
                .get("/v1/tenants/" + ONE + "/connections")
                .then()
                .statusCode(200)
                .body("items.connection", contains("active", "gone"));
        with(narrowed).get("/v1/tenants/" + ONE + "/connections/fresh").then().statusCode(404);
    }

    private static List<String> places(String key) {
        List<Map<String, Object>> items = with(key)
                .get("/v1/connections?limit=1000")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
        return items.stream()
                .map(item -> item.get("tenant") + "/" + item.get("connection"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "state=active, active",
        "state=awaiting_consent, fresh",
        "state=awaiting_confirmation, pending",
        "state=disconnected, left",
        "state=consent_required, gone revoked",
        "state=consent_required&reason=user_gone, gone",
        "reason=consent_revoked, revoked",
        "state=active&reason=user_gone, ''",
        "state=consent_required&limit=1&after=gone, revoked",
        "limit=1000, active fresh gone left pending revoked"
    })
    void aTenantsListShowsThoseOfAStateOrReason(String query, String names) {
        with(key)
                .get("/v1/tenants/" + ONE + "/connections?" + query)
                .then()
                .statusCode(200)
                .body("items.connection", equalTo(list(names)));
    }

    @ParameterizedTest
    @CsvSource({
        "state=active, a/active b/active",
        "state=awaiting_confirmation, a/pending",
        "state=consent_required, a/gone a/revoked b/revoked",
        "reason=consent_revoked, a/revoked b/revoked",
        "expires_before=2030-01-11T00:00:00Z, a/gone",
        "expires_before=2030-01-11T00:00:00.000001Z, a/gone a/revoked b/revoked",
        "expires_before=2030-01-10T19:00:01-05:00&reason=consent_revoked, a/revoked b/revoked",
        "expires_before=0000-01-01T00:00:00Z, ''",
        "expires_before=9999-12-31T23:59:59-18:00&state=active, a/active b/active",
        "limit=1000, a/active a/fresh a/gone a/left a/pending a/revoked b/active b/revoked"
    })
    void theListOverAllTenantsShowsWhatTheCallerMayRead(String query, String names) {
        assertThat(shown(with(key).get("/v1/connections?" + query).then())).isEqualTo(list(names));
        assertThat(shown(operator()
                        .get("/v1/connections?after=list-" + RUN + "-0.a&" + query)
                        .then()))
                .as("the operator reads those of others too")
                .containsAll(list(names));
    }

    private List<String> shown(ValidatableResponse answer) {
        List<Map<String, String>> items = answer.statusCode(200).extract().path("items");
        return items.stream()
                .map(item -> item.get("tenant").replace("list-" + RUN + "-", "") + "/" + item.get("connection"))
                .toList();
    }

    private static List<String> list(String names) {
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    @Test
    void pagesGoOnOverTenants() {
        List<String> shown = new ArrayList<>();
        String next = "";
        do {
            ValidatableResponse page =
                    with(key).get("/v1/connections?limit=3" + next).then();
            shown.addAll(shown(page));
            String cursor = page.extract().path("next");
            next = cursor == null ? null : "&after=" + cursor;
        } while (next != null);

        assertThat(shown)
                .containsExactly(
                        "a/active", "a/fresh", "a/gone", "a/left", "a/pending", "a/revoked", "b/active", "b/revoked");
    }

    @Test
    void theOperatorsListHoldsEveryTenants() {
        operator()
                .get("/v1/connections?reason=consent_revoked&limit=1&after=" + TWO + ".revoked")
                .then()
                .body("items.tenant", contains(OTHER));
    }

    @Test
    void aCallerThatMayReadNoneSeesNone() {
        with(keyOf("blind-" + RUN, List.of("*"), "token:issue"))
                .get("/v1/connections")
                .then()
                .statusCode(200)
                .body("items", equalTo(List.of()))
                .body("next", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "state, expired, 'awaiting_consent, awaiting_confirmation, active, consent_required, disconnected'",
        "state, ACTIVE, awaiting_confirmation",
        "reason, revoked, 'refresh_token_expired, consent_revoked, lost_response, scopes_missing, user_gone'",
        "expires_before, tomorrow, 2026-12-01T00:00:00Z",
        "after, list, next",
        "limit, 0, 1000"
    })
    void aBadQueryIsNamedWithWhatIsAllowed(String parameter, String value, String allowed) {
        with(key)
                .get("/v1/connections?" + parameter + "=" + value)
                .then()
                .statusCode(422)
                .body("errors.field", contains(parameter))
                .body("errors[0].detail", containsString(allowed));
    }

    @Test
    void allThatIsBadIsNamedAtOnceInATenantsListToo() {
        with(key)
                .get("/v1/tenants/" + ONE + "/connections?state=x&reason=y")
                .then()
                .statusCode(422)
                .body("errors.field", contains("reason", "state"));
        with(key)
                .get("/v1/tenants/" + OTHER + "/connections?state=active")
                .then()
                .statusCode(404);
    }
}
