package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.countersign.refresh.upkeep.BackgroundDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A bulk import of the packaged application, by its own schedules. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class BulkImportIT {
    /** Five seconds of turns, as {@link BackgroundDatabase} configures them. */
    private static final int AHEAD = 1000;

    private final String tenant = "bulk-" + UUID.randomUUID().toString().substring(0, 13);

    @Test
    void makesProvesAndExplains() {
        // Given
        TestingImport app = TestingImport.of("Only account");
        String integration = app.tenant().integration();
        String sound = app.refreshToken();

        // When
        TestingUpload upload = TestingUpload.of(List.of(
                of("default", integration, sound),
                of("dead", integration, "dead"),
                of("dead", integration, "again"),
                of("lost", "nowhere", "x")));
        awaitState(upload, "finished");

        // Then
        assertThat(upload.lines("?limit=1000"))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("1 " + tenant + " default active -"),
                        dead -> assertThat(dead).isEqualTo("2 " + tenant + " dead refused import_refused"),
                        again -> assertThat(again).contains("invalid names the same connection as line 2"),
                        lost -> assertThat(lost).contains("invalid integration: no integration has this name"));
        List<String> listed =
                operator().get("/v1/imports").then().statusCode(200).extract().path("items.id");
        assertThat(listed).contains(upload.id());
        TestingWait.until(
                "nobody looks at it any more",
                () -> TestingSql.value(
                        Boolean.class, "SELECT sent_at IS NOT NULL FROM import_batch WHERE id = ?::uuid", upload.id()));
    }

    /** Its integration asks for patience, and gets ahead of its proofs only so far. */
    @Test
    void stopsWhatWasNotSent() {
        // Given
        TestingImport app = TestingImport.of("Only account");
        TestingSql.run(
                "INSERT INTO upstream_gate (integration, auth_host, grant_type, paused_until, reason) VALUES (?,"
                        + " 'demo', 'authorization_code', clock_timestamp() + interval '1 hour', 'breaker')",
                app.tenant().integration());
        List<Map<String, Object>> lines = IntStream.range(0, AHEAD + 5)
                .mapToObj(i -> of("c-" + i, app.tenant().integration(), "token-" + i))
                .toList();

        // When
        TestingUpload upload = TestingUpload.of(lines);
        TestingWait.until("it is as far as it goes", () -> waiting(upload) == AHEAD);
        upload.stop();

        // Then
        upload.view()
                .body("state", equalTo("stopped"))
                .body("refused", equalTo(AHEAD + 5))
                .body("waiting", equalTo(0));
        operator().delete("/v1/tenants/" + tenant).then().statusCode(204);
    }

    @Test
    void keepsATokenThatDoesNotOpen() {
        TestingUpload upload = TestingUpload.of(List.of(of("default", "nowhere", "x")));
        awaitState(upload, "finished");

        TestingSql.run(
                "UPDATE import_line SET token = 'x', status = NULL, reason = NULL WHERE batch = ?::uuid", upload.id());
        TestingSql.run("UPDATE import_batch SET sent_at = NULL WHERE id = ?::uuid", upload.id());

        TestingWait.until(
                "its turn was in vain", () -> upload.onlyReason().contains("waiting the stored token does not open"));
        upload.stop();
    }

    @Test
    void bringsNoTokensThatTheConnectionHasLostSince() {
        TestingImport app = TestingImport.of("Only account");
        List<Map<String, Object>> line = List.of(of("default", app.tenant().integration(), app.refreshToken()));
        awaitState(TestingUpload.of(line), "finished");
        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'user_gone', due_at = NULL"
                        + " WHERE tenant = ?",
                tenant);

        TestingUpload again = TestingUpload.of(line);
        awaitState(again, "finished");

        assertThat(again.onlyReason()).endsWith("refused already_imported");
    }

    @Test
    void leavesNothingOfAnEmptyUpload() {
        TestingUpload.send("\n\n").statusCode(400);
    }

    private long waiting(TestingUpload upload) {
        return TestingSql.number(
                "SELECT count(*) FROM import_line WHERE batch = ?::uuid AND import_id IS NOT NULL", upload.id());
    }

    private static void awaitState(TestingUpload upload, String state) {
        TestingWait.until(
                "the import is " + state,
                () -> upload.view().extract().path("state").equals(state));
    }

    private Map<String, Object> of(String connection, String integration, String token) {
        return Map.of(
                "tenant", tenant,
                "connection", connection,
                "integration", integration,
                "display_name", "Bulk",
                "refresh_token", token);
    }
}
