package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpServer;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingChromium;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/**
 * The consent as a person does it, in a real browser: only that knows whether its cookies, its Content-Security-Policy
 * and a narrow screen let anybody through.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentBrowserTest {
    private static final String ASKS = "Connect your DocuSign account";
    private static final String CONNECTED = "Your DocuSign account is connected";
    private static final String ALLOW = "Allow access?";
    private static final String DECLINED = "You did not give permission";
    private static final String USED = "This link has been used";

    private static final String CHOOSE = "Which DocuSign account?";
    private static final String ACCOUNTS = "input[name=account_id]";
    private static final String CHOSEN = ACCOUNTS + ":checked";
    private static final String CONTINUE = "main form button";
    private static final String TRY_AGAIN = "main a.button";
    private static final String EMAIL = "#email";
    private static final String PRIMARY = "button.primary";
    private static final String CANCEL = "button[value=decline]";

    @Inject
    PageSecurity security;

    private final String email = UUID.randomUUID() + "@example.com";

    @BeforeAll
    static void needsABrowser() {
        TestingChromium.assumeInstalled();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectsWithAndWithoutScripts(boolean scripts) {
        // Given
        TestingTenant tenant = tenant();
        try (TestingChromium browser = TestingChromium.start(scripts)) {
            assertThat(runsScripts(browser)).isEqualTo(scripts);

            // When
            begin(browser, tenant.link());
            allow(browser);

            // Then
            browser.awaitHeading(CONNECTED);
            assertThat(browser.text()).contains("Narrow account", email);
            tenant.view().body("state", equalTo("active"));
        }
    }

    @Test
    void leadsBackAfterDeclining() {
        // Given
        TestingTenant tenant = tenant();
        URI link = tenant.link();
        try (TestingChromium browser = TestingChromium.start(true)) {
            begin(browser, link);
            signIn(browser);
            browser.awaitHeading(ALLOW);
            browser.press(CANCEL);
            browser.awaitHeading(DECLINED);
            assertFits(browser);

            // When
            browser.press(TRY_AGAIN);
            browser.awaitHeading(ASKS);
            assertFits(browser);
            assertThat(browser.address()).isEqualTo(link);
            browser.press(CONTINUE);
            allow(browser);

            // Then
            browser.awaitHeading(CONNECTED);
            tenant.view().body("state", equalTo("active"));
        }
    }

    @Test
    void tellsThatALinkHasBeenUsed() {
        // Given
        TestingTenant tenant = tenant();
        URI link = tenant.link();
        try (TestingChromium browser = TestingChromium.start(true)) {
            begin(browser, link);
            allow(browser);
            browser.awaitHeading(CONNECTED);
            assertFits(browser);

            // When
            browser.open(link);

            // Then
            browser.awaitHeading(USED);
            assertFits(browser);
        }
    }

    /** Whoever has consented before sees DocuSign's sign-in and nothing else there. */
    @Test
    void connectsAgainAfterASignInAlone() {
        // Given
        TestingTenant tenant = tenant();
        try (TestingChromium browser = TestingChromium.start(true)) {
            begin(browser, tenant.link());
            allow(browser);
            browser.awaitHeading(CONNECTED);

            // When
            begin(browser, tenant.link());
            signIn(browser);

            // Then
            browser.awaitHeading(CONNECTED);
        }
    }

    /**
     * DocuSign is another site, and to browsers 127.0.0.1 is another site than localhost: SameSite=Lax has to let the
     * cookie through.
     */
    @Test
    void keepsItsCookieOnTheWayBackFromAnotherSite() {
        // Given
        TestingTenant tenant = tenant();
        try (TestingChromium browser = TestingChromium.start(true)) {
            begin(browser, tenant.link());
            assertThat(browser.cookies())
                    .filteredOn(cookie -> cookie.getName().startsWith("__Host-consent-"))
                    .singleElement()
                    .satisfies(cookie -> {
                        assertThat(cookie.isSecure()).isTrue();
                        assertThat(cookie.isHttpOnly()).isTrue();
                        assertThat(cookie.getSameSite()).isEqualTo("Lax");
                        assertThat(cookie.getPath()).isEqualTo("/");
                    });

            // When
            String here = TestDocuSign.simulator().baseUrl();
            browser.open(
                    URI.create(browser.address().toString().replace(here, here.replace("localhost", "127.0.0.1"))));
            assertThat(browser.address().getHost()).isEqualTo("127.0.0.1");
            allow(browser);

            // Then
            browser.awaitHeading(CONNECTED);
        }
    }

    /** With one account nothing is asked: see above. Names without spaces are what a narrow screen bears least. */
    @ParameterizedTest
    @ValueSource(ints = {2, 30})
    void choosesOneOfSeveralAccountsByKeyboard(int accounts) {
        // Given
        List<String> ids = person(accounts);
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        try (TestingChromium browser = TestingChromium.start(true)) {
            begin(browser, tenant.link());
            allow(browser);
            browser.awaitHeading(CHOOSE);
            assertFits(browser);
            assertThat(browser.count(ACCOUNTS)).isEqualTo(accounts);
            assertThat(browser.none(CHOSEN)).as("chosen beforehand").isTrue();

            // When
            browser.strike(Keys.TAB);
            assertThat(browser.focused()).isEqualTo(ids.getFirst());
            browser.strike(Keys.ARROW_DOWN);
            assertThat(browser.focused()).isEqualTo(ids.get(1));
            assertThat(browser.count(CHOSEN)).isEqualTo(1);
            if (accounts > 2) {
                browser.strike(Keys.TAB);
                assertThat(browser.focused()).isEqualTo("Use this account");
            }
            browser.strike(Keys.ENTER);

            // Then
            browser.awaitHeading(CONNECTED);
            tenant.view().body("state", equalTo("active")).body("account.account_id", equalTo(ids.get(1)));
        }
    }

    /** All of it at once, from the link on. Whoever has one account is asked nothing. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30})
    void connectsOnANarrowScreenWithoutScriptsByKeyboard(int accounts) {
        // Given
        List<String> ids = person(accounts);
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        try (TestingChromium browser = TestingChromium.startNarrowWithoutScripts()) {
            assertThat(runsScripts(browser)).isFalse();

            // When
            browser.open(tenant.link());
            browser.awaitHeading(ASKS);
            tabTo(browser, "Continue to DocuSign");
            browser.strike(Keys.ENTER);
            browser.awaitHeading("Log in");
            tabTo(browser, email);
            browser.strike(Keys.ENTER);
            browser.awaitHeading(ALLOW);
            tabTo(browser, "Allow access");
            browser.strike(Keys.ENTER);
            if (accounts > 1) {
                browser.awaitHeading(CHOOSE);
                assertThat(browser.none(CHOSEN)).as("chosen beforehand").isTrue();
                tabTo(browser, ids.getFirst());
                browser.strike(Keys.ARROW_UP);
                assertThat(browser.focused()).isEqualTo(ids.getLast());
                tabTo(browser, "Use this account");
                browser.strike(Keys.ENTER);
            }

            // Then
            browser.awaitHeading(CONNECTED);
            assertFits(browser);
            tenant.view().body("state", equalTo("active")).body("account.account_id", equalTo(ids.getLast()));
            assertThat(runsScripts(browser)).as("at the end").isFalse();
        }
    }

    /** One stroke of the key leads there, and it can be seen where that is. */
    private static void tabTo(TestingChromium browser, String next) {
        assertFits(browser);
        browser.strike(Keys.TAB);
        assertThat(browser.focused()).isEqualTo(next);
        assertThat(browser.number("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))
                .as("the outline of %s, in pixels", next)
                .isGreaterThanOrEqualTo(2);
        assertThat(browser.number("document.activeElement.getBoundingClientRect().top"))
                .isNotNegative();
        assertThat(browser.number("window.innerHeight - document.activeElement.getBoundingClientRect().bottom"))
                .isNotNegative();
    }

    /** The browser itself says that one has to be chosen, also without scripts. */
    @Test
    void postsNothingBeforeOneIsChosen() {
        // Given
        TestDocuSign.person(email, "One", "Two");
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", email));
        try (TestingChromium browser = TestingChromium.start(false)) {
            begin(browser, tenant.link());
            allow(browser);
            browser.awaitHeading(CHOOSE);

            // When
            browser.press(CONTINUE);

            // Then
            assertThat(browser.address()).hasPath("/oauth/callback/" + tenant.integration());
            assertThat(browser.none("[role=alert]")).isTrue();
            browser.press(ACCOUNTS + ":first-of-type");
            browser.press(CONTINUE);
            browser.awaitHeading(CONNECTED);
        }
    }

    /** All that a browser without Fetch Metadata tells; this one has both. */
    @Test
    void namesTheOriginOfOurOwnForm() throws IOException {
        // Given
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String origin = "http://localhost:" + page.getAddress().getPort();
        page.createContext("/", exchange -> {
            security.headersWithForm(Set.of()).forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            String html = "<main><h1>%s</h1><form method=post><button>Post</button></form></main>"
                    .formatted(exchange.getRequestHeaders().getOrDefault("Origin", List.of("none")));
            exchange.sendResponseHeaders(200, html.length());
            exchange.getResponseBody().write(html.getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        page.start();
        try (TestingChromium browser = TestingChromium.start(true)) {
            browser.open(URI.create(origin + "/secret"));
            browser.awaitHeading("[none]");

            // When
            browser.press(CONTINUE);

            // Then
            browser.awaitHeading("[" + origin + "]");
        } finally {
            page.stop(0);
        }
    }

    /** The accounts of a new person who has so many; their names have no place to break. */
    private List<String> person(int accounts) {
        return TestDocuSign.accountIds(TestDocuSign.person(
                email,
                IntStream.rangeClosed(1, accounts)
                        .mapToObj(i -> "Niederlassung_".repeat(6) + i)
                        .toArray(String[]::new)));
    }

    private TestingTenant tenant() {
        TestDocuSign.person(email, "Narrow account");
        return TestingTenant.create(Map.of("expected_email", email));
    }

    /** From the link to DocuSign. */
    private static void begin(TestingChromium browser, URI link) {
        browser.open(link);
        browser.awaitHeading(ASKS);
        browser.press(CONTINUE);
        browser.awaitHeading("Log in");
        assertThat(browser.address().toString())
                .startsWith(TestDocuSign.simulator().baseUrl());
    }

    private void signIn(TestingChromium browser) {
        browser.fill(EMAIL, email);
        browser.press(PRIMARY);
    }

    private void allow(TestingChromium browser) {
        signIn(browser);
        browser.awaitHeading(ALLOW);
        browser.press(PRIMARY);
    }

    private static boolean runsScripts(TestingChromium browser) {
        browser.open(
                URI.create("data:text/html,%3Ctitle%3Eoff%3C/title%3E%3Cscript%3Edocument.title='on'%3C/script%3E"));
        return browser.title().equals("on");
    }

    private static void assertFits(TestingChromium browser) {
        assertThat(browser.number("window.innerWidth")).isEqualTo(TestingChromium.WIDTH);
        assertThat(browser.number("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(browser.number("document.documentElement.clientWidth"));
    }
}
