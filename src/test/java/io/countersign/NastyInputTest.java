package io.countersign;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.openapi.AnswerCheck;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is sent to whichever address of the API's own description, nothing answers 500 or shows its insides. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class NastyInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "put", "post", "delete");
    private static final List<String> NAMES =
            List.of("nobody", "%00", "%FF%FE", "..%2F..", "%F0%9F%A6%84", "a%00b", "%25", "x".repeat(300));
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "7",
            "-1",
            "1e400",
            "1.5",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "\"\"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\ud83e\\udd84\"",
            "\"-\"",
            "99999999999999999999999",
            "\"" + "x".repeat(5_000) + "\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable AnswerCheck check;

    private record Endpoint(String method, String path, List<String> fields) {}

    private static JsonNode description() throws IOException {
        return JSON.readTree(given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private AnswerCheck check() throws IOException {
        if (check == null) {
            check = AnswerCheck.of(URI.create(TestDocuSign.publicUrl()));
        }
        return check;
    }

    private static List<Endpoint> endpoints(JsonNode api) {
        List<Endpoint> endpoints = new ArrayList<>();
        api.path("paths")
                .fields()
                .forEachRemaining(path -> METHODS.stream()
                        .filter(method -> path.getValue().has(method))
                        .forEach(method -> endpoints.add(new Endpoint(
                                method.toUpperCase(Locale.ROOT),
                                path.getKey(),
                                fields(api, path.getValue().path(method))))));
        // Pages are not described.
        Stream.of(
                        "GET /consent/{link}",
                        "POST /consent/{link}",
                        "POST /consent/account",
                        "GET /oauth/callback/{integration}")
                .map(page -> page.split(" ", 2))
                .forEach(page -> endpoints.add(new Endpoint(page[0], page[1], List.of())));
        return endpoints;
    }

    /** The names of the body's fields, as the description has them. */
    private static List<String> fields(JsonNode api, JsonNode operation) {
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        String reference = schema.path("$ref").asText("");
        JsonNode properties = (reference.isEmpty() ? schema : api.at(reference.substring(1))).path("properties");
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Stream<byte[]> bodies(Endpoint endpoint) {
        Stream<String> whole = Stream.of(
                "",
                " ",
                "{",
                "}",
                "[]",
                "[{}]",
                "null",
                "true",
                "7",
                "\"text\"",
                "{}",
                "{\"unknown\":1}",
                "{\"\":1}",
                "{\"a\":1}{\"b\":2}",
                "{}x",
                "<xml/>",
                "a=b",
                "{\"\\u0000\":1}",
                "[".repeat(5_000),
                "{\"a\":".repeat(2_000));
        Stream<String> fields = endpoint.fields.stream()
                .flatMap(field -> VALUES.stream().map(value -> "{\"" + field + "\":" + value + "}"));
        Stream<byte[]> text = Stream.concat(whole, fields).map(body -> body.getBytes(StandardCharsets.UTF_8));
        return Stream.concat(
                text, Stream.of(new byte[] {'{', '"', (byte) 0xff, (byte) 0xc0, '"', ':', '1', '}'}, new byte[] {0}));
    }

    private void assertHarmless(String method, String path, byte[] body, String contentType) throws Exception {
        HttpRequest.BodyPublisher publisher = method.equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(body);
        HttpRequest request = HttpRequest.newBuilder(URI.create(TestDocuSign.publicUrl() + path))
                .header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .header("Content-Type", contentType)
                .method(method, publisher)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        String shown = new String(body, 0, Math.min(body.length, 60), StandardCharsets.ISO_8859_1);
        assertThat(answer.statusCode()).as("%s %s %s", method, path, shown).isLessThan(500);
        assertThat(answer.body())
                .as("%s %s %s", method, path, shown)
                .doesNotContain("Exception", "at io.countersign", "com.fasterxml", "PgException");
        if (path.startsWith("/v1/")) {
            assertThat(check().complaints(method, request.uri().getRawPath(), AnswerCheck.Answer.of(answer)))
                    .as("%s %s %s against the description", method, path, shown)
                    .isEmpty();
        }
    }

    @Test
    void noBodyIsAFault() throws Exception {
        List<Endpoint> endpoints = endpoints(description());
        assertThat(endpoints).hasSizeGreaterThan(20);
        assertThat(endpoints.stream()
                        .mapToInt(endpoint -> endpoint.fields.size())
                        .sum())
                .isGreaterThan(10);
        for (Endpoint endpoint : endpoints) {
            if (endpoint.method.equals("GET")) {
                continue;
            }
            String path = endpoint.path.replaceAll("\\{[^}]*}", "nobody-" + Math.abs(endpoint.hashCode()));
            for (byte[] body : bodies(endpoint).toList()) {
                assertHarmless(endpoint.method, path, body, "application/json");
            }
            assertHarmless(endpoint.method, path, "{}".getBytes(StandardCharsets.UTF_8), "text/plain");
            assertHarmless(endpoint.method, path, "{}".getBytes(StandardCharsets.UTF_8), "application/json;charset=x");
        }
    }

    @Test
    void noNameIsAFault() throws Exception {
        for (Endpoint endpoint : endpoints(description())) {
            for (String name : NAMES) {
                String path = endpoint.path.replaceAll("\\{[^}]*}", name);
                assertHarmless(endpoint.method, path, "{}".getBytes(StandardCharsets.UTF_8), "application/json");
            }
        }
    }

    @Test
    void noQueryIsAFault() throws Exception {
        for (Endpoint endpoint : endpoints(description())) {
            if (!endpoint.method.equals("GET")) {
                continue;
            }
            for (String value : NAMES) {
                for (String parameter : List.of("after", "limit", "tenant", "state", "code", "iss")) {
                    String path = endpoint.path.replaceAll("\\{[^}]*}", "nobody");
                    assertHarmless("GET", path + "?" + parameter + "=" + value, new byte[0], "application/json");
                }
            }
        }
    }

    @Test
    void twoMegabytesAreRefusedBeforeTheyAreRead() throws Exception {
        for (Endpoint endpoint : endpoints(description())) {
            if (endpoint.method.equals("PUT") || endpoint.method.equals("POST")) {
                String path = endpoint.path.replaceAll("\\{[^}]*}", "nobody");
                assertThat(statusOfTwoMegabytes(endpoint.method, path))
                        .as(endpoint.method + " " + path)
                        // Bulk imports may be longer, but are no JSON.
                        .isEqualTo(path.equals("/v1/imports") ? 415 : 413);
            }
        }
    }

    /** Announces the length and sends a part: an HTTP client would lose the answer while it is still writing. */
    private static int statusOfTwoMegabytes(String method, String path) throws IOException {
        URI vault = URI.create(TestDocuSign.publicUrl());
        try (Socket socket = new Socket(vault.getHost(), vault.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: " + vault.getAuthority()
                                    + "\r\nAuthorization: Bearer "
                                    + TestDatabase.BOOTSTRAP_KEY
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 2097152\r\n\r\n{\"a\":\"")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return Integer.parseInt(firstLine(socket.getInputStream()).split(" ")[1]);
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }
}
