package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A bulk import over the API. */
record TestingUpload(String id, long invalid) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One that is taken. */
    static TestingUpload of(String body) {
        JsonPath answer = send(body).statusCode(202).extract().jsonPath();
        return new TestingUpload(answer.getString("id"), answer.getLong("invalid"));
    }

    static TestingUpload of(List<Map<String, Object>> lines) {
        return of(lines.stream().map(TestingUpload::line).collect(Collectors.joining("\n")));
    }

    static ValidatableResponse send(String body) {
        return operator()
                .contentType("application/x-ndjson; charset=UTF-8")
                .body(body.getBytes(UTF_8))
                .post("/v1/imports")
                .then();
    }

    static String line(Map<String, ?> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What a line has to have. */
    static Map<String, Object> fields(String tenant, String connection, String integration, String token) {
        return Map.of("tenant", tenant, "connection", connection, "integration", integration, "refresh_token", token);
    }

    /** Ticks until nothing waits. */
    void finish(BatchSchedule lines, ImportSchedule proofs) {
        TestingWait.until("the import is finished", () -> {
            TestingWait.answer(lines.takeLines());
            TestingWait.answer(proofs.claim());
            return view().extract().path("state").equals("finished");
        });
    }

    /** Whether its only line's token is with the proofs. */
    boolean isHandedOn() {
        return TestingSql.number("SELECT count(*) FROM import_line WHERE batch = ?::uuid AND import_id IS NOT NULL", id)
                == 1;
    }

    /** How its lines ended, of which none waits. */
    void assertCounts(int active, int pending, int refused, int invalid) {
        view().body("state", equalTo("finished"))
                .body("active", equalTo(active))
                .body("pending", equalTo(pending))
                .body("refused", equalTo(refused))
                .body("invalid", equalTo(invalid))
                .body("waiting", equalTo(0));
    }

    ValidatableResponse view() {
        return operator().get("/v1/imports/" + id).then().statusCode(200);
    }

    /** Of each line: number, tenant, connection, status and reason; null as a hyphen. */
    List<String> lines(String query) {
        List<Map<String, Object>> items = operator()
                .get("/v1/imports/" + id + "/lines" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("items");
        return items.stream()
                .map(item -> Stream.of("number", "tenant", "connection", "status", "reason")
                        .map(name ->
                                item.get(name) == null ? "-" : item.get(name).toString())
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    /** The reason of its only line. */
    String onlyReason() {
        List<String> lines = lines("");
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    void stop() {
        operator().delete("/v1/imports/" + id).then().statusCode(204);
    }
}
