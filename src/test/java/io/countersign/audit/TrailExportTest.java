package io.countersign.audit;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole trail as one answer. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TrailExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/audit-events/export?tenant=";

    @Inject
    TrailExport export;

    private static void record(String tenant, int events, String details) {
        TestingSql.run(
                "INSERT INTO audit_event (type, actor, tenant, details) SELECT 'event.' || n %% 2, 'person', ?, %s"
                                .formatted(details)
                        + " FROM generate_series(1, ?) n",
                tenant,
                events);
        TestingTrail.settle();
    }

    private static List<JsonNode> lines(String query) {
        return operator()
                .get(PATH + query)
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString()
                .lines()
                .map(TrailExportTest::json)
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private static List<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("id").asText()).toList();
    }

    @Test
    void holdsWhatTheListHasALineEach() {
        // Given: two full pages and a part of one
        record("exported", 2500, "'{\"why\":\"test\"}'");

        // When
        List<JsonNode> lines = lines("exported");

        // Then
        assertThat(lines).hasSize(2500);
        String last = ids(lines).get(1999);
        List<JsonNode> listed = List.copyOf(operator()
                .get("/v1/audit-events?tenant=exported&limit=1000&after=" + last)
                .as(JsonNode.class)
                .path("items")
                .findParents("id"));
        assertThat(lines.subList(2000, 2500)).isEqualTo(listed);
        assertThat(lines("exported&after=" + last)).isEqualTo(listed);
        assertThat(lines("exported&type=event.1&after=" + last)).hasSize(250);
        assertThat(lines("exported&after=" + ids(lines).getLast())).isEmpty();
    }

    /** The second page is read when somebody wants it, so it has what was recorded since. */
    @Test
    void readsNoPageBeforeItIsWanted() {
        record("lazily", 1500, "'{}'");
        AssertSubscriber<RecordedEvent> reader =
                export.from("lazily", null, EventCursor.START).subscribe().withSubscriber(AssertSubscriber.create(1));
        reader.awaitItems(1);

        record("lazily", 1, "'{}'");
        reader.request(Long.MAX_VALUE).awaitCompletion();

        assertThat(reader.getItems()).hasSize(1501);
    }

    /** Whoever has half of it must not take it for all. */
    @Test
    void breaksOffWhenItFailsOnTheWay() throws Exception {
        // Given: a page that no socket buffers, and a client that does not read on
        record("broken-off", 1001, """
                (SELECT jsonb_build_object('noise', string_agg(md5(n::text || m), '')) FROM generate_series(1, 512) m)
                """);
        HttpRequest request = HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl() + PATH + "broken-off"))
                .header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .header("Accept", "application/x-ndjson")
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                InputStream lines = client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                TestingLock lock = TestingLock.on("SELECT 1")) {
            // When: the second page is asked for, and its statement fails
            lock.run("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE");
            Thread failing = Thread.startVirtualThread(
                    () -> TestingWait.until("the next page is read", () -> TestingSql.number("""
                            SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity
                            WHERE wait_event_type = 'Lock' AND query LIKE '%details%FROM audit_event%tenant = $5%'
                            """) == 1));

            // Then
            assertThatThrownBy(() -> lines.transferTo(java.io.OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
            failing.join();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-ndjson, 200",
        "'application/json;q=0.5, application/*;q=0.1', 200",
        "application/json, 406",
    })
    void isNotAnsweredToWhoDoesNotTakeLines(String accept, int status) {
        operator()
                .accept(accept)
                .get(PATH + "nobody")
                .then()
                .statusCode(status)
                .contentType(status == 200 ? "application/x-ndjson" : "application/problem+json");
    }
}
