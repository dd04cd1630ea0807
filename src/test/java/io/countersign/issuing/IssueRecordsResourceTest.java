package io.countersign.issuing;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who reads which issue records, and in which order. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IssueRecordsResourceTest extends CallerFixture {
    private static final String PATH = "/v1/issue-records?";
    private static final String RECORD = """
            INSERT INTO issue_record
              (tenant, uuid, actor, door, generation, hour, connection, first_at, last_at, count)
            SELECT ?, gen_random_uuid(), 'caller:' || ?, 'api', ?, hour, 'default', hour, hour, 1
            FROM date_trunc('hour', clock_timestamp(), 'UTC') hour
            """;

    private final String name = "records-" + UUID.randomUUID().toString().substring(0, 8);

    private static JsonPath page(String query) {
        return operator().get(PATH + query).then().statusCode(200).extract().jsonPath();
    }

    private static List<Integer> generations(JsonPath page) {
        return page.getList("items.generation", Integer.class);
    }

    @Test
    void tellsWhoGotWhat() {
        // When
        issued();
        issued();

        // Then
        String query = "tenant=" + tenant.tenant() + "&caller=" + caller;
        TestingWait.until(
                "both are recorded", () -> page(query).getList("items.count").equals(List.of(2)));
        String hour = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:00:00Z";
        operator()
                .get(PATH + query)
                .then()
                .body("items", hasSize(1))
                .body("items[0].id", matchesPattern("\\d+"))
                .body("items[0].hour", matchesPattern(hour))
                .body("items[0].caller", equalTo(caller))
                .body("items[0].tenant", equalTo(tenant.tenant()))
                .body("items[0].connection", equalTo("default"))
                .body("items[0].generation", equalTo(1))
                .body("items[0].door", equalTo("api"))
                .body("items[0].first", matchesPattern("\\d{4}-.*Z"))
                .body("items[0].last", matchesPattern("\\d{4}-.*Z"))
                .body("next", nullValue());
    }

    @Test
    void goesOnFromACursorAndKeepsTheirPlaces() {
        // Given
        for (int generation = 1; generation <= 5; generation++) {
            TestingSql.run(RECORD, name, generation % 2 == 0 ? "even" : "odd", generation);
        }
        JsonPath first = page("limit=2&tenant=" + name);

        // When
        TestingSql.run("UPDATE issue_record SET count = 7 WHERE tenant = ? AND generation IN (1, 4)", name);

        // Then
        String after = "&after=" + first.getString("next");
        JsonPath second = page("limit=2&tenant=" + name + after);
        assertThat(generations(first)).containsExactly(1, 2);
        assertThat(generations(second)).containsExactly(3, 4);
        assertThat(second.getList("items.count")).isEqualTo(List.of(1, 7));
        assertThat(generations(page("tenant=" + name + "&after=" + second.getString("next"))))
                .containsExactly(5);
        assertThat(generations(page("tenant=" + name + "&caller=even" + after))).containsExactly(4);
        assertThat(page("limit=1000" + after).getList("items.id", String.class))
                .doesNotContain(first.getString("next"))
                .containsAll(second.getList("items.id", String.class));
        assertThat(page("limit=1&caller=odd" + after).getList("items.id"))
                .isEqualTo(List.of(second.getString("items[0].id")));
        assertThat(page("tenant=" + name + "&caller=nobody").getList("items")).isEmpty();
    }

    @Test
    void missesNoRecordThatCommitsLate() throws Exception {
        try (TestingLock late = TestingLock.on(RECORD + " RETURNING id", name, "late", 1)) {
            // Given: a second one, which would get its id later and be seen first.
            CompletableFuture<Integer> early =
                    CompletableFuture.supplyAsync(() -> TestingSql.run(RECORD, name, "early", 2));
            TestingWait.until(
                    "it waits",
                    () -> TestingSql.value(
                            Boolean.class,
                            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database d ON d.oid = database"
                                    + " WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted"
                                    + " AND objid = 'issue_record_id'::regclass)"));

            // When
            assertThat(generations(page("tenant=" + name))).isEmpty();
            late.commit();

            // Then
            early.get(30, TimeUnit.SECONDS);
        }
        assertThat(generations(page("tenant=" + name))).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "after=nonsense,after",
        "after=-1,after",
        "after=9999999999999999999,after",
        "tenant=A,tenant",
        "caller=A,caller",
        "limit=1001,limit",
    })
    void namesABadParameter(String query, String field) {
        operator().get(PATH + query).then().statusCode(422).body("errors.field", contains(field));
    }

    @Test
    void showsATenantsRecordsToThoseWhoMayReadItsTrail() {
        String reader = keyOf(name, List.of(tenant.tenant()), "audit:read");

        with(reader).get(PATH + "tenant=" + tenant.tenant()).then().statusCode(200);
        with(reader).get(PATH + "tenant=nowhere").then().statusCode(404);
        with(reader).get("/v1/issue-records").then().statusCode(403);
        with(reader).get(PATH + "caller=" + caller).then().statusCode(403);
        with(key).get(PATH + "tenant=" + tenant.tenant()).then().statusCode(403);
    }
}
