package io.countersign.issuing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standby that lacks the newest commits has taken over: what it shows is older than what this replica has seen. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RolledBackTest {
    private TestingTenant tenant;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
    }

    private void generation(String change) {
        TestingSql.run("UPDATE connection_token SET generation = " + change + " WHERE tenant = ?", tenant.tenant());
    }

    private boolean unsure() {
        return TestingSql.value(Boolean.class, "SELECT unsure FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private long events() {
        return TestingSql.value(
                Long.class,
                "SELECT count(*) FROM audit_event WHERE type = 'connection.rolled-back' AND tenant = ?",
                tenant.tenant());
    }

    /** The sealed token belongs to one generation only: asking shows the number, and may then fail. */
    private int ask() {
        return operator()
                .body(Map.of())
                .post(tenant.connection() + "/token")
                .then()
                .extract()
                .statusCode();
    }

    @Test
    void marksAConnectionWhoseGenerationWentBackAfterARenewal() {
        // Given
        tenant.token(Map.of("min_ttl_seconds", 27_000)).statusCode(200);
        TestingSql.run(
                "UPDATE connection_token SET access_expires_at = clock_timestamp() + interval '700 seconds' WHERE"
                        + " tenant = ?",
                tenant.tenant());
        tenant.token(Map.of("min_ttl_seconds", 27_000)).statusCode(200);
        assertThat(unsure()).isFalse();

        // When
        generation("generation - 1");
        ask();

        // Then
        TestingWait.until("the row is marked", this::unsure);
        TestingWait.until("the event is recorded", () -> events() == 1);
        operator()
                .get("/v1/tenants/" + tenant.tenant() + "/connections/default")
                .then()
                .statusCode(200);
    }

    /** As a standby brings it back: with the tokens of that generation. Nobody asks for a token meanwhile. */
    @Test
    void marksAConnectionThatTheBackgroundFindsGoneBack() {
        // Given
        TestingRenewal renewal = new TestingRenewal(tenant);
        byte[] access = renewal.stored(byte[].class, "access_token");
        byte[] refresh = renewal.stored(byte[].class, "refresh_token");
        renewal.passes(Duration.ofHours(8));
        tenant.token(Map.of()).statusCode(200);

        // When
        TestingSql.run(
                "UPDATE connection_token SET generation = generation - 1, access_token = ?, refresh_token = ? WHERE"
                        + " tenant = ?",
                access,
                refresh,
                tenant.tenant());
        renewal.passes(Duration.ofMinutes(1));
        operator().body(Map.of()).post(tenant.connection() + "/retry").then().statusCode(202);

        // Then
        TestingWait.until("the event is recorded", () -> events() == 1);
    }

    @Test
    void tellsOnce() {
        // Given
        generation("7");
        ask();
        generation("5");
        ask();
        TestingWait.until("the event is recorded", () -> events() == 1);

        // When
        ask();
        generation("8");
        ask();

        // Then
        assertThat(events()).isEqualTo(1);
    }
}
