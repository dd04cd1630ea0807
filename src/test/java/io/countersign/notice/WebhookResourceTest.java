package io.countersign.notice;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.narrowedKeyOf;
import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks as people manage them. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class WebhookResourceTest {
    private static final String SECRET = "whsec_[A-Za-z0-9+/]{43}=";

    @Inject
    Webhooks webhooks;

    private static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** There may be a hundred of them, for all tests together. */
    @AfterEach
    void forget() {
        TestingWebhook.forgetAll();
    }

    @Test
    void areMadeWithASecretThatIsShownOnce() {
        String path = "/v1/webhooks/" + unique("made");

        String secret = operator()
                .body(Map.of("url", TestingWebhook.URL))
                .put(path)
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("secret", matchesPattern(SECRET))
                .body("url", equalTo(TestingWebhook.URL))
                .body("events", contains("*"))
                .body("tenants", contains("*"))
                .body("consent_links", equalTo(false))
                .body("description", nullValue())
                .body("disabled", nullValue())
                .body("failing_since", nullValue())
                .body("created_at", notNullValue())
                .extract()
                .path("secret");

        operator().get(path).then().statusCode(200).body("secret", nullValue());
        String list = operator().get("/v1/webhooks?limit=1000").asString();
        assertThat(list).contains(path.substring(path.lastIndexOf('/') + 1)).doesNotContain(secret);
    }

    @Test
    void aPutOfTheSameChangesNothingWhateverTheOrder() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("tenants", List.of("b", "a"), "description", "of ours"));
        String before = webhook.view().extract().asString();
        UUID uuid = webhook.uuid();

        webhook.change(Map.of("tenants", List.of("a", "b"), "description", "of ours"))
                .statusCode(200)
                .header("Cache-Control", nullValue())
                .body("secret", nullValue());

        assertThat(webhook.view().extract().asString()).isEqualTo(before);
        assertThat(webhook.uuid()).isEqualTo(uuid);
        assertThat(webhook.events()).containsExactly("webhook.created");
    }

    @Test
    void anotherAddressKeepsTheSecretAndNeitherIsInTheTrailAsAWhole() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("events", List.of("connection.connected")));
        UUID uuid = webhook.uuid();
        String sealed = sealed(webhook);

        webhook.change(Map.of("url", "https://other.example.com/in?key=opens-another"))
                .statusCode(200)
                .body("url", equalTo("https://other.example.com/in?key=opens-another"))
                .body("events", contains("*"));

        assertThat(webhook.uuid()).isEqualTo(uuid);
        assertThat(sealed(webhook)).isEqualTo(sealed);
        assertThat(webhook.events()).containsExactly("webhook.created", "webhook.updated");
        assertThat(webhook.detail("webhook.created", "url")).isEqualTo("hooks.example.com");
        assertThat(webhook.detail("webhook.created", "events")).isEqualTo("connection.connected");
        assertThat(webhook.detail("webhook.updated", "url")).isEqualTo("other.example.com");
        assertThat(TestingSql.number("SELECT count(*) FROM audit_event WHERE details::text LIKE '%key=opens%'"))
                .isZero();
    }

    @Test
    void aDescriptionAloneIsAChange() {
        TestingWebhook webhook = TestingWebhook.put(Map.of("description", ""));

        webhook.change(Map.of("description", "x".repeat(200)))
                .statusCode(200)
                .body("description", equalTo("x".repeat(200)));

        assertThat(webhook.events()).containsExactly("webhook.created", "webhook.updated");
    }

    @Test
    void areListedPageByPageAndDeleted() {
        TestingWebhook one = TestingWebhook.put(Map.of());
        TestingWebhook other = TestingWebhook.put(Map.of());
        List<String> names = List.of(one.name(), other.name()).stream().sorted().toList();

        operator()
                .get("/v1/webhooks?limit=1000")
                .then()
                .statusCode(200)
                .body("items.name", hasItem(one.name()))
                .body("items.name", hasItem(other.name()))
                .body("next", nullValue());
        operator().get("/v1/webhooks?limit=1&after=" + names.getFirst()).then().body("items", hasSize(1));
        operator().delete(one.path()).then().statusCode(204);
        operator().delete(one.path()).then().statusCode(404);
        operator().get(one.path()).then().statusCode(404);
        operator().post(one.path() + "/secret").then().statusCode(404);
        assertThat(one.events()).containsExactly("webhook.created", "webhook.deleted");
    }

    @Test
    void aNewNameAfterADeletionHasAnotherUuid() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        UUID uuid = webhook.uuid();
        operator().delete(webhook.path()).then().statusCode(204);

        webhook.change(Map.of()).statusCode(201).body("secret", matchesPattern(SECRET));

        assertThat(webhook.uuid()).isNotEqualTo(uuid);
    }

    @Test
    void aSecondRotationEndsTheOldestSecret() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        String first = sealed(webhook);

        String secret = operator()
                .post(webhook.path() + "/secret")
                .then()
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("secret", matchesPattern(SECRET))
                .body("former_until", notNullValue())
                .extract()
                .path("secret");

        assertThat(TestingSql.value(Boolean.class, """
                        SELECT former_secret IS NOT NULL
                            AND former_until - clock_timestamp() BETWEEN interval '23 hours' AND interval '24 hours'
                        FROM webhook WHERE name = ?
                        """, webhook.name())).isTrue();
        assertThat(sealed(webhook)).isNotEqualTo(first);
        operator().post(webhook.path() + "/secret").then().statusCode(201).body("secret", not(equalTo(secret)));
        assertThat(webhook.events())
                .containsExactly("webhook.created", "webhook.secret-rotated", "webhook.secret-rotated");
        webhook.view().body("disabled", nullValue()).body("secret", nullValue());
    }

    private static String sealed(TestingWebhook webhook) {
        return String.valueOf(
                TestingSql.text("SELECT encode(secret, 'hex') FROM webhook WHERE name = ?", webhook.name()));
    }

    @Test
    void allBadFieldsAreNamedAtOnce() {
        Map<String, Object> bad = new HashMap<>();
        bad.put("url", "http://hooks.example.com/");
        bad.put("events", List.of("connection.connected", "connection.connected"));
        bad.put("tenants", List.of("*", "acme"));
        bad.put("consent_links", "perhaps");
        bad.put("description", "x".repeat(201));
        bad.put("secret", "mine");

        operator()
                .body(bad)
                .put("/v1/webhooks/" + unique("bad"))
                .then()
                .statusCode(422)
                .body("errors.field", contains("consent_links", "description", "events", "secret", "tenants", "url"))
                .body("errors.detail", hasItem(containsString("each of them once")));
        operator()
                .body(Map.of("events", List.of("caller.created"), "tenants", List.of("No Name")))
                .put("/v1/webhooks/" + unique("bad"))
                .then()
                .statusCode(422)
                .body("errors.field", contains("events[0]", "tenants[0]", "url"));
        operator()
                .body(TestingWebhook.body(Map.of("events", List.of(), "tenants", List.of())))
                .put("/v1/webhooks/" + unique("bad"))
                .then()
                .statusCode(422)
                .body("errors.field", contains("events", "tenants"));
        operator()
                .body(TestingWebhook.body(Map.of()))
                .put("/v1/webhooks/No-Name")
                .then()
                .statusCode(422)
                .body("errors.field", contains("webhook"));
    }

    @Test
    void thisMachineMayBeToldInTheClear() {
        TestingWebhook.put(Map.of("url", "http://localhost:8099/hook"));
    }

    @Test
    void consentLinksTakeTheConnectionsOfAllTenantsThatAreCovered() {
        String acme = unique("acme");
        String globex = unique("globex");
        Map<String, Object> both = linksOf(List.of(acme, globex));
        Map<String, Object> all = linksOf(List.of("*"));
        String one = key(List.of(acme), "connection:manage");
        String two = key(List.of(acme, globex), "connection:manage");
        String reading = key(List.of("*"), "connection:read", "token:issue");
        String everything = key(List.of("*"), "connection:manage");

        for (String refused : List.of(one, narrowed(List.of("*")), narrowed(List.of(acme, globex)), reading)) {
            put(refused, both, 403);
            put(refused, all, 403);
        }
        put(two, all, 403);
        put(two, both, 201);
        put(everything, both, 201);
        put(everything, all, 201);
        put(one, TestingWebhook.body(Map.of("tenants", List.of("*"), "consent_links", false)), 201);
    }

    /** Whoever only manages webhooks turns no one of these to himself. */
    @Test
    void consentLinksTakeThemAtEachPut() {
        String acme = unique("acme");
        TestingWebhook webhook = new TestingWebhook();
        webhook.change(linksOf(List.of(acme))).statusCode(201);
        String manager = key(List.of("other"), "connection:manage");
        Map<String, Object> turned = linksOf(List.of(acme));
        turned.put("url", "https://elsewhere.example.com/");

        with(manager).body(turned).put(webhook.path()).then().statusCode(403);
        with(manager).body(linksOf(List.of(acme))).put(webhook.path()).then().statusCode(403);

        webhook.view().body("url", equalTo(TestingWebhook.URL)).body("consent_links", equalTo(true));
        turned.put("consent_links", false);
        with(manager).body(turned).put(webhook.path()).then().statusCode(200).body("consent_links", equalTo(false));
    }

    private static Map<String, Object> linksOf(List<String> tenants) {
        return TestingWebhook.body(Map.of("tenants", tenants, "consent_links", true));
    }

    private static void put(String key, Map<String, Object> body, int status) {
        with(key).body(body).put("/v1/webhooks/" + unique("links")).then().statusCode(status);
    }

    /** A caller that manages webhooks, and may something on these tenants. */
    private static String key(List<String> tenants, String... permissions) {
        return keyWith(Map.of("tenants", tenants, "permissions", List.of(permissions)));
    }

    private static String narrowed(List<String> tenants) {
        return keyWith(Map.of(
                "tenants", tenants, "permissions", List.of("connection:manage"), "connections", List.of("default")));
    }

    private static String keyWith(Map<String, Object> grant) {
        String caller = unique("manager");
        String key = keyOf(caller, List.of("*"), "webhook:manage");
        operator()
                .body(Map.of(
                        "grants",
                        List.of(Map.of("tenants", List.of("*"), "permissions", List.of("webhook:manage")), grant)))
                .put("/v1/callers/" + caller)
                .then()
                .statusCode(200);
        return key;
    }

    @Test
    void aDisabledOneIsPutToBeSentToAgain() {
        // Given
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        TestingWait.answer(webhooks.disable(TestingWebhook.met(webhook.uuid()), DisabledReason.GONE));
        webhook.tamper("failing_since = clock_timestamp(), failed_at = clock_timestamp(),"
                + " paused_until = clock_timestamp()");
        webhook.view()
                .body("disabled.reason", equalTo("gone"))
                .body("disabled.since", notNullValue())
                .body("failing_since", notNullValue());

        // When it is disabled once more, which changes nothing
        TestingWait.answer(webhooks.disable(TestingWebhook.met(webhook.uuid()), DisabledReason.FAILING));
        TestingWait.answer(webhooks.disable(TestingWebhook.met(UUID.randomUUID()), DisabledReason.FAILING));
        webhook.view().body("disabled.reason", equalTo("gone"));

        // When it is put as it is
        webhook.change(Map.of()).statusCode(200).body("disabled", nullValue()).body("failing_since", nullValue());

        // Then
        assertThat(TestingSql.value(
                        Boolean.class,
                        "SELECT paused_until IS NULL AND failed_at IS NULL FROM webhook WHERE name = ?",
                        webhook.name()))
                .isTrue();
        assertThat(webhook.events()).containsExactly("webhook.created", "webhook.disabled", "webhook.enabled");
        assertThat(webhook.detail("webhook.disabled", "reason")).isEqualTo("gone");
    }

    @Test
    void whatAFormerAddressAnsweredDisablesNothing() {
        // Given
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        webhook.change(Map.of("url", "https://moved.example.com/")).statusCode(200);

        // When
        TestingWait.answer(webhooks.disable(TestingWebhook.met(webhook.uuid()), DisabledReason.GONE));

        // Then
        webhook.view().body("disabled", nullValue());
    }

    @Test
    void oneThatHasHadASuccessSinceIsNotDisabledForFailing() {
        TestingWebhook webhook = TestingWebhook.put(Map.of());
        TestingWait.answer(webhooks.disable(TestingWebhook.met(webhook.uuid()), DisabledReason.FAILING));
        webhook.view().body("disabled", nullValue());
    }

    @Test
    void thereAreAHundredAtMost() {
        TestingWebhook last = TestingWebhook.put(Map.of());
        String filler = unique("filler");
        long there = TestingSql.number("SELECT count(*) FROM webhook");
        try {
            IntStream.range(0, (int) (100 - there))
                    .forEach(number -> TestingSql.run("""
                            INSERT INTO webhook (name, uuid, url, events, tenants, consent_links, secret, mac)
                            SELECT ?, gen_random_uuid(), url, events, tenants, consent_links, secret, mac FROM webhook
                            WHERE name = ?
                            """, filler + "-" + number, last.name()));

            new TestingWebhook().change(Map.of()).statusCode(409).body("detail", containsString("100 webhooks"));
            last.change(Map.of("description", "still changes")).statusCode(200);
        } finally {
            TestingSql.run("DELETE FROM webhook WHERE name LIKE ?", filler + "-%");
        }
        new TestingWebhook().change(Map.of()).statusCode(201);
    }

    @Test
    void narrowedKeysManageNothing() {
        String key = narrowedKeyOf(unique("narrow"), List.of("*"), List.of("default"), "connection:manage");

        with(key).get("/v1/webhooks").then().statusCode(403);
    }
}
