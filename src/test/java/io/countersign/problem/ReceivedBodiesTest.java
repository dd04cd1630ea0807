package io.countersign.problem;

import static io.countersign.TestingWire.ask;
import static io.countersign.TestingWire.bare;
import static io.countersign.TestingWire.head;
import static io.countersign.TestingWire.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingTenant;
import io.countersign.TestingWire.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies are taken, before anybody asks whose they are or what they say. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ReceivedBodiesTest {
    private static final String IS_JSON = "Content-Type: application/json";
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String NO_BYTES = "0\r\n\r\n";
    private static final int TOO_MUCH = 65_537;
    private static final String CALLER = "/v1/callers/reception";
    private static final String GRANTS = "{\"grants\":[]}";

    private static List<String[]> withBodies() throws IOException {
        List<String[]> operations = new ArrayList<>();
        ReceptionTest.addresses()
                .forEach((path, methods) -> methods.stream()
                        .filter(method -> method.equals("PUT") || method.equals("POST"))
                        .forEach(method -> operations.add(new String[] {method, ReceptionTest.pathOf(path)})));
        return operations;
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void whatIsTooLargeIsRefusedWhereverABodyIsTaken() throws IOException {
        String half = chunk(" ".repeat(40_000));
        List<String[]> ofJson = withBodies().stream()
                // Takes lines, and more of them.
                .filter(operation -> !operation[1].equals("/v1/imports"))
                .toList();
        for (String[] operation : ofJson) {
            String shown = operation[0] + " " + operation[1];
            List<Reply> replies = List.of(
                    ask(head(operation[0], operation[1], IS_JSON, "Content-Length: " + TOO_MUCH)),
                    send(
                            head(operation[0], operation[1], IS_JSON, "Content-Length: " + TOO_MUCH),
                            "{" + " ".repeat(TOO_MUCH - 1)),
                    ask(head(
                            operation[0], operation[1], IS_JSON, "Content-Length: 9999999999", "Expect: 100-continue")),
                    ask(head(operation[0], operation[1], IS_JSON, CHUNKED), half, half, half, NO_BYTES),
                    ask(head(operation[0], operation[1], IS_JSON, CHUNKED, "Expect: 100-continue"), half, half));
            assertThat(replies).as(shown).allSatisfy(reply -> {
                assertThat(reply.status()).isEqualTo(413);
                assertThat(reply.isProblem("payload-too-large"))
                        .as(reply.text())
                        .isTrue();
                assertThat(reply.header("Connection")).isEqualTo("close");
            });
            assertThat(replies.get(2).text()).doesNotContain("100 Continue");
        }
    }

    @Test
    void whoSendsOnGetsTheAnswerAndThenTheEnd() throws IOException {
        String more = "x".repeat(TOO_MUCH);
        for (Reply reply : List.of(
                send(head("PUT", CALLER, IS_JSON, "Content-Length: " + 4 * TOO_MUCH), more, more, more, more),
                send(head("PUT", CALLER, IS_JSON, "Content-Length: " + 4 * TOO_MUCH), more),
                send(head("PUT", CALLER, IS_JSON, CHUNKED), chunk(more), chunk(more), chunk(more), NO_BYTES),
                send(head("PUT", CALLER, IS_JSON, CHUNKED), chunk(more), chunk(more)))) {
            assertThat(reply.statuses()).containsExactly(413);
            assertThat(reply.closed()).as("closed in good order").isTrue();
        }
    }

    @Test
    void somebodyWithoutACredentialNeedNotSendTheBody() throws IOException {
        Reply reply = ask(bare("PUT", CALLER, "Host: vault", IS_JSON, CHUNKED));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(ask(bare("PUT", CALLER, "Host: vault", IS_JSON, "Content-Length: 70000"))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void sixtyFourKibibytesAreTaken() throws IOException {
        String body = GRANTS + " ".repeat(TOO_MUCH - 1 - GRANTS.length());
        assertThat(ask(head("PUT", CALLER, IS_JSON, "Content-Length: " + body.length()), body)
                        .status())
                .isIn(200, 201);
        assertThat(ask(head("PUT", CALLER, IS_JSON, CHUNKED), chunk(body), NO_BYTES)
                        .status())
                .isEqualTo(200);
        assertThat(ask(head("PUT", CALLER, IS_JSON, CHUNKED, "Expect: 100-continue"), chunk(body), NO_BYTES)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json\r\nContent-Encoding: gzip",
                "Content-Type: application/json\r\nContent-Encoding: BR",
                "Content-Type: application/json\r\nContent-Encoding: identity, gzip",
                "Content-Type: application/json\r\nContent-Encoding: identity\r\nContent-Encoding: deflate",
                "Content-Type: application/json; charset=iso-8859-1",
                "Content-Type: application/json;charset=\"UTF-16\"",
                "Content-Type: application/json; Charset = utf-16le",
                "Content-Type: application/json; a=b; charset=x",
                "Content-Type: application/json; charset=utf-8; charset=latin1",
                "Content-Type: application/json; charset=",
                "Content-Type: application/jsonx",
                "Content-Type: application/json\r\nContent-Type: application/json",
                "Content-Type: text/json",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: ;;;",
                "Content-Type: *",
                "Content-Type: ",
                "X-No-Content-Type: any",
            })
    void aBodyInAnotherFormIsRefused(String headers) throws IOException {
        assertIsInAnotherForm("PUT", CALLER, headers);
    }

    @Test
    void aBodyInAnotherFormIsRefusedWhereverOneIsTaken() throws IOException {
        for (String[] operation : withBodies()) {
            if (operation[1].startsWith("/v1/")) {
                assertIsInAnotherForm(operation[0], operation[1], IS_JSON + "\r\nContent-Encoding: gzip");
                assertIsInAnotherForm(operation[0], operation[1], IS_JSON + ";charset=latin1");
                assertIsInAnotherForm(operation[0], operation[1], "Content-Type: text/plain");
            }
        }
    }

    private static void assertIsInAnotherForm(String method, String path, String headers) throws IOException {
        assertThat(List.of(
                        ask(head(method, path, headers, "Content-Length: 2") + "{}"),
                        ask(head(method, path, headers, "Content-Length: 2", "Expect: 100-continue")),
                        ask(head(method, path, headers, CHUNKED), chunk("{}"), NO_BYTES)))
                .as("%s %s", method, path)
                .allSatisfy(reply -> {
                    assertThat(reply.status()).isEqualTo(415);
                    assertThat(reply.isProblem("unsupported-media-type")).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json\r\nContent-Encoding: identity",
                "Content-Type: application/json\r\nContent-Encoding: ",
                "Content-Type: application/json; charset=UTF-8",
                "Content-Type: application/json;charset=\"utf-8\"",
                "Content-Type: APPLICATION/JSON ; CHARSET = Utf-8",
                "Content-Type: application/json; a=\"b\"",
            })
    void jsonInUtf8IsTakenHoweverItIsSpelled(String headers) throws IOException {
        assertThat(ask(head("PUT", CALLER, headers, "Content-Length: " + GRANTS.length()) + GRANTS)
                        .status())
                .isIn(200, 201);
    }

    @Test
    void otherEncodingsThanTheOneThatIsSaidAreNoText() throws IOException {
        List<String> bodies = new ArrayList<>();
        for (String encoding : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE")) {
            bodies.add(new String(
                    GRANTS.getBytes(java.nio.charset.Charset.forName(encoding)),
                    java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        // Latin-1; a surrogate in three bytes; an overlong slash.
        for (String bytes : List.of("\u00e9", "\u00ed\u00a0\u0080", "\u00c0\u00af")) {
            bodies.add("{\"grants\":[],\"" + bytes + "\":1}");
        }
        for (String body : bodies) {
            Reply reply = ask(head("PUT", CALLER, IS_JSON, "Content-Length: " + body.length()) + body);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.isProblem("malformed-body")).isTrue();
        }
        String marked = "\u00ef\u00bb\u00bf" + GRANTS;
        assertThat(ask(head("PUT", CALLER, IS_JSON, "Content-Length: " + marked.length()) + marked)
                        .status())
                .as("a byte order mark of UTF-8")
                .isIn(200, 201);
    }

    @Test
    void anEmptyBodyIsNone() throws IOException {
        TestingCaller.keyOf("reception", List.of("*"), "audit:read");
        TestingTenant tenant = TestingTenant.create(Map.of());
        Map<String, Integer> wanted = Map.of(
                "POST " + CALLER + "/api-keys", 201,
                "POST " + tenant.connection() + "/consent-links", 201,
                "POST " + tenant.connection() + "/retry", 409,
                "POST " + tenant.connection() + "/token", 409,
                "PUT " + CALLER, 400,
                "PUT /v1/tenants/" + tenant.tenant(), 400,
                "POST " + tenant.connection() + "/confirmation", 400);
        for (Map.Entry<String, Integer> entry : wanted.entrySet()) {
            String[] operation = entry.getKey().split(" ", 2);
            Reply none = ask(head(operation[0], operation[1]));
            assertThat(none.status()).as(entry.getKey()).isEqualTo(entry.getValue());
            for (String type : List.of("X-None: x", IS_JSON, "Content-Type: application/x-www-form-urlencoded")) {
                for (Reply empty : List.of(
                        ask(head(operation[0], operation[1], type)),
                        ask(head(operation[0], operation[1], type, "Content-Length: 0")),
                        ask(head(operation[0], operation[1], type, CHUNKED), NO_BYTES))) {
                    assertThat(empty.status()).as("%s %s", entry.getKey(), type).isEqualTo(entry.getValue());
                    if (entry.getValue() == 400) {
                        assertThat(empty.isProblem("malformed-body")).isTrue();
                    }
                }
            }
        }
    }
}
