package io.countersign.importing;

import static io.countersign.TestingCaller.operator;
import static io.countersign.importing.TestingUpload.line;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be uploaded as an import, and how its lines are judged by themselves. Nothing has a turn. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class BulkUploadTest {
    private final String tenant = "bulk-" + UUID.randomUUID().toString().substring(0, 13);

    /** A line that needs nothing but an integration that is not there. */
    private Map<String, Object> fields() {
        return new HashMap<>(
                Map.of("tenant", tenant, "integration", "nowhere", "refresh_token", "any-" + UUID.randomUUID()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "tenant        | ^\"Acme\"^      | tenant must be 1 to 63",
                "tenant        | null            | tenant must be 1 to 63",
                "connection    | 7               | connection must be 1 to 63",
                "integration   | ^\"\"^          | integration must be 1 to 63",
                "display_name  | ^\" \"^         | display_name must be 1 to 200",
                "display_name  | ^\"a\\u0000\"^  | display_name must be Unicode text",
                "scopes        | []              | scopes must be an array",
                "scopes        | ^[\"a b\"]^     | scopes[0] must be one scope",
                "expected_email| ^\"nobody\"^    | expected_email must be an e-mail",
                "expected_account_id | ^\"a b\"^ | expected_account_id must be an account id",
                "refresh_token | ^\" \"^         | refresh_token must be a refresh token of 1",
                "refresh_token | null            | refresh_token must be a refresh token of 1",
                "refresh_token | 12              | refresh_token must be",
                "obtained_at   | ^\"yesterday\"^ | obtained_at must be a time",
                "obtained_at   | ^\"9999-12-31T23:59:59Z\"^ | obtained_at must not be later than now",
                "expires_in    | ^\"soon\"^      | expires_in",
                "colour        | ^\"red\"^       | colour is not known here",
            })
    void namesWhatIsWrongWithALine(String field, String value, String reason) {
        String sound = line(fields());
        String spoiled = sound.replaceAll(",?\"" + field + "\":\"[^\"]*\"", "").replace("{,", "{");

        TestingUpload upload = TestingUpload.of(spoiled.replace("}", ",\"" + field + "\":" + value + "}"));

        assertThat(upload.invalid()).isEqualTo(1);
        assertThat(upload.onlyReason()).contains("invalid " + reason).doesNotContain("any");
    }

    @Test
    void takesEveryLineForItself() {
        // Given
        Map<String, Object> first = fields();
        Map<String, Object> two = fields();
        two.put("connection", "second");
        Map<String, Object> same = fields();
        same.put("connection", "third");
        same.put("refresh_token", first.get("refresh_token") + "\n");
        String body =
                "\n" + line(first) + "\r\nno JSON\n[1]\n" + line(two) + "\n" + line(fields()) + "\n" + "{\"tenant\":\""
                        + "x".repeat(70_000) + "\"}\n{\"tenant\":\"Acme\",\"connection\":\"odd\"}\n" + line(same);

        // When
        TestingUpload upload = TestingUpload.of(body);

        // Then
        assertThat(upload.invalid()).isEqualTo(6);
        assertThat(upload.lines(""))
                .satisfiesExactly(
                        sound -> assertThat(sound).isEqualTo("2 " + tenant + " default waiting -"),
                        text -> assertThat(text).matches("3 - - invalid must be one JSON object .* at column 1 .*"),
                        array -> assertThat(array).startsWith("4 - - invalid must be one JSON object"),
                        second -> assertThat(second).isEqualTo("5 " + tenant + " second waiting -"),
                        again -> assertThat(again)
                                .isEqualTo("6 " + tenant + " default invalid names the same connection as line 2"),
                        tooLong -> assertThat(tooLong).startsWith("7 - - invalid must have at most 64 KiB"),
                        odd -> assertThat(odd).startsWith("8 - odd invalid integration must be"),
                        token -> assertThat(token)
                                .isEqualTo("9 " + tenant + " third invalid refresh_token is the same as in line 2"));
        upload.view()
                .body("state", equalTo("running"))
                .body("lines", equalTo(8))
                .body("invalid", equalTo(6))
                .body("waiting", equalTo(2));
        assertThat(upload.lines("?status=waiting&limit=1"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2 ");
        assertThat(upload.lines("?status=invalid&after=6")).hasSize(3);
    }

    @Test
    void listsTheNewestFirst() {
        List<String> ids = List.of(
                TestingUpload.of(line(fields())).id(),
                TestingUpload.of(line(fields())).id(),
                TestingUpload.of(line(fields())).id());

        List<String> firstPage = operator()
                .get("/v1/imports?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
        String next = operator().get("/v1/imports?limit=2").then().extract().path("next");
        List<String> secondPage = operator()
                .get("/v1/imports?limit=1&after=" + next)
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");

        assertThat(firstPage).containsExactly(ids.get(2), ids.get(1));
        assertThat(secondPage).containsExactly(ids.getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "application/json             |          | 415",
                "application/x-ndjson; charset=utf-16 |  | 415",
                "application/x-ndjson         | gzip     | 415",
                "application/x-ndjson; charset=UTF-8  |  | 202",
            },
            delimiter = '|')
    void takesLinesOfJsonInUtf8Alone(String type, String encoding, int status) throws IOException {
        String body = line(fields());
        String head = "Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n"
                + (encoding == null ? "" : "Content-Encoding: " + encoding + "\r\n");

        assertThat(exchange(head, body)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource({"''", "' \n\r\n\t'"})
    void refusesAnUploadOfNothing(String body) {
        TestingUpload.send(body).statusCode(400).body("type", containsString("malformed-body"));
    }

    @Test
    void refusesMoreThan64MebibytesBeforeReadingThem() throws IOException {
        String head = "Content-Type: application/x-ndjson\r\nContent-Length: 67108865\r\n";

        assertThat(exchange(head, "{}\n")).startsWith("HTTP/1.1 413").contains("64 MiB");
    }

    @Test
    void keepsTheLimitOfAllOtherBodies() throws IOException {
        String head = "Content-Type: application/json\r\nContent-Length: 65537\r\n";

        assertThat(exchange("PUT /v1/tenants/" + tenant, head, "{}\n"))
                .startsWith("HTTP/1.1 413")
                .contains("64 KiB");
    }

    @Test
    void leavesNothingOfAnUploadThatBreaksOff() throws IOException {
        // Given
        String begun = (line(fields()) + "\n").repeat(150);
        try (Socket socket = new Socket("localhost", port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request("POST /v1/imports", "Content-Type: application/x-ndjson\r\nContent-Length: 9000000\r\n")
                    .getBytes(US_ASCII));
            out.write(begun.getBytes(US_ASCII));
            out.flush();
            TestingWait.until("lines were stored", () -> unfinished() > 0);
            List<String> begunIds =
                    TestingSql.rows(row -> row.getString(1), "SELECT id FROM import_batch WHERE received_at IS NULL");
            List<String> seen = operator()
                    .get("/v1/imports")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("items.id");
            assertThat(seen).doesNotContainAnyElementsOf(begunIds);
        }

        // Then
        TestingWait.until("nothing is left", () -> unfinished() == 0);
    }

    @Test
    void refusesMoreThanAHundredThousandLines() {
        TestingUpload.send("x\n".repeat(ImportUploads.MOST_LINES + 1))
                .statusCode(413)
                .body("detail", containsString("100,000 lines"));

        assertThat(unfinished()).isZero();
    }

    private static long unfinished() {
        return TestingSql.number("SELECT count(*) FROM import_line l JOIN import_batch b ON b.id = l.batch"
                + " WHERE b.received_at IS NULL");
    }

    private static int port() {
        return URI.create(TestDocuSign.publicUrl()).getPort();
    }

    private static String exchange(String head, String body) throws IOException {
        return exchange("POST /v1/imports", head, body);
    }

    private static String exchange(String line, String head, String body) throws IOException {
        try (Socket socket = new Socket("localhost", port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((request(line, "Connection: close\r\n" + head) + body).getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private static String request(String line, String head) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestDatabase.BOOTSTRAP_KEY + "\r\n"
                + head + "\r\n";
    }
}
