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
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A bulk import of the packaged application, by its own schedules. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
@WithTestResource(BackgroundDatabase.class)
class BulkImportIT {
    private final String tenant = "bulk-" + UUID.randomUUID().toString().substring(0, 13);

    @Test
    void makesProvesAndExplains() {
        // Given
        TestingImport app = TestingImport.of("Only account");
        String integration = app.tenant().integration();
        String sound = app.refreshToken();

        // When
        TestingUpload upload = TestingUpload.of(List.of(
                Map.of(
                        "tenant", tenant,
                        "integration", integration,
                        "display_name", "Bulk",
                        "refresh_token", sound),
                Map.of(
                        "tenant", tenant,
                        "connection", "dead",
                        "display_name", "Bulk",
                        "integration", integration,
                        "refresh_token", "dead"),
                Map.of("tenant", tenant, "connection", "dead", "integration", integration, "refresh_token", "again"),
                Map.of("tenant", tenant, "connection", "lost", "integration", "nowhere", "refresh_token", "x")));
        TestingWait.until(
                "the import is finished",
                () -> upload.view().extract().path("state").equals("finished"));

        // Then
        assertThat(upload.lines("?limit=1000"))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("1 " + tenant + " default active -"),
                        dead -> assertThat(dead).isEqualTo("2 " + tenant + " dead refused import_refused"),
                        again -> assertThat(again).contains("invalid names a connection that an earlier line names"),
                        lost -> assertThat(lost).contains("invalid integration: no integration has this name"));
        List<String> listed =
                operator().get("/v1/imports").then().statusCode(200).extract().path("items.id");
        assertThat(listed).contains(upload.id());
        TestingWait.until(
                "nobody looks at it any more",
                () -> TestingSql.number(
                                "SELECT count(*) FROM import_batch WHERE id = ?::uuid AND sent_at IS NOT NULL",
                                upload.id())
                        == 1);
        upload.stop();
        upload.view().body("state", equalTo("finished"));
    }

    /** What is closed waits, and can be stopped meanwhile. */
    @Test
    void stopsWhatWasNotSentAndDropsWhatBrokeOff() {
        TestingUpload.send("\n\n").statusCode(400);
        TestingUpload.send("{}\n".repeat(3)).statusCode(202);
    }
}
