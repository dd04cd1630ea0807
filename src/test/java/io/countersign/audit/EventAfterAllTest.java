package io.countersign.audit;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens are worth more than their event: where it cannot be written, they are stored and it follows. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class EventAfterAllTest {
    private final String email = UUID.randomUUID() + "@example.com";

    @BeforeEach
    void refuseEvents() {
        TestingSql.run("""
                CREATE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'no space left'; END $$
                """);
        TestingSql.run("""
                CREATE TRIGGER audit_event_is_full BEFORE INSERT ON audit_event
                FOR EACH ROW WHEN (NEW.type
                    IN ('connection.connected', 'connection.recovered')) EXECUTE FUNCTION refuse_event()
                """);
    }

    @AfterEach
    void takeEvents() {
        TestingSql.run("DROP FUNCTION IF EXISTS refuse_event() CASCADE");
    }

    @Test
    void aConsentIsStoredAndItsEventFollows() {
        // Given
        TestDocuSign.person(email, "Only account");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));

        // When
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);

        // Then
        tenant.view().body("state", equalTo("active"));
        assertThat(TestingTrail.typesOf(tenant.tenant())).doesNotContain("connection.connected");
        takeEvents();
        TestingWait.until(
                "the event has followed",
                () -> TestingTrail.typesOf(tenant.tenant()).contains("connection.connected"));
    }

    @Test
    void aRecoveryIsStoredAndItsEventFollows() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'consent_revoked' WHERE tenant = ?",
                tenant.tenant());

        // When
        operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);

        // Then
        TestingWait.until(
                "the connection is back",
                () -> TestingSql.value(
                        Boolean.class,
                        "SELECT state = 'active' FROM connection_token WHERE tenant = ?",
                        tenant.tenant()));
        assertThat(TestingTrail.typesOf(tenant.tenant())).doesNotContain("connection.recovered");
        takeEvents();
        TestingWait.until(
                "the event has followed",
                () -> "consent_revoked".equals(TestingTrail.reason(tenant.tenant(), "connection.recovered")));
    }
}
