package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.oauth.StandardsClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written about issued tokens, a moment after they were. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class IssueRecordFlushTest extends CallerFixture {
    private void issue(int times) {
        for (int i = 0; i < times; i++) {
            issued();
        }
    }

    private long recorded(String where) {
        return TestingSql.value(
                Long.class,
                "SELECT coalesce(sum(count), 0)::bigint FROM issue_record WHERE tenant = ? AND " + where,
                tenant.tenant());
    }

    private <T> T row(Class<T> type, String column) {
        return TestingSql.value(type, "SELECT " + column + " FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    @Test
    void recordsEveryIssuedTokenWarmOrNot() {
        // When
        issue(5);
        tenant.token(Map.of()).statusCode(200);

        // Then
        TestingWait.until("five are recorded", () -> recorded("actor = 'caller:" + caller + "'") == 5);
        TestingWait.until("all are recorded", () -> recorded("true") == 6);
        assertThat(recorded("connection = 'default' AND generation = 1 AND first_at <= last_at"
                        + " AND last_at <= clock_timestamp()"
                        + " AND first_at > clock_timestamp() - interval '1 minute'"
                        + " AND hour = date_trunc('hour', first_at, 'UTC')"
                        + " AND uuid = (SELECT t.uuid FROM connection_token t WHERE t.tenant = issue_record.tenant)"))
                .isEqualTo(6);
    }

    /** But where the hour ends just then. */
    @Test
    void addsToTheRowOfTheHour() {
        issue(1);
        TestingWait.until("one is recorded", () -> recorded("true") == 1);
        issue(2);
        TestingWait.until("three are recorded", () -> recorded("true") == 3);

        assertThat(TestingSql.number("SELECT count(*) FROM issue_record WHERE tenant = ?", tenant.tenant()))
                .isEqualTo(TestingSql.number(
                        "SELECT count(DISTINCT hour) FROM issue_record WHERE tenant = ?", tenant.tenant()));
        assertThat(recorded("(first_at < last_at OR first_at = last_at AND count < 3)"))
                .isEqualTo(3);
    }

    @Test
    void tellsByWhichDoor() {
        // Given
        StandardsClient client = new StandardsClient(caller, key);
        String handle = client.handle(tenant);

        // When
        issue(3);
        client.token(tenant).statusCode(200);
        client.token(tenant).statusCode(200);
        client.refresh(handle).statusCode(200);

        // Then
        TestingWait.until("all are recorded", () -> recorded("true") == 6);
        assertThat(recorded("door = 'api'")).isEqualTo(3);
        assertThat(recorded("door = 'client_credentials'")).isEqualTo(2);
        assertThat(recorded("door = 'refresh_token'")).isEqualTo(1);
        assertThat(TestingMetrics.all())
                .contains(
                        "countersign_issuing_requests_total{door=\"client_credentials\",outcome=\"issued\"",
                        "countersign_issuing_requests_total{door=\"refresh_token\",outcome=\"issued\"");
    }

    @Test
    void recordsNothingForWhoGotNothing() {
        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'user_gone' WHERE tenant = ?",
                tenant.tenant());
        tenant.token(Map.of()).statusCode(409);
        TestingTenant other = TestingTenant.connected();
        other.token(Map.of()).statusCode(200);

        TestingWait.until(
                "a later one is recorded",
                () -> TestingSql.value(Long.class, "SELECT count(*) FROM issue_record WHERE tenant = ?", other.tenant())
                        == 1);
        assertThat(recorded("true")).isZero();
    }

    @Test
    void marksTheUseAndBringsTheDueTimeForward() {
        // Given
        TestingSql.run(
                "UPDATE connection_token SET due_at = clock_timestamp() + interval '15 days' WHERE tenant = ?",
                tenant.tenant());

        // When
        issue(1);

        // Then: ten minutes and up to a tenth of eight hours before the expiry.
        TestingWait.until("the use is marked", () -> row(Boolean.class, "used_at IS NOT NULL"));
        assertThat(row(
                        Boolean.class,
                        "access_expires_at - due_at BETWEEN interval '10 minutes' AND interval '58 minutes'"))
                .isTrue();
    }

    @Test
    void leavesAnEarlierDueTimeAndAUseOfThisHourAlone() {
        // Given
        TestingSql.run(
                "UPDATE connection_token SET due_at = clock_timestamp() - interval '1 minute',"
                        + " used_at = clock_timestamp() - interval '59 minutes' WHERE tenant = ?",
                tenant.tenant());
        String before = row(Object.class, "used_at::text || due_at::text").toString();

        // When
        issue(1);
        TestingWait.until("it is recorded", () -> recorded("true") == 1);

        // Then
        assertThat(row(Object.class, "used_at::text || due_at::text").toString())
                .isEqualTo(before);
    }

    @Test
    void countsOnceWhatCouldNotBeWrittenAtFirst() {
        // Given
        TestingSql.run("ALTER TABLE issue_record ADD CONSTRAINT refused CHECK (tenant <> '%s') NOT VALID"
                .formatted(tenant.tenant()));
        try {
            issue(2);
            TestingWait.until("the use is marked", () -> row(Boolean.class, "used_at IS NOT NULL"));
            assertThat(recorded("true")).isZero();
        } finally {
            // When
            TestingSql.run("ALTER TABLE issue_record DROP CONSTRAINT refused");
        }

        // Then
        TestingWait.until("both are recorded", () -> recorded("true") > 1);
        assertThat(recorded("true")).isEqualTo(2);
    }

    @Test
    void touchesNoOtherGeneration() {
        // Given: whether the use of the former generation was marked by then is chance.
        issue(1);
        TestingSql.run(
                "UPDATE connection_token SET used_at = NULL, generation = generation + 1 WHERE tenant = ?",
                tenant.tenant());

        // When: it is issued from memory.
        issue(1);

        // Then
        TestingWait.until("it is recorded", () -> recorded("generation = 1") == 2);
        assertThat(row(Boolean.class, "used_at IS NULL")).isTrue();
    }
}
