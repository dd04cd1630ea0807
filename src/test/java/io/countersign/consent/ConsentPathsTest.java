package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedPerson;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The ways of a consent beside the straight one, over HTTP alone. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentPathsTest {
    private static final int MOST_COOKIES = 165;

    private String email;
    private SimulatedUser person;

    @BeforeEach
    void meetAPerson() {
        email = UUID.randomUUID() + "@example.com";
        person = TestDocuSign.person(email, "First account", "Second account");
    }

    @Test
    void anUnpinnedConsentWaitsForConfirmation() {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());
        TestingBrowser browser = new TestingBrowser();
        URI callback = TestingTenant.allowed(browser, tenant.link(), email);
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
        assertThat(browser.cookies()).as("one account is left to choose").hasSize(1);
        tenant.token(Map.of())
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:awaiting-confirmation"))
                .body("state", equalTo("awaiting_confirmation"));
        String consent = tenant.view()
                .body("pending.user.email", equalTo(email))
                .body("pending.accounts", hasSize(2))
                .extract()
                .path("pending.consent_id");

        // When
        String account = TestDocuSign.accountIds(person).getLast();
        confirm(tenant, Map.of("consent_id", consent), 422);
        confirm(tenant, Map.of("consent_id", UUID.randomUUID().toString()), 409);
        confirm(tenant, Map.of("consent_id", consent, "account_id", account), 200);

        // Then
        confirm(tenant, Map.of("consent_id", consent, "account_id", account), 409);
        tenant.token(Map.of()).statusCode(200).body("account_id", equalTo(account));
        tenant.view().body("pending", nullValue()).body("state", equalTo("active"));
    }

    @Test
    void aConsentWithAnotherPersonIsRefused() {
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", "somebody-else@example.com"));

        assertThat(tenant.consent(email).statusCode()).isEqualTo(409);

        tenant.view().body("state", equalTo("awaiting_consent")).body("pending", nullValue());
        assertThat(TestingTrail.typesOf(tenant.tenant())).contains("consent.refused");
    }

    @Test
    void aDeclinedConsentLeadsBackToTheLink() {
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();

        URI callback = new SimulatedPerson(email).decline(TestingTenant.begin(browser, link));

        HttpResponse<String> page = browser.get(callback);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains(link.getPath());
        assertThat(browser.get(link).statusCode()).isEqualTo(200);
        assertThat(TestingTrail.typesOf(tenant.tenant())).contains("consent.declined");
        assertThat(browser.get(callback).statusCode()).as("again").isEqualTo(410);
        assertThat(new TestingBrowser().get(callback).statusCode())
                .as("another browser")
                .isEqualTo(400);
    }

    @Test
    void aLinkWorksOnce() {
        TestingTenant tenant = TestingTenant.create(
                Map.of("expected_account_id", TestDocuSign.accountIds(person).getFirst()));
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        URI callback = TestingTenant.allowed(browser, link, email);

        String cookie = TestingCookies.of(browser);

        assertThat(browser.get(callback).statusCode()).isEqualTo(200);

        assertThat(browser.cookies()).as("nothing is left to choose").isEmpty();
        assertThat(TestingCookies.get(callback, cookie).statusCode()).isEqualTo(410);
        assertThat(browser.get(link).statusCode()).isEqualTo(410);
        assertThat(browser.post(link).statusCode()).isEqualTo(410);
        assertThat(TestingTrail.typesOf(tenant.tenant())).containsOnlyOnce("consent.link-refused");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anAddressLosesItsOwnOldestAttemptAndNobodyElses() {
        // Given
        TestingTenant tenant = TestingTenant.create(
                Map.of("expected_account_id", TestDocuSign.accountIds(person).getFirst()));
        URI link = tenant.link();
        TestingBrowser elsewhere = TestingBrowser.at("127.0.0.2");
        URI theirs = TestingTenant.allowed(elsewhere, link, email);
        List<TestingBrowser> browsers =
                Stream.generate(TestingBrowser::new).limit(6).toList();

        // When
        List<URI> callbacks = browsers.stream()
                .map(browser -> TestingTenant.allowed(browser, link, email))
                .toList();

        // Then
        assertThat(browsers.getFirst().get(callbacks.getFirst()).statusCode()).isEqualTo(400);
        tenant.view().body("state", equalTo("awaiting_consent"));
        assertThat(elsewhere.get(theirs).statusCode()).isEqualTo(200);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fiftyLivingAttemptsAreAllThatALinkHas() {
        // Given
        TestingTenant tenant = TestingTenant.create(Map.of());
        URI link = tenant.link();
        TestingBrowser first = TestingBrowser.at("127.0.1.1");
        URI toDocuSign = TestingTenant.begin(first, link);
        for (int i = 1; i < 5; i++) {
            TestingTenant.begin(first, link);
        }
        for (int address = 2; address <= 10; address++) {
            TestingBrowser browser = TestingBrowser.at("127.0.1." + address);
            for (int i = 0; i < 5; i++) {
                TestingTenant.begin(browser, link);
            }
        }

        // When
        TestingBrowser late = TestingBrowser.at("127.0.1.11");
        HttpResponse<String> refused = late.post(link);

        // Then
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("600");
        assertThat(refused.body()).contains("Too many sign-ins with this link", "href=\"" + link + "\"");
        assertThat(late.cookies()).isEmpty();
        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .filteredOn("consent.started"::equals)
                .as("of all events of a link")
                .hasSize(LinkEvents.MOST);
        assertThat(late.get(link).statusCode()).as("looking is free").isEqualTo(200);
        assertThat(TestingBrowser.at("127.0.1.3").post(link).statusCode())
                .as("its own oldest makes room")
                .isEqualTo(303);
        assertThat(late.post(link).statusCode()).as("which nobody else gets").isEqualTo(429);
        assertThat(first.get(new SimulatedPerson(email).decline(toDocuSign)).statusCode())
                .isEqualTo(400);
        assertThat(late.post(link).statusCode()).as("what has ended gives way").isEqualTo(303);
    }

    @Test
    void aBrowserKeepsTheCookiesOfFiveAttempts() {
        TestingTenant tenant = TestingTenant.create(
                Map.of("expected_account_id", TestDocuSign.accountIds(person).getFirst()));
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        List<String> first =
                IntStream.range(0, 2).mapToObj(i -> beginning(browser, link)).toList();
        List<String> last =
                IntStream.range(0, 4).mapToObj(i -> beginning(browser, link)).toList();
        URI callback = TestingTenant.allowed(browser, link, email);

        assertThat(browser.cookies()).hasSize(5).containsKeys(last.toArray(String[]::new));
        assertThat(browser.cookies()).doesNotContainKeys(first.toArray(String[]::new));
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
        assertThat(browser.cookies()).as("without the one that is done").containsOnlyKeys(last);
    }

    /** Begins an attempt and answers the name of its cookie. */
    private static String beginning(TestingBrowser browser, URI link) {
        Set<String> before = browser.cookies().keySet();
        TestingTenant.begin(browser, link);
        return browser.cookies().keySet().stream()
                .filter(name -> !before.contains(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBrowserFullOfCookiesIsMendedByAnyPage() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        URI link = tenant.link();
        TestingBrowser browser = new TestingBrowser();
        // One more and the request's headers are longer than the 20 KB that the server reads.
        for (int i = 0; i < MOST_COOKIES; i++) {
            browser.keep("__Host-consent-%016x=%s.%2$s".formatted(i, "x".repeat(43)));
        }

        for (int left = MOST_COOKIES; left > 5; left = Math.max(5, left - 32)) {
            assertThat(browser.cookies()).hasSize(left);
            HttpResponse<String> page = browser.get(link);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(headerBytes(page))
                    .as("less than a proxy's page of memory")
                    .isLessThan(4096);
        }

        assertThat(browser.cookies())
                .containsOnlyKeys(IntStream.range(MOST_COOKIES - 5, MOST_COOKIES)
                        .mapToObj("__Host-consent-%016x"::formatted)
                        .toList());
    }

    private static int headerBytes(HttpResponse<String> answer) {
        return answer.headers().map().entrySet().stream()
                .flatMap(header -> header.getValue().stream()
                        .map(value -> header.getKey().length() + ": ".length() + value.length() + "\r\n".length()))
                .mapToInt(Integer::intValue)
                .sum();
    }

    @Test
    void aDisconnectEndsTokensLinksAndAttempts() {
        // Given
        TestingTenant tenant = TestingTenant.connected();
        TestingBrowser browser = new TestingBrowser();
        URI link = tenant.link();
        String consenter = tenant.view().extract().path("user.email");
        URI callback = TestingTenant.allowed(browser, link, consenter);

        // When
        operator()
                .delete(tenant.connection())
                .then()
                .statusCode(200)
                .body("disconnected", equalTo(true))
                .body("access_token_expires_at", notNullValue());

        // Then
        tenant.token(Map.of()).statusCode(409).body("state", equalTo("disconnected"));
        assertThat(browser.get(callback).statusCode()).isEqualTo(410);
        assertThat(browser.get(link).statusCode()).isEqualTo(410);
        assertThat(tenant.consent(consenter).statusCode()).isEqualTo(200);
        tenant.token(Map.of()).statusCode(200);
    }

    @Test
    void settingsOfAConnectionThatHoldsTokensChangeButItsIntegrationStays() {
        TestingTenant tenant = TestingTenant.connected();
        TestingTenant other = TestingTenant.create(Map.of());

        tenant.configure(Map.of("scopes", List.of("signature", "extended"))).statusCode(200);
        operator()
                .body(Map.of("integration", other.integration()))
                .put(tenant.connection())
                .then()
                .statusCode(409);
        operator()
                .body(Map.of("integration", "no-such-integration"))
                .put(tenant.connection())
                .then()
                .statusCode(422);

        operator()
                .get("/v1/tenants/" + tenant.tenant() + "/connections?limit=5")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].state", equalTo("active"));
    }

    private static void confirm(TestingTenant tenant, Map<String, Object> body, int status) {
        operator().body(body).post(tenant.connection() + "/confirmation").then().statusCode(status);
    }
}
