package io.countersign.problem;

import static io.countersign.TestingCaller.operator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before any feature is reached, or in a way that no feature foresaw. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ProblemRenderingTest {
    private static final int TOO_MUCH = 2 * 1024 * 1024;

    @TestHTTPResource("/")
    URI address;

    @ParameterizedTest
    @ValueSource(strings = {"/v1/audit-events", "/v1/audit-events?limit=many", "/v1/callers/any"})
    void asksForACredential(String path) {
        given().get(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"countersign\"")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("urn:countersign:problem:unauthenticated"))
                .body("title", equalTo("A valid credential is needed"))
                .body("status", equalTo(401))
                .body("errors", nullValue());
    }

    @Test
    void asksForACredentialBeforeItReadsTheBody() {
        given().contentType("application/json")
                .body("{")
                .put("/v1/callers/any")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer nobody",
                "Bearer ",
                "Bearer csk_",
                "Basic bm9ib2R5OnNlY3JldA==",
                "nonsense",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
            })
    void saysThatACredentialWasRefused(String authorization) {
        given().header("Authorization", authorization)
                .get("/v1/audit-events")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"countersign\", error=\"invalid_token\"")
                .body("type", equalTo("urn:countersign:problem:unauthenticated"));
    }

    @Test
    void takesTheSchemeInAnyCase() {
        given().header("Authorization", "bearer " + TestDatabase.BOOTSTRAP_KEY)
                .get("/v1/audit-events")
                .then()
                .statusCode(200);
    }

    @Test
    void refusesTwoCredentials() {
        given().header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY, "Bearer other")
                .get("/v1/audit-events")
                .then()
                .statusCode(401);
    }

    @Test
    void rendersWhatTheRouterRefuses() {
        given().get("/v1/nowhere").then().statusCode(404).contentType("application/problem+json");
        operator().delete("/v1/callers").then().statusCode(405).contentType("application/problem+json");
        operator()
                .accept("text/html")
                .get("/v1/callers")
                .then()
                .statusCode(406)
                .contentType("application/problem+json");
        operator()
                .contentType("text/plain")
                .body("{\"grants\":[]}")
                .put("/v1/callers/plain")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "null",
                "\"text\"",
                "{} {}",
                "{\"grants\":[],\"grants\":[]}",
                "{\"grants\":[]}]",
                "{grants:[]}",
            })
    void refusesWhatIsNotOneObject(String body) {
        operator()
                .body(body)
                .put("/v1/callers/malformed")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:malformed-body"));
    }

    @ParameterizedTest
    @CsvSource({"limit=many,limit", "limit=0,limit", "limit=1001,limit", "limit=9999999999,limit"})
    void namesABadQueryParameter(String query, String field) {
        operator().get("/v1/audit-events?" + query).then().statusCode(422).body("errors.field", contains(field));
    }

    @Test
    void tellsNothingOfAnIncidentButItsNumber() {
        given().get("/testing/failure")
                .then()
                .statusCode(500)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:internal"))
                .body("detail", matchesPattern(".* incident [0-9a-f-]{36}\\."))
                .body(not(containsString("secret")))
                .body(not(containsString("Exception")));
    }

    @Test
    void refusesABodyThatIsTooLarge() throws IOException {
        assertThat(send("Content-Length: " + TOO_MUCH, "{" + " ".repeat(TOO_MUCH - 1)))
                .satisfiesAnyOf(
                        answer -> assertThat(answer).startsWith("HTTP/1.1 413"),
                        answer -> assertThat(answer).isEmpty());
        String chunk = Integer.toHexString(4096) + "\r\n" + " ".repeat(4096) + "\r\n";
        assertThat(send("Transfer-Encoding: chunked", chunk.repeat(TOO_MUCH / 4096) + "0\r\n\r\n"))
                .satisfiesAnyOf(
                        answer -> assertThat(answer).startsWith("HTTP/1.1 413"),
                        answer -> assertThat(answer).isEmpty());
    }

    /** The first line of the answer; empty where the connection was closed without one. */
    private String send(String header, String body) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /v1/callers/large HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Authorization: Bearer " + TestDatabase.BOOTSTRAP_KEY + "\r\n" + header + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            try {
                out.write(body.getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (SocketException closed) {
                // The server need not read on; its answer may have arrived.
            }
            byte[] answer = socket.getInputStream().readNBytes(12);
            return new String(answer, StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }
}
