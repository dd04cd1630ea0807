package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code countersign.consent.return-origins} is {@code https://app.example.com} in all tests. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ReturnUrlTest {
    private static final String ALLOWED = "https://app.example.com/grüße/u\u0308?straße=\uD83E\uDD84&customer=7";

    /** As a browser sends it: UTF-8, not composed anew. */
    private static final String SENT =
            "https://app.example.com/gr%C3%BC%C3%9Fe/u%CC%88?stra%C3%9Fe=%F0%9F%A6%84&customer=7";

    private final String email = UUID.randomUUID() + "@example.com";

    private TestingTenant tenant() {
        TestDocuSign.person(email, "Only account");
        return TestingTenant.create(Map.of("expected_email", email));
    }

    private static URI link(TestingTenant tenant) {
        return URI.create(operator()
                .body(Map.of("return_url", ALLOWED))
                .post(tenant.connection() + "/consent-links")
                .then()
                .statusCode(201)
                .extract()
                .path("consent_url"));
    }

    @Test
    void aConsentThatEndsWellLeadsThere() {
        TestingBrowser browser = new TestingBrowser();

        HttpResponse<String> end = browser.get(TestingTenant.allowed(browser, link(tenant()), email));

        assertThat(end.statusCode()).isEqualTo(303);
        assertThat(end.headers().firstValue("Location")).hasValue(SENT);
        assertThat(end.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(browser.cookies()).isEmpty();
    }

    @Test
    void aConsentThatFailsStaysHere() {
        TestingBrowser browser = new TestingBrowser();
        URI link = link(tenant());
        URI callback = new io.countersign.simulator.SimulatedPerson(email).decline(TestingTenant.begin(browser, link));

        assertThat(browser.get(callback).statusCode()).isEqualTo(400);
        assertThat(browser.cookies()).as("the way back").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/done",
                "done",
                "//evil.example/",
                "//app.example.com/",
                "\\\\evil.example/",
                "https:\\\\app.example.com/",
                "https:/\\evil.example/",
                "https:///evil.example/",
                "https:app.example.com",
                "javascript:alert(1)//https://app.example.com/",
                "data:text/html,x",
                "https://user@app.example.com/",
                "https://app.example.com@evil.example/",
                "https://app.example.com:443@evil.example/",
                "https://@app.example.com/",
                "https://app.example.com\\@evil.example/",
                "https://evil.example\\.app.example.com/",
                "https://app.example.com%40evil.example/",
                "https://app.example.com.evil.example/",
                "https://evil-app.example.com/",
                "https://app.example.com./",
                "https://xapp.example.com/",
                "https://app.example.com:8443/",
                "https://app.example.com:80/",
                "https://app.example.com:0/",
                "https://app.example.com:99999999999/",
                "http://app.example.com/",
                "ftp://app.example.com/",
                "https://app.example.com/\r\nSet-Cookie: x=1",
                "https://app.example.com/\u0000",
                "https://app.example.com/\t",
                " https://app.example.com/",
                "https://\u0430pp.example.com/",
                "https://xn--pp-7ka.example.com/",
                "https://app\u3002example\u3002com/",
                "https://app.example.com/#https://evil.example/",
                "https://[::1]/",
                "https://app.example.com/%",
                "https://app.example.com/ü ü",
                "https://app.example.com/ü\\ü",
                "https://app.example.com/ü\n",
                "https://ü@app.example.com/",
                "https://ü.example.com/",
                "https://ａpp.example.com/",
                "https://app.example.com\uFF0F@evil.example/",
                "https://app.example.com\uFF0Fevil.example/",
                "https://app.example.com\u200B/",
                "https://app.example.com:\u0664\u0664\u0663/",
                "https://app.example.com/#ü",
            })
    void anyOtherAddressIsRefused(String address) {
        operator()
                .body(Map.of("return_url", address))
                .post(Shared.tenant().connection() + "/consent-links")
                .then()
                .statusCode(422)
                .body("errors.field", contains("return_url"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com",
                "https://APP.example.com/x",
                "https://app.example.com:443/",
                "https://app.example.com/a;b=c/%0d%0a?x=//evil.example",
                "https://app.example.com/\u2028\u00A0\u202E?\u3000=\uFF0F\uFF0Fevil.example",
            })
    void theAllowedOriginIsRecognised(String address) {
        operator()
                .body(Map.of("return_url", address))
                .post(Shared.tenant().connection() + "/consent-links")
                .then()
                .statusCode(201);
    }

    @Test
    void itsLengthIsCountedAsItIsSent() {
        for (int umlauts : new int[] {329, 330}) {
            operator()
                    .body(Map.of("return_url", "https://app.example.com/" + "ü".repeat(umlauts)))
                    .post(Shared.tenant().connection() + "/consent-links")
                    .then()
                    .statusCode(umlauts == 329 ? 201 : 422);
        }
    }

    /** One tenant for all addresses, made when the first needs it. */
    private static final class Shared {
        private static TestingTenant made;

        static synchronized TestingTenant tenant() {
            if (made == null) {
                made = TestingTenant.create(Map.of());
            }
            return made;
        }
    }
}
