package io.countersign.console;

import static io.countersign.TestingCaller.endingKeyOf;
import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.countersign.TestingWait;
import io.countersign.caller.KeyMark;
import io.countersign.crypto.Digest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session is worth what its key is worth now, here and nowhere else. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleSessionTest {
    @Inject
    SessionSeal seal;

    @Inject
    MeterRegistry metrics;

    private final String name = "console-" + UUID.randomUUID().toString().substring(0, 13);

    @Test
    void somebodySignsInAndOut() {
        TestingConsole console = TestingConsole.of(keyOf(name, List.of("*"), "tenant:read"));
        assertThat(console.page("/console")).contains(name).doesNotContain("/console/callers");

        HttpResponse<String> left = console.submit("/console/sign-out", "csrf=" + console.csrf());

        assertThat(left.headers().firstValue("Location")).contains("/console/sign-in");
        assertThat(console.cookie()).isEmpty();
        assertNobody(console);
    }

    @Test
    void theOperatorOfTheConfigurationMaySignIn() {
        assertThat(TestingConsole.ofOperator().page("/console")).contains("bootstrap", "/console/callers");
    }

    @Test
    void aWrongKeyIsRefusedAndCounted() {
        double before = refused();

        HttpResponse<String> answer = TestingConsole.opened().signIn("csk_nobodys");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("no valid API key").doesNotContain("csk_nobodys");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(refused()).isEqualTo(before + 1);
    }

    private double refused() {
        return metrics.counter("countersign.authentication.failures", "reason", "malformed", "door", "console")
                .count();
    }

    /** The cookie holds neither the key nor its public id in the clear, and no script reads it. */
    @Test
    void theCookieTellsNothing() {
        String key = keyOf(name, List.of("*"), "tenant:read");

        HttpResponse<String> answer = TestingConsole.opened().signIn(key);

        assertThat(answer.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .contains("HTTPOnly", "SameSite=Strict", "Path=/", "Max-Age=1800")
                .doesNotContain(key, key.substring(4, 12));
    }

    @Test
    void anAlteredCookieIsNobodys() {
        TestingConsole console = TestingConsole.ofOperator();
        String cookie = console.cookie();
        char last = cookie.charAt(cookie.length() / 2);

        console.hold(cookie.substring(0, cookie.length() / 2)
                + (last == 'A' ? 'B' : 'A')
                + cookie.substring(cookie.length() / 2 + 1));

        assertNobody(console);
        assertThat(console.cookie()).isEmpty();
    }

    @Test
    void aSessionEndsWithoutUse() {
        Instant now = Instant.now();

        assertThat(signedIn(now.minusSeconds(29 * 60), now.minusSeconds(29 * 60)))
                .isTrue();
        assertThat(signedIn(now.minusSeconds(31 * 60), now.minusSeconds(31 * 60)))
                .isFalse();
    }

    @Test
    void aSessionEndsHoweverMuchItIsUsed() {
        Instant now = Instant.now();

        assertThat(signedIn(now.minus(Duration.ofMinutes(8 * 60 - 1)), now)).isTrue();
        assertThat(signedIn(now.minus(Duration.ofMinutes(8 * 60 + 1)), now)).isFalse();
    }

    @Test
    void useIsSealedOnceAMinute() {
        Instant now = Instant.now();
        TestingConsole lately = holding(now.minusSeconds(600), now.minusSeconds(10));
        TestingConsole before = holding(now.minusSeconds(600), now.minusSeconds(70));

        assertThat(lately.get("/console").headers().allValues("Set-Cookie")).isEmpty();
        assertThat(before.get("/console").headers().allValues("Set-Cookie")).hasSize(1);
    }

    private boolean signedIn(Instant signedInAt, Instant usedAt) {
        return holding(signedInAt, usedAt).get("/console").statusCode() == 200;
    }

    private TestingConsole holding(Instant signedInAt, Instant usedAt) {
        KeyMark operator = new KeyMark("bootstrap", Digest.ofText(TestDatabase.BOOTSTRAP_KEY));
        ConsoleSession begun = ConsoleSession.begin(operator, signedInAt, new SecureRandom());
        TestingConsole console = TestingConsole.opened();
        console.hold(TestingWait.answer(seal.seal(begun.usedAt(usedAt))));
        return console;
    }

    @Test
    void theKeysDeletionEndsIt() {
        TestingConsole console = TestingConsole.of(keyOf(name, List.of("*"), "tenant:read"));
        String id = operator().get("/v1/callers/" + name).then().extract().path("api_keys[0].id");
        console.page("/console");

        operator().delete("/v1/callers/" + name + "/api-keys/" + id).then().statusCode(204);

        assertNobody(console);
    }

    @Test
    void theCallersDeletionEndsItAlsoWhereAnotherTakesItsName() {
        TestingConsole console = TestingConsole.of(keyOf(name, List.of("*"), "tenant:read"));

        operator().delete("/v1/callers/" + name).then().statusCode(204);
        keyOf(name, List.of("*"), "tenant:read");

        assertNobody(console);
    }

    @Test
    void theKeysExpiryEndsIt() {
        keyOf(name, List.of("*"), "tenant:read");
        TestingConsole console = TestingConsole.of(endingKeyOf(name, 3));

        TestingWait.until("the key has ended", () -> console.get("/console").statusCode() == 303);

        assertThat(console.cookie()).isEmpty();
    }

    @Test
    void grantsCountAsTheyAreNow() {
        TestingConsole console = TestingConsole.of(keyOf(name, List.of("*"), "keyring:read"));
        assertThat(console.get("/console/keyring").statusCode()).isEqualTo(200);

        keyOf(name, List.of("*"), "caller:manage");

        assertThat(console.get("/console/keyring").statusCode()).isEqualTo(403);
        assertThat(console.get("/console/callers").statusCode()).isEqualTo(200);
    }

    @Test
    void aFormOfAnotherSiteSignsNobodyIn() {
        TestingConsole console = TestingConsole.opened();

        assertThat(console.signIn(TestDatabase.BOOTSTRAP_KEY, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.signIn(TestDatabase.BOOTSTRAP_KEY, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.cookie()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "csrf=", "csrf=AAAA"})
    void aFormWithoutTheSessionsTokenChangesNothing(String fields) {
        TestingConsole console = TestingConsole.ofOperator();

        HttpResponse<String> answer = console.submit("/console/sign-out", fields);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("not of this session", "aria-label=\"Console\"");
        console.page("/console");
    }

    @Test
    void theTokenOfAnotherSessionChangesNothing() {
        String other = TestingConsole.ofOperator().csrf();
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.submit("/console/sign-out", "csrf=" + other).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aKeyInTheAddressIsRefused() {
        HttpResponse<String> answer =
                TestingConsole.opened().submit("/console/sign-in?key=" + TestDatabase.BOOTSTRAP_KEY, "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("end up in logs").doesNotContain(TestDatabase.BOOTSTRAP_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console;x", "/console;x/callers"})
    void parametersInThePathOpenNoneEither(String path) {
        given().redirects()
                .follow(false)
                .header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .get(path)
                .then()
                .statusCode(404);
    }

    @Test
    void aBearerKeyOpensNoPage() {
        given().redirects()
                .follow(false)
                .header("Authorization", "Bearer " + TestDatabase.BOOTSTRAP_KEY)
                .get("/console")
                .then()
                .statusCode(303)
                .header("Location", org.hamcrest.Matchers.endsWith("/console/sign-in"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tenants", "/v1/keyring", "/oauth/userinfo"})
    void theCookieOpensNothingElse(String path) {
        String cookie = TestingConsole.ofOperator().cookie();

        given().cookie(TestingConsole.COOKIE, cookie).get(path).then().statusCode(401);
    }

    @Test
    void theCookieIsNoClientAtTheTokenEndpoint() {
        String cookie = TestingConsole.ofOperator().cookie();

        given().cookie(TestingConsole.COOKIE, cookie)
                .formParam("grant_type", "client_credentials")
                .post("/oauth/token")
                .then()
                .statusCode(400)
                .body("error", org.hamcrest.Matchers.equalTo("invalid_client"));
    }

    private static void assertNobody(TestingConsole console) {
        HttpResponse<String> answer = console.get("/console");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/console/sign-in");
    }
}
