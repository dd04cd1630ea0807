package io.countersign.trail;

import static io.countersign.TestingCaller.operator;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.TestDatabase;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trail is sealed as it grows, and its verification names the seal over an event that somebody has changed. */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class TrailVerificationIT {
    private static final String PATH = "/v1/audit-events/verification";

    private static ValidatableResponse verify(long number) {
        return operator().get(PATH + "?limit=1&after=" + (number - 1)).then().statusCode(200);
    }

    private static void change(long id, String actor) {
        TestingSql.with((Connection connection) -> {
            try (Statement owner = connection.createStatement()) {
                owner.execute("SET session_replication_role = replica");
                owner.execute("UPDATE audit_event SET actor = '" + actor + "' WHERE id = " + id);
                owner.execute("RESET session_replication_role");
            }
        });
    }

    @Test
    void namesTheSealOverAChangedEvent() {
        // Given: an event old enough to be sealed
        long id = TestingSql.number("""
                INSERT INTO audit_event (type, actor, occurred_at)
                VALUES ('event.sealed', 'person', now() - interval '1 hour') RETURNING id
                """);
        String covering = """
                SELECT coalesce(min(s.number), 0) FROM audit_seal s, audit_event e
                WHERE e.id = ?
                  AND (s.last_era, s.last_transaction, s.last_id) >= (e.era, e.transaction, e.id)
                """;
        TestingWait.until("it is sealed", () -> TestingSql.number(covering, id) > 0);
        int number = (int) TestingSql.number(covering, id);
        verify(number)
                .body("holds", equalTo(true))
                .body("from", equalTo(number))
                .body("to", equalTo(number))
                .body("newest.mac", matchesPattern("[0-9a-f]{64}"))
                .body("newest.sealed_at", notNullValue())
                .body("unsealed", notNullValue())
                .body("broken", nullValue());

        // When
        change(id, "somebody");

        // Then
        verify(number)
                .body("holds", equalTo(false))
                .body("to", nullValue())
                .body("broken.seal", equalTo(number))
                .body("broken.found", equalTo("events"))
                .body("broken.last", notNullValue());
        assertEquals(1, TestingMetrics.value("countersign_audit_broken"));
        TestingWait.until("it is recorded", () -> TestingSql.number("""
                        SELECT count(*) FROM audit_event WHERE type = 'trail.broken'
                        """) > 0);
        TestingTrail.settle();
        operator()
                .get("/v1/audit-events?type=trail.broken")
                .then()
                .body("items.details.seal", hasItem(Integer.toString(number)));

        // When
        change(id, "person");

        // Then
        verify(number).body("holds", equalTo(true));
        assertEquals(0, TestingMetrics.value("countersign_audit_broken"));
    }

    @ParameterizedTest
    @CsvSource({"after=-1,after", "after=x,after", "limit=0,limit", "limit=1001,limit"})
    void namesABadParameter(String query, String field) {
        operator().get(PATH + "?" + query).then().statusCode(422).body("errors.field", contains(field));
    }
}
