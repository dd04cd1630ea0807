package io.countersign.problem;

import static io.countersign.TestingWire.ask;
import static io.countersign.problem.OAuthWire.CLIENT;
import static io.countersign.problem.OAuthWire.CONTINUE;
import static io.countersign.problem.OAuthWire.FORM;
import static io.countersign.problem.OAuthWire.IS_FORM;
import static io.countersign.problem.OAuthWire.OF_FORMS;
import static io.countersign.problem.OAuthWire.assertError;
import static io.countersign.problem.OAuthWire.assertHeard;
import static io.countersign.problem.OAuthWire.assertRefused;
import static io.countersign.problem.OAuthWire.post;
import static io.countersign.problem.OAuthWire.postInChunks;
import static io.countersign.problem.OAuthWire.sized;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies OAuth 2.0 clients may send: all that they are known to, and nothing that can be read in two ways. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OAuthFormsTest {
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
}
