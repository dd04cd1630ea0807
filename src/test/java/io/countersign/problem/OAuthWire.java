package io.countersign.problem;

import static io.countersign.TestingWire.ask;
import static io.countersign.TestingWire.bare;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingWire.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The bytes of requests to the standards face, from a client that is known, and what comes back. */
final class OAuthWire {
    static final List<String> OF_FORMS = List.of("/oauth/token", "/oauth/introspect", "/oauth/revoke");
    static final List<String> OF_DOCUMENTS =
            List.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/oauth/jwks");
    static final String USERINFO = "/oauth/userinfo";
    static final String HOST = "Host: vault";
    static final String IS_FORM = "Content-Type: application/x-www-form-urlencoded";
    static final String CHUNKED = "Transfer-Encoding: chunked";
    static final String CONTINUE = "Expect: 100-continue";
    static final String CLIENT = "Authorization: Basic "
            + Base64.getEncoder()
                    .encodeToString(("bootstrap:" + TestDatabase.BOOTSTRAP_KEY).getBytes(StandardCharsets.UTF_8));

    /** Whoever gets as far as this is heard: of such a tenant nobody has tokens, of such a token nothing is known. */
    static final String FORM =
            "grant_type=client_credentials&resource=urn%3Acountersign%3Atenant%3Anobody&token=unknown";

    private OAuthWire() {}

    static Reply post(String target, String body, String... headers) throws IOException {
        return ask(sized(target, body, headers), body);
    }

    static String sized(String target, String body, String... headers) {
        return bare(
                "POST",
                target,
                Stream.concat(Stream.of(HOST, CLIENT, "Content-Length: " + body.length()), Stream.of(headers))
                        .toArray(String[]::new));
    }

    static Reply postInChunks(String target, String body, String... headers) throws IOException {
        String head = bare(
                "POST",
                target,
                Stream.concat(Stream.of(HOST, CLIENT, CHUNKED), Stream.of(headers))
                        .toArray(String[]::new));
        int half = body.length() / 2;
        return ask(head, chunk(body.substring(0, half)), chunk(body.substring(half)), "0\r\n\r\n");
    }

    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    static JsonObject body(Reply reply) {
        return new JsonObject(reply.text().substring(reply.text().lastIndexOf("\r\n\r\n") + 4));
    }

    static void assertRefused(Reply reply, String asked) {
        assertError(reply, asked, 400, "invalid_request");
    }

    static void assertError(Reply reply, String asked, int status, String error) {
        assertThat(reply.statuses()).as(asked).containsExactly(status);
        assertThat(reply.header("Content-Type")).as(asked).isEqualTo("application/json");
        assertThat(reply.header("Cache-Control")).as(asked).isEqualTo("no-store");
        assertThat(body(reply).getString("error")).as(asked).isEqualTo(error);
        assertThat(body(reply).getString("error_description")).as(asked).matches("[ !#-\\[\\]-~]+");
    }

    /** It went all the way through to what the endpoint itself has to say. */
    static void assertHeard(Reply reply, String target, String asked) {
        if (target.startsWith("/oauth/token")) {
            assertError(reply, asked, 400, "invalid_target");
        } else {
            assertThat(reply.status()).as(asked).isEqualTo(200);
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
            assertThat(body(reply).isEmpty() || !body(reply).getBoolean("active"))
                    .isTrue();
        }
    }
}
