package io.countersign.problem;

import static io.countersign.TestingWire.ask;
import static io.countersign.TestingWire.bare;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.TestingWire.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OAuth 2.0 clients may send what they are known to send, and what is refused is told in the one shape they read. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OAuthReceptionTest {
    private static final List<String> OF_FORMS = List.of("/oauth/token", "/oauth/introspect", "/oauth/revoke");
    private static final List<String> OF_DOCUMENTS =
            List.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/oauth/jwks");
    private static final String USERINFO = "/oauth/userinfo";
    private static final String HOST = "Host: vault";
    private static final String IS_FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String CONTINUE = "Expect: 100-continue";
    private static final String CLIENT = "Authorization: Basic "
            + Base64.getEncoder()
                    .encodeToString(("bootstrap:" + TestDatabase.BOOTSTRAP_KEY).getBytes(StandardCharsets.UTF_8));

    /** Whoever gets as far as this is heard: of such a tenant nobody has tokens, of such a token nothing is known. */
    private static final String FORM =
            "grant_type=client_credentials&resource=urn%3Acountersign%3Atenant%3Anobody&token=unknown";

    private static Reply post(String target, String body, String... headers) throws IOException {
        return ask(sized(target, body, headers), body);
    }

    private static String sized(String target, String body, String... headers) {
        return bare(
                "POST",
                target,
                Stream.concat(Stream.of(HOST, CLIENT, "Content-Length: " + body.length()), Stream.of(headers))
                        .toArray(String[]::new));
    }

    private static Reply postInChunks(String target, String body, String... headers) throws IOException {
        String head = bare(
                "POST",
                target,
                Stream.concat(Stream.of(HOST, CLIENT, CHUNKED), Stream.of(headers))
                        .toArray(String[]::new));
        int half = body.length() / 2;
        return ask(head, chunk(body.substring(0, half)), chunk(body.substring(half)), "0\r\n\r\n");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static JsonObject body(Reply reply) {
        return new JsonObject(reply.text().substring(reply.text().lastIndexOf("\r\n\r\n") + 4));
    }

    private static void assertRefused(Reply reply, String asked) {
        assertError(reply, asked, 400, "invalid_request");
    }

    private static void assertError(Reply reply, String asked, int status, String error) {
        assertThat(reply.statuses()).as(asked).containsExactly(status);
        assertThat(reply.header("Content-Type")).as(asked).isEqualTo("application/json");
        assertThat(reply.header("Cache-Control")).as(asked).isEqualTo("no-store");
        assertThat(body(reply).getString("error")).as(asked).isEqualTo(error);
        assertThat(body(reply).getString("error_description")).as(asked).matches("[ !#-\\[\\]-~]+");
    }

    /** It went all the way through to what the endpoint itself has to say. */
    private static void assertHeard(Reply reply, String target, String asked) {
        if (target.startsWith("/oauth/token")) {
            assertError(reply, asked, 400, "invalid_target");
        } else {
            assertThat(reply.status()).as(asked).isEqualTo(200);
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
            assertThat(body(reply).isEmpty() || !body(reply).getBoolean("active"))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "POST", "TRACE", "PROPFIND", "post"})
    void anotherMethodIsAnInvalidRequest(String method) throws IOException {
        List<String> addresses = new ArrayList<>();
        if (!method.equals("POST")) {
            addresses.addAll(OF_FORMS);
        }
        if (!List.of("GET", "HEAD").contains(method)) {
            addresses.addAll(OF_DOCUMENTS);
            addresses.add(USERINFO);
        }
        for (String address : addresses) {
            for (String headers : List.of("X-None: any", "Origin: https://a\r\nAccess-Control-Request-Method: POST")) {
                Reply reply = ask(bare(method, address, HOST, CLIENT, headers));
                if (method.equals("HEAD")) {
                    assertThat(reply.statuses()).as(address).containsExactly(400);
                    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
                } else {
                    assertRefused(reply, method + " " + address);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencodedx",
                "Content-Type: application/x-www-form-urlencoded, text/plain",
                "Content-Type: ;;;",
                "Content-Type: *",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Type: application/json",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip",
                "Content-Encoding: identity\r\nContent-Encoding: br",
            })
    void anotherBodyIsAnInvalidRequest(String headers) throws IOException {
        for (String address : OF_FORMS) {
            assertRefused(post(address, FORM, headers), address);
            assertRefused(postInChunks(address, FORM, headers), address + " in chunks");
            assertRefused(ask(sized(address, FORM, headers, CONTINUE)), address + " before the body");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-No-Content-Type: any",
                IS_FORM,
                IS_FORM + ";charset=nonsense",
                IS_FORM + " ; charset=\"",
                IS_FORM + "\r\n" + IS_FORM,
                "Content-Type: ",
                "Content-Type: APPLICATION/X-WWW-FORM-URLENCODED; charset=UTF-16",
                "Content-Encoding: identity",
                "Accept: text/html",
                "Accept: application/json;q=0",
                "Accept: ,;=/",
                "Expect: 100-continue",
                "X-HTTP-Method-Override: GET",
                // An offer that is not taken up: the answer is one of HTTP/1.1.
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk",
            })
    void aFormIsTakenHoweverItIsSent(String headers) throws IOException {
        for (String address : OF_FORMS) {
            assertHeard(post(address, FORM, headers), address, address);
            assertHeard(postInChunks(address, FORM, headers), address, address + " in chunks");
        }
    }

    @Test
    void anHttp10FormIsTaken() throws IOException {
        for (String address : OF_FORMS) {
            String head = "POST " + address + " HTTP/1.0\r\n" + CLIENT + "\r\nContent-Length: " + FORM.length();
            assertHeard(ask(head + "\r\n\r\n" + FORM), address, address);
        }
    }

    @Test
    void moreThan64KibibytesAreAnInvalidRequest() throws IOException {
        String much = FORM + "&more=" + "x".repeat(70_000);
        for (String address : OF_FORMS) {
            assertRefused(post(address, much, IS_FORM), address);
            assertRefused(postInChunks(address, much, IS_FORM), address + " in chunks");
            assertRefused(ask(sized(address, much, IS_FORM, CONTINUE)), address + " before the body");
            String parameters = FORM + "&a=".repeat(10_000);
            assertHeard(post(address, parameters, IS_FORM), address, address + " with empty ones");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%", "%4=1", "a=%u0041", "a=1&a=2", "token=b", "grant_type=b"})
    void whatCanBeReadInTwoWaysIsAnInvalidRequest(String more) throws IOException {
        for (String address : OF_FORMS) {
            assertRefused(post(address, FORM + "&" + more, IS_FORM), address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "a=%", "client_secret=x", "scope=x", "grant_type=", "resource=&token=x"})
    void theAddressHoldsNothingButAResource(String query) throws IOException {
        for (String address : OF_FORMS) {
            assertRefused(post(address + "?" + query, FORM, IS_FORM), address);
        }
    }

    /** Bytes that are no text, as they are and percent-encoded, and a NUL, are only what they are called. */
    @ParameterizedTest
    @ValueSource(strings = {"a=%c3%28", "a=\u00c3(", "%ff=\u00ff", "a=%00", "\u0000=a", "=", "&&", "a", "=a"})
    void oddBytesOfAStrangersParameterAreNoFault(String more) throws IOException {
        for (String address : OF_FORMS) {
            assertHeard(post(address, FORM + "&" + more, IS_FORM), address, address);
        }
    }

    @Test
    void oddBytesOfAKnownParameterAreAsGoodAsUnknown() throws IOException {
        for (String bytes : List.of("%c3%28", "\u00ff", "%00", "%ed%a0%80")) {
            String token = "/oauth/token";
            assertError(post(token, "grant_type=" + bytes), token, 400, "unsupported_grant_type");
            assertError(post(token, "grant_type=refresh_token&refresh_token=" + bytes), token, 400, "invalid_grant");
            assertError(post(token, "grant_type=client_credentials&resource=" + bytes), token, 400, "invalid_target");
            assertRefused(post(token, FORM + "&client_id=" + bytes), "client_id " + bytes);
            assertHeard(post("/oauth/introspect", "token=" + bytes), "/oauth/introspect", bytes);
            assertHeard(post("/oauth/revoke", "token=" + bytes), "/oauth/revoke", bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-None: any", "Host: a\r\nHost: a", "Host: ", "Host: a b", "Host: user@vault"})
    void aHostIsOne(String headers) throws IOException {
        for (String address : OF_FORMS) {
            assertRefused(ask(bare("POST", address, headers, CLIENT, CHUNKED), "0\r\n\r\n"), address);
        }
        for (String address : OF_DOCUMENTS) {
            assertRefused(ask(bare("GET", address, headers)), address);
        }
        assertRefused(ask(bare("GET", USERINFO, headers)), USERINFO);
    }

    @Test
    void twoCredentialsAreAnInvalidRequest() throws IOException {
        for (String second : List.of(CLIENT, "Authorization: Bearer x", "Authorization: Basic eDp5")) {
            for (String address : OF_FORMS) {
                assertRefused(post(address, FORM, second), address);
            }
            assertThat(ask(bare("GET", USERINFO, HOST, CLIENT, second)).status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", ";a=b", "?a=b", "/?api-version=2"})
    void theAddressMayHaveMoreAtItsEnd(String end) throws IOException {
        for (String address : OF_FORMS) {
            assertHeard(post(address + end, FORM, IS_FORM), address, address + end);
            assertRefused(ask(bare("GET", address + end, HOST)), "GET " + address + end);
        }
        for (String address : OF_DOCUMENTS) {
            assertThat(ask(bare("GET", address + end, HOST)).status()).isEqualTo(200);
        }
    }

    @Test
    void whoeverOnlyReadsMaySendWhatItLikes() throws IOException {
        for (String headers : List.of(
                "Accept: text/html", "Accept: ;,=", "Content-Type: nonsense", "Content-Encoding: x", CONTINUE)) {
            for (String address : OF_DOCUMENTS) {
                Reply reply = ask(bare("GET", address, HOST, headers, "Content-Length: 2") + "{}");
                assertThat(reply.status()).as("%s %s", address, headers).isEqualTo(200);
                assertThat(reply.header("Content-Type")).startsWith("application/json");
            }
            Reply reply = ask(bare("GET", USERINFO, HOST, headers, CHUNKED), chunk("{}"), "0\r\n\r\n");
            assertThat(reply.status()).as(headers).isEqualTo(401);
            assertThat(body(reply).getString("error")).isEqualTo("internal_server_error");
        }
    }

    @Test
    void nothingOfThisIsLogged() throws IOException {
        try (TestingLog log = TestingLog.ofAll()) {
            for (String address : OF_FORMS) {
                post(address, "a=%zz", IS_FORM);
                post(address + "?token=canary", FORM, IS_FORM);
                post(address, "{\"token\":\"canary\"}", "Content-Type: application/json");
            }
            assertThat(log.lines()).isEmpty();
        }
    }
}
