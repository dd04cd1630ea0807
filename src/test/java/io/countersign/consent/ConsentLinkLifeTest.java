package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link is good for in each part of its life, and who may use it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentLinkLifeTest {
    private static void assertGone(TestingConsent consent, String title, String reason) {
        for (HttpResponse<String> page :
                List.of(new TestingBrowser().get(consent.link()), new TestingBrowser().post(consent.link()))) {
            assertThat(page.statusCode()).isEqualTo(410);
            assertThat(page.body()).contains(title, "What to do").doesNotContain("Try again");
        }
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.link-refused"))
                .isEqualTo(reason);
        assertThat(TestingTrail.typesOf(consent.tenant().tenant()))
                .as("a leaked link cannot flood the trail")
                .containsOnlyOnce("consent.link-refused");
    }

    @Test
    void looksChangeNothing() {
        TestingConsent consent = TestingConsent.create();
        String before = consent.everythingStored();

        HttpResponse<String> seen = consent.browser().get(consent.link());
        HttpResponse<String> scanned = TestingCookies.head(consent.link());

        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.body()).contains(consent.tenant().integration()).contains("<form method=\"post\"");
        assertThat(seen.headers().map()).doesNotContainKey("set-cookie");
        assertThat(scanned.statusCode()).isEqualTo(200);
        assertThat(scanned.headers().map()).doesNotContainKey("set-cookie");
        assertThat(consent.everythingStored()).isEqualTo(before);
    }

    @Test
    void aUsedLinkIsOver() {
        TestingConsent consent = TestingConsent.create();
        consent.browser().get(consent.allowed());

        assertGone(consent, "This link has been used", "used");
    }

    /** Whoever presses the button at that moment learns what everybody learns from then on. */
    @Test
    void aLinkThatIsDeletedWhileAConsentBeginsIsUnknown() {
        TestingConsent consent = TestingConsent.create();
        String tenant = consent.tenant().tenant();
        try (TestingLock deletion =
                TestingLock.on("SELECT tenant FROM consent_link WHERE tenant = ? FOR UPDATE", tenant)) {
            CompletableFuture<HttpResponse<String>> begun =
                    CompletableFuture.supplyAsync(() -> new TestingBrowser().post(consent.link()));
            deletion.awaitWaiting(1);
            deletion.run("DELETE FROM consent_link WHERE tenant = ?", tenant);
            deletion.commit();

            assertThat(begun.join().statusCode()).isEqualTo(404);
            assertThat(begun.join().body()).contains("This link does not exist").doesNotContain("Try again");
        }
    }

    @Test
    void anExpiredLinkIsOver() {
        TestingConsent consent = TestingConsent.create();
        TestingSql.run(
                "UPDATE consent_link SET expires_at = clock_timestamp() WHERE tenant = ?",
                consent.tenant().tenant());

        assertGone(consent, "This link has expired", "expired");
    }

    @Test
    void aLinkFromBeforeADisconnectIsOverAndANewOneIsNot() {
        TestingConsent consent = TestingConsent.create();
        operator().delete(consent.tenant().connection()).then().statusCode(200);

        assertGone(consent, "This link is no longer valid", "withdrawn");
        assertThat(consent.tenant().consent(consent.email()).statusCode()).isEqualTo(200);
        assertThat(new TestingBrowser().get(consent.link()).statusCode()).isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "%00", "%ff", "..%2f..", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%F0%9F%A6%84"})
    void anUnknownLinkIsNotFound(String link) {
        URI address = URI.create(TestDocuSign.publicUrl() + "/consent/" + link);

        for (HttpResponse<String> page :
                List.of(new TestingBrowser().get(address), new TestingBrowser().post(address))) {
            assertThat(page.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anUnknownLinkGetsAPage() {
        HttpResponse<String> page =
                new TestingBrowser().get(URI.create(TestDocuSign.publicUrl() + "/consent/" + UUID.randomUUID()));

        assertThat(page.body())
                .contains("This link does not exist", "What to do")
                .doesNotContain("Try again");
    }

    @Test
    void aDeletedTenantsLinkIsUnknownAndStaysSo() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        String tenant = "/v1/tenants/" + consent.tenant().tenant();
        operator().delete(tenant).then().statusCode(204);
        assertThat(new TestingBrowser().get(consent.link()).statusCode()).isEqualTo(404);

        operator().body(Map.of("display_name", "Again")).put(tenant).then().statusCode(201);
        consent.tenant().configure(Map.of("expected_email", consent.email())).statusCode(201);

        assertThat(new TestingBrowser().get(consent.link()).statusCode()).isEqualTo(404);
        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(404);
        assertThat(consent.tokenCalls()).isZero();
        assertThat(consent.tenant().consent(consent.email()).statusCode()).isEqualTo(200);
    }

    /** What it sends is ours, in words of today's browsers, of older ones or of none. */
    static List<Headers> ourOwnForms() {
        String own = TestDocuSign.publicUrl();
        return List.of(
                headers(),
                headers("Origin", own),
                headers("Origin", own.toUpperCase(Locale.ROOT)),
                headers("Sec-Fetch-Site", "same-origin"),
                headers("Sec-Fetch-Site", "same-origin", "Origin", own),
                // Where its own page says no-referrer, or an extension does.
                headers("Sec-Fetch-Site", "same-origin", "Origin", "null"));
    }

    static List<Headers> otherForms() {
        String own = TestDocuSign.publicUrl();
        return List.of(
                headers("Sec-Fetch-Site", "cross-site"),
                headers("Sec-Fetch-Site", "same-site"),
                headers("Sec-Fetch-Site", "none"),
                headers("Sec-Fetch-Site", ""),
                headers("Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"),
                headers("Sec-Fetch-Site", "cross-site", "Origin", own),
                headers("Origin", "https://attacker.example"),
                headers("Origin", own.replace("http:", "https:")),
                headers("Origin", own.replaceFirst(":\\d+$", "")),
                headers("Origin", own + "1"),
                headers("Origin", own + ".attacker.example"),
                headers("Origin", own + "/"),
                headers("Origin", own + "/consent"),
                headers("Origin", own + "?"),
                headers("Origin", own.replace("//", "//me@")),
                headers("Origin", own.replace("http://", "")),
                headers("Origin", "null"),
                headers("Origin", ""),
                headers("Origin", "http://["),
                headers("Origin", own + " " + own),
                headers("Origin", own + ", " + own),
                headers("Origin", own, "Origin", own),
                headers("Origin", own, "Origin", "https://attacker.example"));
    }

    private static Headers headers(String... namesAndValues) {
        return new Headers(IntStream.range(0, namesAndValues.length / 2)
                .mapToObj(i -> new Header(namesAndValues[2 * i], namesAndValues[2 * i + 1]))
                .toList());
    }

    private static Response post(URI link, Headers headers) {
        return given().headers(headers).redirects().follow(false).post(link);
    }

    @Test
    void ourOwnFormBeginsAnAttempt() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        URI link = tenant.link();

        assertThat(ourOwnForms())
                .allSatisfy(
                        headers -> assertThat(post(link, headers).statusCode()).isEqualTo(303));
    }

    @Test
    void aFormOnAnotherSiteShowsThePageAndBeginsNothing() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        URI link = tenant.link();

        assertThat(otherForms()).allSatisfy(headers -> {
            Response answer = post(link, headers);
            answer.then().statusCode(200).body(containsString("Continue to DocuSign"));
            assertThat(answer.cookies()).isEmpty();
        });
        assertThat(TestingTrail.typesOf(tenant.tenant())).doesNotContain("consent.started");
    }

    @Test
    void aLinkThatNobodyCouldUseIsNotMade() {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());
        String secrets = "/v1/integrations/" + tenant.integration() + "/client-secrets";
        String only = operator()
                .get("/v1/integrations/" + tenant.integration())
                .then()
                .extract()
                .path("client_secrets[0].id");
        operator().delete(secrets + "/" + only).then().statusCode(204);

        // When
        operator()
                .body("{}")
                .post(tenant.connection() + "/consent-links")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:conflict"))
                .body("detail", containsString("POST " + secrets));

        // Then
        assertThat(TestingTrail.typesOf(tenant.tenant())).doesNotContain("consent.link-created");
        operator().body(Map.of("client_secret", "another")).post(secrets).then().statusCode(201);
        assertThat(new TestingBrowser().get(tenant.link()).statusCode()).isEqualTo(200);
    }
}
