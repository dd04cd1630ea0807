package io.countersign.console;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.FreePort;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingChromium;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** From nothing to a token and to the end of the connection, in the console alone: by keyboard and without scripts. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class FirstRunBrowserTest {
    private static AxeRules axe = new AxeRules("");

    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final TestingTenant mine = new TestingTenant("run-" + suffix, "run-app-" + suffix, "secret-" + suffix);
    private final String tenantPage = "/console/tenants/" + mine.tenant();
    private final String caller = "run-caller-" + suffix;
    private final String connectionPage = tenantPage + "/connections/default";

    @BeforeAll
    static void needsABrowser() throws IOException, InterruptedException {
        TestingChromium.assumeInstalled();
        axe = AxeRules.assumeInstalled();
    }

    /** What answers a form, and is at no address. */
    private static String shownToEverybody(KeyboardUser user) {
        String shown = user.shown();
        assertThat(axe.broken(user.browser())).isEmpty();
        return shown;
    }

    @Test
    void leadsToATokenAndToTheEnd() {
        String email = suffix + "@example.com";
        TestDocuSign.person(email, "Only account");
        try (TestingChromium browser = TestingChromium.startWithoutScripts()) {
            browser.show(TestingChromium.WIDTH, false);
            KeyboardUser user = new KeyboardUser(browser);
            user.signIn();

            makeAll(user);
            consent(user, link(user), email);
            state("awaiting_confirmation");
            user.open(connectionPage);
            user.press("Confirm this one");
            state("active");

            String first = keyOfANewCaller(user);
            askForAToken(first, 200);
            askForAToken(anotherKeyInPlaceOf(user), 200);
            askForAToken(first, 401);

            addASecret(user);
            retry(user);
            disconnect(user);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** That it arrives then is seen by those who deliver: in this test nobody does by himself. */
    @Test
    void aStuckWebhookIsMendedAndSentToAgain() {
        String webhook = "run-hook-" + suffix;
        String page = "/console/webhooks/" + webhook;
        String right = "http://localhost:" + FreePort.any() + "/right";
        try (TestingChromium browser = TestingChromium.startWithoutScripts()) {
            browser.show(TestingChromium.WIDTH, true);
            KeyboardUser user = new KeyboardUser(browser);
            user.signIn();
            isToldWhatDoesNotFit(user);

            user.open("/console/new-webhook");
            user.type("webhook", webhook);
            user.type("url", "http://localhost:" + FreePort.any() + "/wrong");
            user.type("tenants", "*");
            user.press("Make the webhook");
            assertThat(shownToEverybody(user)).startsWith("whsec_");
            user.open(page);
            user.press("Send a test");
            TestingWait.until("it is told", () -> browser.text().contains("The test did not arrive."));
            assertThat(axe.broken(browser)).isEmpty();

            user.open(page + "/settings");
            // The key that leads there chooses all of it, so that typing replaces it.
            user.type("url", right);
            user.press("Save the settings");
            user.isAt(page);
            operator().get("/v1/webhooks/" + webhook).then().body("url", equalTo(right));

            user.open(page + "/deliveries");
            user.press("Send again");
            user.isAt(page + "/deliveries");
            operator()
                    .get("/v1/webhooks/" + webhook + "/deliveries")
                    .then()
                    .body("items[0].type", equalTo("webhook.test"), "items[0].status", equalTo("pending"));
        } finally {
            operator().delete("/v1/webhooks/" + webhook);
        }
    }

    private void makeAll(KeyboardUser user) {
        String app =
                TestDocuSign.register(mine.integration(), mine.clientSecret()).integrationKey();
        user.open("/console/new-integration");
        user.type("integration", mine.integration());
        user.type("integration_key", app);
        user.type("client_secret", mine.clientSecret() + Keys.ENTER);
        user.isAt("/console/integrations/" + mine.integration());

        user.open("/console/new-tenant");
        user.type("tenant", mine.tenant());
        user.type("display_name", "First run" + Keys.ENTER);
        user.isAt(tenantPage);

        user.open("/console/new-connection/" + mine.tenant());
        // A field, or a list in which typing chooses.
        user.type("integration", mine.integration());
        user.press("Make the connection");
        user.isAt(connectionPage);
    }

    private String link(KeyboardUser user) {
        user.press("Make a consent link");
        user.isAt(connectionPage + "/consent-links");
        user.press("Make the link");
        return shownToEverybody(user);
    }

    private static void consent(KeyboardUser user, String link, String email) {
        TestingChromium browser = user.browser();
        browser.open(URI.create(link));
        browser.awaitHeading("Connect your DocuSign account");
        user.press("Continue to DocuSign");
        browser.awaitHeading("Log in");
        user.type("email", email + Keys.ENTER);
        browser.awaitHeading("Allow access?");
        user.press("Allow access");
    }

    private void isToldWhatDoesNotFit(KeyboardUser user) {
        user.open("/console/new-caller");
        user.type("caller", caller);
        user.type("tenants", "No name" + Keys.ENTER);
        TestingWait.until("it is refused", () -> user.browser().text().contains("Nothing was changed."));
        assertThat(axe.broken(user.browser())).isEmpty();
    }

    private String keyOfANewCaller(KeyboardUser user) {
        user.open("/console/new-caller");
        user.type("caller", caller);
        user.tick("token:issue");
        user.type("tenants", mine.tenant() + Keys.ENTER);
        user.isAt("/console/callers/" + caller);
        user.open("/console/callers/" + caller + "/api-keys");
        user.press("Make the key");
        return shownToEverybody(user);
    }

    /** Makes another, and deletes the first, which stands above it. */
    private String anotherKeyInPlaceOf(KeyboardUser user) {
        user.open("/console/callers/" + caller + "/api-keys");
        user.press("Make the key");
        String key = user.shown();
        user.open("/console/callers/" + caller);
        user.press("Delete");
        user.browser().awaitHeading("Delete this API key?");
        user.press("Delete the key");
        user.isAt("/console/callers/" + caller);
        return key;
    }

    private void askForAToken(String key, int status) {
        with(key).body("{}").post(mine.connection() + "/token").then().statusCode(status);
    }

    private void addASecret(KeyboardUser user) {
        user.open("/console/integrations/" + mine.integration() + "/client-secrets");
        user.type("client_secret", "another-secret-" + suffix + Keys.ENTER);
        user.isAt("/console/integrations/" + mine.integration());
        operator().get("/v1/integrations/" + mine.integration()).then().body("client_secrets", hasSize(2));
    }

    private void retry(KeyboardUser user) {
        BrowserScene.lose(mine);
        user.open(connectionPage);
        user.press("Retry now");
        TestingWait.until(
                "a caller has it renewed",
                () -> TestingSql.number(
                                "SELECT count(*) FROM audit_event WHERE tenant = ? AND type = 'connection.retried'",
                                mine.tenant())
                        == 1);
    }

    private void disconnect(KeyboardUser user) {
        user.open(connectionPage);
        user.press("Disconnect …");
        user.browser().awaitHeading("Disconnect " + mine.tenant() + " / default?");
        user.press("Disconnect");
        state("disconnected");
    }

    private void state(String state) {
        TestingWait.until(
                "the connection is " + state,
                () -> state.equals(
                        operator().get(mine.connection()).then().extract().path("state")));
    }
}
