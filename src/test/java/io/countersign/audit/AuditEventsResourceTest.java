package io.countersign.audit;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class AuditEventsResourceTest {
    private static final String RECORD = """
            INSERT INTO audit_event (type, actor, tenant, connection, details)
            VALUES (?, 'person', ?, 'default', '{"why":"test"}')
            """;

    private static void record(String type, String tenant) {
        TestingSql.run(RECORD, type, tenant);
    }

    private static JsonPath page(String query) {
        return operator()
                .get("/v1/audit-events?" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void showsWhatHappened() {
        record("consent.declined", "shown");
        TestingTrail.settle();

        operator()
                .get("/v1/audit-events?tenant=shown")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", notNullValue())
                .body(
                        "items[0].occurred_at",
                        org.hamcrest.Matchers.matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z"))
                .body("items[0].type", equalTo("consent.declined"))
                .body("items[0].actor", equalTo("person"))
                .body("items[0].tenant", equalTo("shown"))
                .body("items[0].connection", equalTo("default"))
                .body("items[0].details.why", equalTo("test"))
                .body("next", nullValue());
    }

    @Test
    void goesOnFromACursor() {
        for (int i = 0; i < 5; i++) {
            record("event." + i, "paged");
        }
        TestingTrail.settle();

        JsonPath first = page("tenant=paged&limit=2");
        JsonPath second = page("tenant=paged&limit=2&after=" + first.getString("next"));
        JsonPath last = page("tenant=paged&limit=2&after=" + second.getString("next"));

        assertThat(first.getList("items.type")).isEqualTo(List.of("event.0", "event.1"));
        assertThat(second.getList("items.type")).isEqualTo(List.of("event.2", "event.3"));
        assertThat(last.getList("items.type")).isEqualTo(List.of("event.4"));
        assertThat(page("tenant=paged&after=" + last.getString("items[0].id")).getList("items"))
                .isEmpty();
        assertThat(page("limit=1&after=" + second.getString("items[1].id")).getList("items.id"))
                .isEqualTo(last.getList("items.id"));
    }

    @Test
    void showsOneTypeAlone() {
        record("type.shown", "typed");
        record("type.other", "typed");
        record("type.shown", "typed-too");
        TestingTrail.settle();

        assertThat(page("tenant=typed&type=type.shown").getList("items.type")).isEqualTo(List.of("type.shown"));
        assertThat(page("type=type.shown").getList("items.tenant")).isEqualTo(List.of("typed", "typed-too"));
        assertThat(page("type=type.unknown").getList("items")).isEmpty();
    }

    @Test
    void missesNoEventThatCommitsLate() {
        List<String> seen = new ArrayList<>();
        try (TestingLock late = TestingLock.on(RECORD + " RETURNING id", "event.late", "late")) {
            // Given: the first transaction is still open when the second has committed
            record("event.early", "late");

            // When
            seen.addAll(page("tenant=late").getList("items.type", String.class));
            late.commit();
        }

        // Then
        assertThat(seen).isEmpty();
        TestingTrail.settle();
        assertThat(page("tenant=late").getList("items.type")).isEqualTo(List.of("event.late", "event.early"));
    }

    /** A dump brings transaction numbers along that are far ahead of a young server's. */
    @Test
    void goesOnAfterARestore() {
        // Given
        record("event.before", "restored");
        TestingSql.run("""
                INSERT INTO audit_event (transaction, type, actor, tenant)
                SELECT (1000000000000000 + n)::text::xid8, 'event.restored', 'person', 'restored'
                FROM generate_series(1, 2) n
                """);

        // When
        JsonPath restored = page("tenant=restored");
        // Several of one transaction, which sees its own
        try (TestingLock transaction = TestingLock.on(RECORD + " RETURNING id", "event.new", "restored")) {
            transaction.run(RECORD, "event.newer", "restored");
            transaction.commit();
        }
        TestingTrail.settle();

        // Then
        assertThat(restored.getList("items.type"))
                .isEqualTo(List.of("event.before", "event.restored", "event.restored"));
        assertThat(page("tenant=restored&after=" + restored.getString("items[2].id"))
                        .getList("items.type"))
                .isEqualTo(List.of("event.new", "event.newer"));
    }

    @ParameterizedTest
    @CsvSource({
        "after=nonsense,after",
        "after=1,after",
        "after=1-1,after",
        "after=0--1-1,after",
        "after=0-1-9999999999999999999,after",
        "after=9999999999-1-1,after",
        "tenant=A,tenant",
        "type=Consent,type",
        "type=,type",
        "tenant=%00,tenant",
    })
    void namesABadParameter(String query, String field) {
        operator()
                .urlEncodingEnabled(false)
                .get("/v1/audit-events?" + query)
                .then()
                .statusCode(422)
                .body("errors.field", contains(field));
    }

    @Test
    void showsATenantsTrailToThoseWhoMayReadIt() {
        TestingSql.run("INSERT INTO tenant (name, display_name) VALUES ('audited', 'Audited'), ('other', 'Other')");
        String reader = keyOf("audit-reader", List.of("audited"), "audit:read");
        String issuer = keyOf("audit-issuer", List.of("audited"), "token:issue");

        with(reader).get("/v1/audit-events?tenant=audited").then().statusCode(200);
        with(reader).get("/v1/audit-events?tenant=other").then().statusCode(404);
        with(reader).get("/v1/audit-events?tenant=nowhere").then().statusCode(404);
        with(reader).get("/v1/audit-events").then().statusCode(403);
        with(issuer).get("/v1/audit-events?tenant=audited").then().statusCode(403);
    }

    @Test
    void changesNothingEver() {
        record("event.kept", "kept");

        assertThatThrownBy(() -> TestingSql.run("DELETE FROM audit_event WHERE tenant = 'kept'"))
                .hasStackTraceContaining("append-only");
        assertThatThrownBy(() -> TestingSql.run("UPDATE audit_event SET actor = 'x' WHERE tenant = 'kept'"))
                .hasStackTraceContaining("append-only");
        assertThatThrownBy(() -> TestingSql.run("TRUNCATE audit_event")).hasStackTraceContaining("append-only");
    }
}
