package io.countersign.notice;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.FreePort;
import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.countersign.TestingSql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Webhooks as people manage them in the console. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleWebhooksTest {
    private static final Pattern SHOWN = Pattern.compile("name=\"updated_at\" value=\"([^\"]*)\"");
    private static final String SECRET = "whsec_[A-Za-z0-9+/]{43}=";

    @Inject
    Webhooks webhooks;

    @AutoClose
    private final NoticeReceiver receiver = NoticeReceiver.start();

    private final TestingConsole console = TestingConsole.ofOperator();

    private static String at(TestingWebhook webhook) {
        return "/console/webhooks/" + webhook.name();
    }

    private static String shown(String page) {
        Matcher field = SHOWN.matcher(page);
        assertThat(field.find()).as(page).isTrue();
        return field.group(1);
    }

    @AfterEach
    void forget() {
        TestingWebhook.forgetAll();
    }

    @Test
    void oneIsMadeAndItsSecretShownOnce() {
        String name = "made-" + UUID.randomUUID().toString().substring(0, 8);
        String[] fields = {
            "webhook",
            name,
            "url",
            TestingWebhook.URL,
            "events",
            "connection.connected",
            "events",
            "connection.expiring",
            "tenants",
            "acme, other\r\nthird",
            "description",
            "of <b>ours</b>"
        };

        HttpResponse<String> made = console.send("/console/new-webhook", fields);
        HttpResponse<String> again = console.send("/console/new-webhook", fields);

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(made.body()).containsPattern(SECRET).contains("Standard Webhooks");
        view(name)
                .body("url", equalTo(TestingWebhook.URL))
                .body("events", contains("connection.connected", "connection.expiring"))
                .body("tenants", contains("acme", "other", "third"))
                .body("consent_links", equalTo(false))
                .body("description", equalTo("of <b>ours</b>"));
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body())
                .contains("is the name of a webhook already", "value=\"connection.expiring\"\n  checked=\"checked\"")
                .doesNotContainPattern(SECRET);
        assertThat(console.page("/console/webhooks"))
                .contains("hooks.example.com", "Sending", "of &lt;b&gt;ours")
                .doesNotContain("opens-the-door");
    }

    private static ValidatableResponse view(String name) {
        return operator().get("/v1/webhooks/" + name).then().statusCode(200);
    }

    @Test
    void whatDoesNotFitIsToldBesideItsField() {
        HttpResponse<String> refused = console.send(
                "/console/new-webhook", "webhook", "No Name", "url", "http://example.com/", "events", "odd");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("Nothing was changed", "value=\"http://example.com/\"")
                .contains("id=\"error-webhook\"", "id=\"error-url\"", "id=\"error-events\"", "id=\"error-tenants\"");
    }

    @Test
    void settingsAreReplacedUnlessTheyHaveChangedSince() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("tenants", List.of("acme"), "description", "old"));
        String page = console.page(at(webhook) + "/settings");
        String other = "https://other.example.com/in";

        HttpResponse<String> saved =
                console.send(at(webhook) + "/settings", "updated_at", shown(page), "url", other, "tenants", "*");
        HttpResponse<String> stale = console.send(
                at(webhook) + "/settings", "updated_at", shown(page), "url", TestingWebhook.URL, "tenants", "acme");
        HttpResponse<String> fromThatPage = console.send(
                at(webhook) + "/settings",
                "updated_at",
                shown(stale.body()),
                "url",
                TestingWebhook.URL,
                "tenants",
                "acme");

        assertThat(page).contains("value=\"" + TestingWebhook.URL + "\"", ">acme</textarea>", "value=\"old\"");
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
        assertThat(saved.headers().firstValue("Location")).contains(at(webhook));
        assertThat(List.of(stale, fromThatPage)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("has changed since", "value=\"" + TestingWebhook.URL + "\"");
        });
        webhook.view()
                .body("url", equalTo(other))
                .body("tenants", contains("*"))
                .body("description", nullValue());
    }

    @Test
    void theLinksOfConsentsAreForWhomeverMayMakeThem() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("consent_links", true, "tenants", List.of("acme")));
        TestingConsole without = TestingConsole.of(keyOf("hooks", List.of("*"), "webhook:manage"));
        String page = without.page(at(webhook) + "/settings");

        HttpResponse<String> refused = without.send(
                at(webhook) + "/settings",
                "updated_at",
                shown(page),
                "url",
                "https://other.example.com/",
                "tenants",
                "acme",
                "consent_links",
                "true");

        assertThat(without.page("/console/new-webhook")).doesNotContain("consent_links");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("connection:manage");
        webhook.view().body("url", equalTo(TestingWebhook.URL));
    }

    @Test
    void aDisabledOneSaysWhyAndIsSentToAgain() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        String before = shown(console.page(at(webhook) + "/settings"));
        disable(webhook, DisabledReason.GONE);

        String page = console.page(at(webhook));
        assertThat(page).contains("Disabled. The receiver answered 410");
        assertThat(console.page("/console")).contains("Disabled webhooks");
        assertThat(console.send(at(webhook) + "/enabling", "updated_at", before).statusCode())
                .isEqualTo(409);
        assertThat(console.send(at(webhook) + "/enabling", "updated_at", shown(page))
                        .statusCode())
                .isEqualTo(303);

        webhook.view().body("disabled", nullValue()).body("url", equalTo(TestingWebhook.URL));
        assertThat(console.page(at(webhook))).contains("Sending.").doesNotContain("/enabling");
    }

    private void disable(TestingWebhook webhook, DisabledReason why) {
        webhooks.disable(TestingWebhook.met(webhook.uuid()), why).await().indefinitely();
    }

    @Test
    void aFailingOneSaysSinceWhenAndWhatTheLastAnswerWas() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        TestingSql.run("""
                INSERT INTO delivery (webhook, type, occurred_at, tenant, connection, details, in_order, attempts,
                    failures, answered, attempted_at, due_at)
                VALUES (?, 'connection.recovered', now(), 'acme', 'default', '{}', true, 1, 1, 500, now(),
                    now() + interval '1 hour')
                """, webhook.uuid());
        webhook.tamper("failing_since = now() - interval '3 hours', failed_at = now()");

        assertThat(console.page(at(webhook)))
                .contains("Failing. The last attempt did not arrive.", "3 hours ago", "The receiver answered 500");
        assertThat(console.page("/console")).contains("Failing webhooks");
    }

    @Test
    void whatSomebodyElseWroteIsPutByHandAlone() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        webhook.tamper("url = 'https://evil.example.com/'");

        String page = console.page(at(webhook));
        String settings = console.page(at(webhook) + "/settings");
        HttpResponse<String> enabled = console.send(at(webhook) + "/enabling", "updated_at", shown(settings));
        HttpResponse<String> put = console.send(
                at(webhook) + "/settings", "updated_at", shown(settings), "url", TestingWebhook.URL, "tenants", "*");

        assertThat(page).contains("somebody other than this vault").doesNotContain("/enabling", at(webhook) + "/test");
        assertThat(settings).doesNotContain("evil.example.com");
        assertThat(enabled.statusCode()).isEqualTo(409);
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.body()).containsPattern(SECRET);
        webhook.view().body("disabled", nullValue()).body("url", equalTo(TestingWebhook.URL));
    }

    @Test
    void aSecondPressMakesNoSecondSecret() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        String shown = shown(console.page(at(webhook) + "/secret"));

        HttpResponse<String> first = console.send(at(webhook) + "/secret", "updated_at", shown);
        HttpResponse<String> second = console.send(at(webhook) + "/secret", "updated_at", shown);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).containsPattern(SECRET).contains("The one before signs beside it until");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("has changed since").doesNotContainPattern(SECRET);
        assertThat(webhook.events()).containsExactly("webhook.created", "webhook.secret-rotated");
    }

    /** Two presses that are under way together both find the webhook as it was shown. */
    @Test
    void neitherDoTwoPressesAtOnce() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        String path = at(webhook) + "/secret";
        String body = "csrf=" + console.csrf() + "&updated_at="
                + URLEncoder.encode(shown(console.page(path)), StandardCharsets.UTF_8);

        List<Integer> statuses = Stream.of(1, 2)
                .map(press -> CompletableFuture.supplyAsync(
                        () -> console.submit(path, body).statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();

        assertThat(statuses).containsExactly(200, 409);
        assertThat(webhook.events()).containsExactly("webhook.created", "webhook.secret-rotated");
    }

    @Test
    void deletingIsAskedForOnAPageThatSaysWhatGoesAlong() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        String page = console.page(at(webhook) + "/deletion");
        webhook.change(Map.of("description", "changed")).statusCode(200);

        HttpResponse<String> stale = console.send(at(webhook) + "/deletion", "updated_at", shown(page));
        webhook.view();
        String now = shown(console.page(at(webhook) + "/deletion"));
        HttpResponse<String> deleted = console.send(at(webhook) + "/deletion", "updated_at", now);

        assertThat(page).contains("cannot be taken back", "class=\"grave\"");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(deleted.headers().firstValue("Location")).contains("/console/webhooks");
        operator().get(webhook.path()).then().statusCode(404);
        assertThat(console.send(at(webhook) + "/deletion", "updated_at", now).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTestTellsWhatCameBack() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("url", receiver.url().toString()));
        receiver.answersNext(302).answersNext(204);

        String refused = console.send(at(webhook) + "/test").body();
        String arrived = console.send(at(webhook) + "/test").body();
        webhook.change(Map.of("url", "http://localhost:" + FreePort.any() + "/"));
        String nobody = console.send(at(webhook) + "/test").body();

        assertThat(refused).contains("The test did not arrive. The receiver answered 302, which leads elsewhere");
        assertThat(arrived).contains("The test arrived. The receiver answered 204.");
        assertThat(nobody).contains("The test did not arrive. No connection came about.");
    }

    @Test
    void deliveriesAreListedAndSentAgain() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("url", receiver.url().toString()));
        console.send(at(webhook) + "/test");
        String id = operator().get(webhook.path() + "/deliveries").path("items[0].id");
        String path = at(webhook) + "/deliveries";

        String all = console.page(path);
        HttpResponse<String> again = console.send(path + "/" + id + "/redelivery");

        assertThat(all)
                .contains("delivered", "The receiver answered 204.", "aria-label=\"Send again: webhook.test, " + id);
        assertThat(console.get(path + "?status=odd").statusCode()).isEqualTo(422);
        assertThat(again.statusCode()).isEqualTo(303);
        assertThat(again.headers().firstValue("Location")).contains(path);
        assertThat(console.page(path + "?status=pending")).contains(id, "waiting");
        assertThat(console.page(path + "?status=delivered")).contains("There is no such delivery.");
        assertThat(console.send(path + "/msg_unknown/redelivery").statusCode()).isEqualTo(404);
    }
}
