package io.countersign.problem;

import static io.countersign.TestingWire.ask;
import static io.countersign.TestingWire.bare;
import static io.countersign.problem.OAuthWire.CHUNKED;
import static io.countersign.problem.OAuthWire.CLIENT;
import static io.countersign.problem.OAuthWire.CONTINUE;
import static io.countersign.problem.OAuthWire.FORM;
import static io.countersign.problem.OAuthWire.HOST;
import static io.countersign.problem.OAuthWire.IS_FORM;
import static io.countersign.problem.OAuthWire.OF_DOCUMENTS;
import static io.countersign.problem.OAuthWire.OF_FORMS;
import static io.countersign.problem.OAuthWire.USERINFO;
import static io.countersign.problem.OAuthWire.assertHeard;
import static io.countersign.problem.OAuthWire.assertRefused;
import static io.countersign.problem.OAuthWire.body;
import static io.countersign.problem.OAuthWire.chunk;
import static io.countersign.problem.OAuthWire.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.TestingWire.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused at the standards face before anybody asks for whom, in the one shape that OAuth 2.0 clients read. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OAuthReceptionTest {
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
    @ValueSource(strings = {"%zz", "a=%", "client_secret=x", "scope=x", "grant_type=", "resource=&token=x"})
    void theAddressHoldsNothingButAResource(String query) throws IOException {
        for (String address : OF_FORMS) {
            assertRefused(post(address + "?" + query, FORM, IS_FORM), address);
        }
        if (query.contains("%")) {
            for (String address : OF_DOCUMENTS) {
                assertRefused(ask(bare("GET", address + "?" + query, HOST)), address);
            }
        }
    }

    /** Bytes that are no text, as they are and percent-encoded, and a NUL, are only what they are called. */
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
    @ValueSource(strings = {"/", ";a=b", "?a=b", "/?api-version=2", "?a={b}|^`<\\\u00ff"})
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
