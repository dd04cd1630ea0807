package io.countersign.problem;

import static io.countersign.TestingWire.ask;
import static io.countersign.TestingWire.bare;
import static io.countersign.TestingWire.head;
import static io.countersign.TestingWire.send;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.TestingWire.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, or made plain, before anybody asks whose request it is. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ReceptionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS =
            List.of("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "PROPFIND", "get");

    /** The methods of every address, as they are described, by its path; pages are not. */
    static Map<String, Set<String>> addresses() throws IOException {
        JsonNode paths = JSON.readTree(get("/q/openapi?format=json").asString()).path("paths");
        Map<String, Set<String>> addresses = new TreeMap<>();
        paths.properties().forEach(path -> {
            Set<String> methods = new TreeSet<>();
            path.getValue().fieldNames().forEachRemaining(method -> methods.add(method.toUpperCase(Locale.ROOT)));
            addresses.put(path.getKey(), methods);
        });
        addresses.put("/consent/{link}", Set.of("GET", "POST"));
        addresses.put("/consent/account", Set.of("GET", "POST"));
        addresses.put("/oauth/callback/{integration}", Set.of("GET"));
        return addresses;
    }

    static String pathOf(String template) {
        return template.replaceAll("\\{[^}]*}", "nobody");
    }

    private static Set<String> list(String header) {
        return new TreeSet<>(Arrays.asList(header.split(", *", -1)));
    }

    @Test
    void anAddressThatLacksAMethodNamesThoseThatItTakes() throws IOException {
        for (Map.Entry<String, Set<String>> address : addresses().entrySet()) {
            Set<String> allowed = new TreeSet<>(address.getValue());
            allowed.add("OPTIONS");
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            for (String method : METHODS) {
                if (!allowed.contains(method)) {
                    Reply reply = ask(head(method, pathOf(address.getKey())));
                    assertThat(reply.status())
                            .as("%s %s", method, address.getKey())
                            .isEqualTo(405);
                    assertThat(list(reply.header("Allow")))
                            .as("%s %s", method, address.getKey())
                            .isEqualTo(allowed);
                    assertThat(reply.isProblem("method-not-allowed")).isTrue();
                }
            }
            Reply options = ask(head("OPTIONS", pathOf(address.getKey())));
            assertThat(options.status()).isEqualTo(200);
            assertThat(list(options.header("Allow"))).as(address.getKey()).isEqualTo(allowed);
        }
    }

    @Test
    void a405CostsNoConnection() throws IOException {
        String first = head("PATCH", "/v1/tenants").replace("Connection: close\r\n", "");
        assertThat(send(first + head("GET", "/v1/tenants")).statuses()).containsExactly(405, 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-No-Host: any",
                "Host: vault\r\nHost: vault",
                "Host: vault\r\nHost: other",
                "Host: ",
                "Host: a b",
                "Host: vault:port",
                "Host: vault/path",
                "Host: user@vault",
                "Host: [::1",
                "Host: vault, other",
            })
    void aHostIsOne(String headers) throws IOException {
        List<String> lines;
        try (TestingLog log = TestingLog.ofAll()) {
            for (String target :
                    List.of("/v1/tenants", "/consent/nobody", "/oauth/callback/x?code=a", "/nowhere", "/")) {
                Reply reply = ask(bare("GET", target, headers));
                assertThat(reply.status()).as(target).isEqualTo(400);
                assertThat(reply.isProblem("malformed-request"))
                        .as(reply.text())
                        .isTrue();
            }
            lines = log.lines();
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void http10NeedsNoHost() throws IOException {
        String request = "GET /v1/tenants HTTP/1.0\r\nAuthorization: Bearer " + TestDatabase.BOOTSTRAP_KEY + "\r\n";
        assertThat(ask(request + "\r\n").status()).isEqualTo(200);
        assertThat(ask(request + "Host: a b\r\n\r\n").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/tenants/%zz",
                "/v1/tenants/%",
                "/v1/tenants/%4",
                "/v1/tenants?after=%zz",
                "/v1/tenants?%",
                "/consent/%zz",
                "/consent/nobody?%zz",
                "/oauth/callback/%zz?state=%zz&code=%",
                "/oauth/callback/x?state=%",
                "/%zz",
                "/v1/tenants/%00",
                "/v1/tenants/a\u0000b",
                "/v1/tenants/\u00e9\u00ff",
                "/v1/tenants/{x}|^`\"<>\\",
                "//v1//tenants",
                "/v1/../v1/tenants/./x",
                "/v1/tenants/..%2f..%2fx",
                "http://other/v1/tenants/x",
                "http://other",
                "ftp:///x",
                "*",
                "other:443",
                "tenants",
                "?",
            })
    void anOddTargetIsNoFault(String target) throws IOException {
        List<String> lines;
        try (TestingLog log = TestingLog.ofAll()) {
            for (String method : List.of("GET", "PUT", "OPTIONS", "CONNECT")) {
                Reply reply = ask(head(method, target));
                assertThat(reply.status()).as("%s %s", method, target).isBetween(200, 499);
                assertThat(reply.text()).doesNotContain("Exception", "\tat ");
            }
            lines = log.lines();
        }
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: vault\r\nX: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: vault\r\nX Y: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: vault\r\n: a\r\n\r\n",
                "GET /\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: vault\r\nContent-Length: x\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: vault\r\nContent-Length: -1\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: vault\r\nContent-Length: +1\r\n\r\nx",
                "POST /a HTTP/1.1\r\nHost: vault\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "POST /a HTTP/1.1\r\nHost: vault\r\nContent-Length: 99999999999999999999\r\n\r\nx",
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: vault\r\nTransfer-Encoding: gzip\r\n\r\nxx",
            })
    void brokenHttpIsNoFault(String request) throws IOException {
        List<String> lines;
        try (TestingLog log = TestingLog.ofAll()) {
            Reply reply = ask(request.replace("POST /a ", "POST /v1/callers/a/api-keys "));
            assertThat(reply.statuses()).isNotEmpty().allMatch(status -> status >= 400 && status < 500);
            lines = log.lines();
        }
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-None: any",
                "Accept: text/html",
                "Accept: */*",
                "Accept: application/xhtml+xml",
                "Accept: image/avif,image/webp,*/*;q=0.8",
                "Accept: image/*",
                "Accept: text/*;q=0.1",
                "Accept: text/html;q=0",
                "Accept: application/json",
                "Accept: nonsense",
                "Accept: ,;=/",
                "Accept: ",
                "Accept: text/plain\r\nAccept: image/png",
            })
    void aPersonGetsAPage(String headers) throws IOException {
        Map<String, Integer> pages = Map.of("/consent/nobody", 404, "/oauth/callback/nobody?state=x&code=y", 400);
        for (Map.Entry<String, Integer> page : pages.entrySet()) {
            Reply reply = ask(bare("GET", page.getKey(), "Host: vault", headers));
            assertThat(reply.status()).isEqualTo(page.getValue());
            assertThat(reply.header("Content-Type")).startsWith("text/html");
            assertThat(reply.text()).contains("<!DOCTYPE html>");
        }
        assertThat(ask(bare("POST", "/consent/nobody", "Host: vault", headers)).header("Content-Type"))
                .startsWith("text/html");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accept: text/html | 406",
                "Accept: application/problem+json | 406",
                "Accept: application/json;q=0 | 406",
                "Accept: text/html, image/* | 406",
                "Accept: application/json | 200",
                "Accept: APPLICATION/JSON | 200",
                "Accept: text/html, nonsense;;, application/json;q=0.1 | 200",
                "Accept: application/*;q=0.01 | 200",
                "Accept: nonsense | 200",
                "Accept:  | 200",
                "Accept: ;;;,,,/ | 200",
            })
    void jsonIsRefusedOnlyByWhoRefusesIt(String header, int status) throws IOException {
        Reply reply = ask(head("GET", "/v1/tenants", header));
        assertThat(reply.status()).isEqualTo(status);
        if (status == 406) {
            assertThat(reply.isProblem("not-acceptable")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/9.9\r\nHost: vault\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: vault\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void whatCannotBeReadAtAllEndsTheConnection(String request) throws IOException {
        assertThat(ask(request.replace("POST /a ", "POST /v1/callers/a/api-keys "))
                        .statuses())
                .isEmpty();
    }

    /** As many as a header may hold, each of which a pattern could go down one step for. */
    @Test
    void longHeadersAreNoFault() throws IOException {
        String parameters = "a/b" + ";".repeat(15_000);

        assertThat(ask(head("GET", "/v1/tenants", "Accept: " + parameters)).status())
                .isEqualTo(406);
        assertThat(ask(head("POST", "/v1/callers/a/api-keys", "Content-Type: " + parameters, "Content-Length: 1") + "x")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void whereNothingIsThereIsNoMethodEither() throws IOException {
        assertThat(Stream.of("/v1/nowhere", "/v1/tenants/x/nowhere", "/v1", "/consent", "/nowhere")
                        .map(path -> {
                            try {
                                return ask(head("PATCH", path)).status();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }))
                .containsOnly(404);
    }
}
