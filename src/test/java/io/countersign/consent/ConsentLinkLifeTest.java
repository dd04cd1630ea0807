package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    @Test
    void aFormOnAnotherSiteShowsThePageAndBeginsNothing() {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());

        // When
        var answer = given().header("Sec-Fetch-Site", "cross-site")
                .redirects()
                .follow(false)
                .post(tenant.link());

        // Then
        answer.then().statusCode(200).body(containsString("Continue to DocuSign"));
        assertThat(answer.cookies()).isEmpty();
        assertThat(TestingTrail.typesOf(tenant.tenant())).doesNotContain("consent.started");
    }
}
