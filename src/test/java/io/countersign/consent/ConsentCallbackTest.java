package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browser, state and integration have to agree before DocuSign is asked anything, and one callback of many asks. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentCallbackTest {
    private static void assertRefused(TestingConsent consent, HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("We could not match your sign-in");
        assertThat(consent.tokenCalls()).isZero();
    }

    @Test
    void aHundredParallelCallbacksMakeOneTokenCall() throws Exception {
        // Given
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();

        // When
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                answers.add(people.submit(() -> consent.browser().get(callback).statusCode()));
            }
        }

        // Then
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        assertThat(statuses).hasSize(100).contains(200).isSubsetOf(200, 410);
        assertThat(consent.tokenCalls()).isEqualTo(1);
        assertThat(TestingTrail.typesOf(consent.tenant().tenant())).containsOnlyOnce("connection.connected");
        consent.tenant().token(Map.of()).statusCode(200);
    }

    /** DocuSign documents no limit of a code; a request line is limited long before a person knows what 414 means. */
    @Test
    void takesALongCode() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        String longer = callback.toString().replaceFirst("code=[^&]*", "code=" + "a".repeat(16_000));

        HttpResponse<String> page = consent.browser().get(URI.create(longer));

        consent.assertLeadsBack(page, 400);
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        consent.assertWorksAgain();
    }

    @Test
    void withoutItsCookieItAsksNothing() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();

        HttpResponse<String> page = new TestingBrowser().get(callback);

        assertRefused(consent, page);
        assertThat(page.body()).contains("open the link in your invitation once more");
        assertThat(consent.browser().get(callback).statusCode())
                .as("the attempt is still its browser's")
                .isEqualTo(200);
    }

    @Test
    void anotherBrowsersCookieIsNoUse() {
        TestingConsent victim = TestingConsent.create();
        TestingConsent attacker = victim.inAnotherBrowser();
        attacker.begun();
        URI callback = victim.allowed();

        assertRefused(victim, attacker.browser().get(callback));
    }

    @Test
    void anotherBrowsersBindingUnderTheRightNameIsNoUse() {
        TestingConsent victim = TestingConsent.create();
        URI callback = victim.allowed();
        TestingConsent attacker = victim.inAnotherBrowser();
        attacker.begun();
        String name = victim.browser().cookies().keySet().iterator().next();
        String value = attacker.browser().cookies().values().iterator().next();

        HttpResponse<String> page = TestingCookies.get(callback, name + "=" + value);

        assertRefused(victim, page);
        assertThat(page.body()).contains(victim.link().toString());
    }

    @Test
    void anotherIntegrationsPathIsNoUse() {
        TestingConsent consent = TestingConsent.create();
        TestingConsent other = TestingConsent.create();
        URI callback = consent.allowed();
        URI elsewhere = URI.create(callback.toString()
                .replace(consent.tenant().integration(), other.tenant().integration()));
        URI nowhere = URI.create(callback.toString().replace(consent.tenant().integration(), "no-such-app"));

        assertRefused(consent, consent.browser().get(elsewhere));
        assertRefused(consent, consent.browser().get(nowhere));
        assertThat(other.tokenCalls()).isZero();
        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?state=unknown&code=x", "?code=x", "?state=&code=x", "", "?error=access_denied"})
    void anUnknownStateIsNoUse(String query) {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();

        HttpResponse<String> page =
                consent.browser().get(URI.create(callback.toString().split("\\?")[0] + query));

        assertRefused(consent, page);
    }

    /** RFC 9207 compares by characters; DocuSign spells its own name with a slash at the end. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void theIssuerIsDocuSignWithOrWithoutASlash(String end) {
        TestingConsent consent = TestingConsent.create();
        URI callback = withIssuer(consent.allowed(), TestDocuSign.simulator().baseUrl() + end);

        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "https://evil.example", "{}//", "{}/oauth", "{}?", "{}.evil.example", " {}"})
    void anotherIssuerIsRefused(String issuer) {
        TestingConsent consent = TestingConsent.create();
        String docusign = TestDocuSign.simulator().baseUrl();

        HttpResponse<String> page =
                consent.browser().get(withIssuer(consent.allowed(), issuer.replace("{}", docusign)));

        assertRefused(consent, page);
        consent.assertWorksAgain();
    }

    private static URI withIssuer(URI callback, String issuer) {
        return URI.create(callback + "&iss=" + URLEncoder.encode(issuer, StandardCharsets.UTF_8));
    }

    @Test
    void aCallbackWithoutACodeIsRefused() {
        TestingConsent consent = TestingConsent.create();
        URI callback = URI.create(consent.allowed().toString().replaceAll("code=[^&]*", "code="));

        assertRefused(consent, consent.browser().get(callback));
        consent.assertWorksAgain();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%ff%fe", "%F0%9F%A6%84", "%0d%0aSet-Cookie:x=1", "%22%3E%3Cscript%3E"})
    void nastyParametersGetAPage(String nasty) {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        String base = callback.toString().split("\\?")[0];

        for (String query : List.of(
                "?state=" + nasty, "?state=x&code=" + nasty, "?state=x&iss=" + nasty, "?" + nasty + "=" + nasty)) {
            assertRefused(consent, consent.browser().get(URI.create(base + query)));
        }
        URI code = URI.create(callback.toString().replaceAll("code=[^&]*", "code=" + nasty));
        HttpResponse<String> page = consent.browser().get(code);
        assertThat(page.statusCode()).isIn(400, 502);
        assertThat(page.body()).contains("href=\"" + consent.link() + "\"").doesNotContain("<script>");
        assertThat(page.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void brokenCookiesGetAPage() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        String name = consent.browser().cookies().keySet().iterator().next();

        for (String cookie : List.of(
                name,
                name + "=",
                "=",
                ";;;",
                name + "=\"",
                name + "=a.b",
                "$Version=1; " + name + "=x",
                "\u00e4=\u00f6")) {
            assertRefused(consent, TestingCookies.get(callback, cookie));
        }
    }

    @Test
    void onlyTheFiveNewestAttemptsOfAnAddressLive() {
        TestingConsent first = TestingConsent.create();
        URI oldest = first.allowed();
        TestingConsent second = first.inAnotherBrowser();
        URI survivor = second.allowed();
        for (int i = 0; i < 4; i++) {
            first.inAnotherBrowser().begun();
        }

        assertThat(TestingSql.number(
                        "SELECT count(*) FROM consent_attempt WHERE tenant = ?",
                        first.tenant().tenant()))
                .isEqualTo(5);
        first.assertLeadsBack(first.browser().get(oldest), 400);
        assertThat(first.tokenCalls()).isZero();
        assertThat(second.browser().get(survivor).statusCode()).isEqualTo(200);
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM consent_attempt WHERE tenant = ? AND taken_at IS NULL",
                        first.tenant().tenant()))
                .as("a stored consent ends the other attempts")
                .isZero();
    }

    @Test
    void twoTabsOfOneBrowserDoNotDisturbEachOther() {
        TestingConsent consent = TestingConsent.create();
        URI one = consent.allowed();
        URI other = consent.allowed();

        assertThat(consent.browser().cookies()).hasSize(2);
        assertThat(consent.browser().get(one).statusCode()).isEqualTo(200);
        assertThat(consent.browser().get(other).statusCode()).isEqualTo(410);
        assertThat(consent.tokenCalls()).isEqualTo(1);
    }

    @Test
    void anAttemptThatTookTooLongAsksNothing() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        TestingSql.run(
                "UPDATE consent_attempt SET expires_at = clock_timestamp() WHERE tenant = ?",
                consent.tenant().tenant());

        consent.assertLeadsBack(consent.browser().get(callback), 400);
        assertThat(consent.tokenCalls()).isZero();
        consent.assertWorksAgain();
    }

    @Test
    void aLinkThatExpiresAtDocuSignStillCompletes() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        TestingSql.run(
                "UPDATE consent_link SET expires_at = clock_timestamp() WHERE tenant = ?",
                consent.tenant().tenant());

        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(200);
    }

    @Test
    void aDisconnectWhileThePersonIsAtDocuSignEndsTheAttempt() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        operator().delete(consent.tenant().connection()).then().statusCode(200);

        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(410);
        assertThat(consent.tokenCalls()).isZero();
    }

    @Test
    void theCookieIsBoundToThisHost() {
        TestingConsent consent = TestingConsent.create();

        HttpResponse<String> begun = consent.browser().post(consent.link());

        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .matches("__Host-consent-[0-9a-f]{16}=.*")
                .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=")
                .doesNotContainIgnoringCase("Domain");
        assertThat(begun.headers().firstValue("Location").orElseThrow())
                .contains("code_challenge_method=S256", "login_hint=", "state=");
        assertThat(begun.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void aCallbackOpenedTwiceTellsThatAllIsWell() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        String cookie = TestingCookies.of(consent.browser());
        consent.browser().get(callback);

        HttpResponse<String> again = TestingCookies.get(callback, cookie);

        assertThat(again.statusCode()).isEqualTo(410);
        assertThat(again.body()).contains("all is well").doesNotContain("Try again");
        assertThat(consent.tokenCalls()).isEqualTo(1);
    }
}
