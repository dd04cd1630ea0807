package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestingBrowser;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has several accounts chooses one of them: who may, when, how often, and what comes of it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class AccountChoiceTest {
    private static final String CONNECTED = "Your DocuSign account is connected";
    private static final String RECEIVED = "permission received";
    private static final String ASKS = "Which DocuSign account?";

    private static void assertOver(HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("This choice is not open any more");
    }

    private static void assertAsks(HttpResponse<String> page, int status) {
        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.body()).contains(ASKS, "action=\"" + TestingChoice.address());
    }

    /** A fingerprint of what a choice could change. */
    private static String stored(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT md5(p::text || t::text || (SELECT count(*) FROM audit_event a WHERE a.tenant = t.tenant))"
                        + " FROM connection_token t LEFT JOIN pending_grant p USING (tenant, connection)"
                        + " WHERE t.tenant = ?",
                tenant.tenant());
    }

    @Test
    void whoeverIsPinnedByAddressChoosesAndIsConnected() {
        // Given
        TestingChoice choice = TestingChoice.pinned();
        assertAsks(choice.page(), 200);
        assertThat(choice.listed()).as("the default one first").containsExactly(choice.account(2), choice.account(1));
        assertThat(choice.page().headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("form-action 'self';");
        assertThat(choice.page().headers().firstValue("Referrer-Policy")).hasValue("strict-origin");
        choice.tenant()
                .view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.accounts", hasSize(2))
                .body("pending.account_id", nullValue());

        // When
        HttpResponse<String> page = choice.choose(1);

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(CONNECTED, "Account 1", choice.person().email());
        assertThat(choice.browser().cookies()).isEmpty();
        choice.tenant()
                .view()
                .body("state", equalTo("active"))
                .body("pending", nullValue())
                .body("user.email", equalTo(choice.person().email()))
                .body("account.account_id", equalTo(choice.account(1)));
        choice.tenant()
                .token(Map.of())
                .statusCode(200)
                .body("account_id", equalTo(choice.account(1)))
                .body("base_uri", equalTo("https://demo1.docusign.net"));
        assertThat(TestingTrail.typesOf(choice.tenant().tenant()))
                .containsSubsequence("connection.pending", "connection.connected")
                .doesNotContain("connection.confirmed", "connection.account-chosen");
        assertThat(choice.browser().get(choice.callback()).statusCode()).isEqualTo(410);
    }

    @ParameterizedTest
    @CsvSource({", 1", "2, 2"})
    void anybodyElsesChoiceIsKeptForTheConfirmation(Integer named, int expected) {
        // Given
        TestingChoice choice = TestingChoice.unpinned();

        // When
        HttpResponse<String> page = choice.choose(1);

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(RECEIVED, "Account 1");
        assertThat(choice.browser().cookies()).isEmpty();
        choice.tenant()
                .view()
                .body("state", equalTo("awaiting_confirmation"))
                .body("pending.account_id", equalTo(choice.account(1)));
        assertThat(TestingTrail.typesOf(choice.tenant().tenant())).endsWith("connection.account-chosen");
        choice.confirm(named == null ? null : choice.account(named))
                .statusCode(200)
                .body("account.account_id", equalTo(choice.account(expected)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnToTheReturnAddressOnceChosen(boolean pinned) {
        TestingChoice choice = pinned ? TestingChoice.pinned() : TestingChoice.unpinned();
        TestingSql.run(
                "UPDATE consent_link SET return_url = 'https://app.example.com/done' WHERE tenant = ?",
                choice.tenant().tenant());
        HttpResponse<String> again = choice.browser().get(choice.callback());
        assertAsks(again, 200);
        assertThat(again.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("form-action 'self' https://app.example.com;");

        HttpResponse<String> answer = choice.choose(2);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("https://app.example.com/done");
    }

    /** Also when the attempt has been tidied up: it lives for ten minutes, the choice for an hour. */
    @Test
    void theCallbackShowsThePageAgainForAsLongAsItCanBeMade() {
        TestingChoice choice = TestingChoice.pinned();
        assertAsks(choice.browser().get(choice.callback()), 200);
        assertAsks(choice.browser().get(TestingChoice.address()), 200);

        TestingSql.run(
                "DELETE FROM consent_attempt WHERE tenant = ?", choice.tenant().tenant());

        assertAsks(choice.browser().get(choice.callback()), 200);
        assertThat(choice.choose(2).body()).contains(CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: none", "Origin: https://evil.example"})
    void aPostFromElsewhereOnlyShowsThePage(String header) {
        TestingChoice choice = TestingChoice.pinned();
        String before = stored(choice.tenant());

        HttpResponse<String> page = choice.post("account_id=" + choice.account(1), header.split(": ", 2));

        assertAsks(page, 200);
        assertThat(stored(choice.tenant())).isEqualTo(before);
        assertThat(choice.post("account_id=" + choice.account(1), "Sec-Fetch-Site", "same-origin")
                        .body())
                .contains(CONNECTED);
    }

    /** Browsers send no cookie with a post from another site, but follow this with it. */
    @ParameterizedTest
    @CsvSource({"0123456789abcdef, 303, /consent/account?attempt=0123456789abcdef", "'x\r\nX: y', 409, ''"})
    void aPostFromElsewhereIsSentToThePage(String attempt, int status, String address) {
        String location = given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("attempt", attempt)
                .post("/consent/account")
                .then()
                .statusCode(status)
                .extract()
                .header("Location");

        assertThat(location == null ? "" : location).endsWith(address);
        assertThat(location == null).isEqualTo(address.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "account_id=",
                "account_id=somebody-elses",
                "account_id=%zz",
                "account_id=%1$s&account_id=%2$s",
                "account_id=%00",
                "ACCOUNT_ID=%1$s"
            })
    void whatNamesNoneOfTheAccountsIsAskedAgain(String fields) {
        TestingChoice choice = TestingChoice.pinned();
        String before = stored(choice.tenant());

        HttpResponse<String> page =
                choice.post(fields.contains("$") ? fields.formatted(choice.account(1), choice.account(2)) : fields);

        assertAsks(page, 400);
        assertThat(page.body()).contains("Please choose one of the accounts");
        assertThat(stored(choice.tenant())).isEqualTo(before);
        assertThat(choice.choose(1).body()).contains(CONNECTED);
    }

    @Test
    void anotherBrowserChoosesNothing() {
        TestingChoice choice = TestingChoice.pinned();
        TestingBrowser other = new TestingBrowser();
        TestingChoice theirs = TestingChoice.of(TestingTenant.create(Map.of()), TestingChoice.person(2), other);

        assertOver(choice.inAnotherBrowser().choose(1));
        assertOver(
                new TestingChoice(choice.tenant(), choice.person(), other, choice.callback(), choice.page()).choose(1));

        assertThat(choice.choose(1).body()).contains(CONNECTED);
        assertThat(theirs.choose(1).body()).contains(RECEIVED);
    }

    static Stream<Arguments> whatEndsAChoice() {
        return Stream.of(
                ended(
                        "chosen before",
                        choice -> assertThat(choice.choose(2).statusCode()).isEqualTo(200)),
                ended(
                        "an hour later",
                        choice -> TestingSql.run(
                                "UPDATE pending_grant SET created_at = created_at - interval '1 hour' WHERE tenant = ?",
                                choice.tenant().tenant())),
                ended("confirmed", choice -> choice.confirm(choice.account(2)).statusCode(200)),
                ended("a later consent", choice -> TestingChoice.of(choice.tenant(), TestingChoice.person(2))),
                ended(
                        "disconnected",
                        choice -> operator()
                                .delete(choice.tenant().connection())
                                .then()
                                .statusCode(200)));
    }

    private static Arguments ended(String name, Consumer<TestingChoice> end) {
        return Arguments.of(name, end);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatEndsAChoice")
    void onceItIsOverNothingCountsAnyMore(String name, Consumer<TestingChoice> end) {
        // Given
        TestingChoice choice = TestingChoice.unpinned();
        Map<String, String> cookies = choice.browser().cookies();
        end.accept(choice);
        cookies.forEach((cookie, value) -> choice.browser().keep(cookie + "=" + value));
        String before = stored(choice.tenant());

        // When
        HttpResponse<String> page = choice.choose(1);

        // Then
        assertOver(page);
        assertOver(choice.browser().get(TestingChoice.address()));
        assertThat(choice.browser().get(choice.callback()).statusCode()).isEqualTo(410);
        assertThat(stored(choice.tenant())).isEqualTo(before);
    }

    @Test
    void twoTabsOfOneBrowserChooseForThemselves() {
        TestingBrowser browser = new TestingBrowser();
        SimulatedUser person = TestingChoice.person(3);
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", person.email()));
        TestingChoice one = TestingChoice.of(tenant, person, browser);
        TestingChoice two = TestingChoice.of(TestingTenant.create(Map.of()), person, browser);

        assertThat(one.choose(2).body()).contains(CONNECTED);
        assertThat(two.choose(3).body()).contains(RECEIVED);

        tenant.view().body("account.account_id", equalTo(one.account(2)));
        two.tenant().view().body("pending.account_id", equalTo(two.account(3)));
    }

    /** Pins that were set, changed or taken away while the person was choosing. */
    @ParameterizedTest
    @CsvSource({
        "true, expected_email, nobody@example.com, 409, wrong_email",
        "true, expected_account_id, another, 409, wrong_account",
        "true, expected_account_id, FIRST, 200, ",
        "false, expected_email, THEIRS, 200, ",
    })
    void pinsAreJudgedAnew(boolean pinned, String pin, String value, int status, String reason) {
        // Given
        TestingChoice choice = pinned ? TestingChoice.pinned() : TestingChoice.unpinned();
        String wanted = switch (value) {
            case "FIRST" -> choice.account(1).toUpperCase();
            case "THEIRS" -> choice.person().email();
            default -> value;
        };
        choice.tenant().configure(Map.of(pin, wanted)).statusCode(200);

        // When
        HttpResponse<String> page = choice.choose(1);

        // Then
        assertThat(page.statusCode()).isEqualTo(status);
        if (status == 200) {
            assertThat(page.body()).contains(CONNECTED);
            choice.tenant().view().body("account.account_id", equalTo(choice.account(1)));
            return;
        }
        assertThat(page.body()).contains("This account cannot be connected");
        assertThat(TestingTrail.reason(choice.tenant().tenant(), "consent.refused"))
                .isEqualTo(reason);
        choice.tenant().view().body("state", equalTo("awaiting_confirmation")).body("pending.account_id", nullValue());
        assertOver(choice.choose(1));
    }

    @Test
    void withoutThePinTheChoiceWaits() {
        TestingChoice choice = TestingChoice.pinned();
        choice.tenant().configure(Map.of()).statusCode(200);

        assertThat(choice.choose(1).body()).contains(RECEIVED);

        choice.tenant().view().body("state", equalTo("awaiting_confirmation"));
    }

    /** Somebody else is connected: nobody takes that place without a confirmation, whatever they choose. */
    @Test
    void nobodyDisplacesAnybodyByChoosing() {
        SimulatedUser first = TestingChoice.person(1);
        SimulatedUser second = TestingChoice.person(2);
        TestingTenant tenant = TestingTenant.create(Map.of("expected_email", first.email()));
        assertThat(tenant.consent(first.email()).body()).contains(CONNECTED);
        tenant.configure(Map.of("expected_email", second.email())).statusCode(200);

        TestingChoice choice = TestingChoice.of(tenant, second);
        assertThat(choice.choose(1).body()).contains(RECEIVED);

        tenant.view().body("state", equalTo("active")).body("user.email", equalTo(first.email()));
        choice.confirm(null).statusCode(200).body("account.account_id", equalTo(choice.account(1)));
        assertThat(tenant.consent(second.email()).body())
                .as("the same user with the same account")
                .contains(CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30})
    void thePageListsAsManyAsThereAre(int accounts) {
        SimulatedUser person = TestingChoice.person(accounts);
        TestingChoice choice = TestingChoice.of(TestingTenant.create(Map.of("expected_email", person.email())), person);

        if (accounts == 1) {
            assertThat(choice.page().body()).contains(CONNECTED);
        } else {
            assertThat(choice.listed()).hasSize(accounts).startsWith(choice.account(accounts));
            assertThat(choice.choose(accounts / 2).body()).contains(CONNECTED);
        }
    }

    @Test
    void ofParallelPostsOneCounts() throws Exception {
        // Given
        TestingChoice choice = TestingChoice.pinned();
        List<CompletableFuture<HttpResponse<String>>> posts;

        // When
        try (TestingLock holder = TestingLock.on(
                "SELECT uuid FROM connection_token WHERE tenant = ? FOR UPDATE",
                choice.tenant().tenant())) {
            posts = Stream.of(1, 2, 1, 2)
                    .map(number -> CompletableFuture.supplyAsync(
                            () -> choice.inTheSameBrowser().choose(number), Thread::startVirtualThread))
                    .toList();
            holder.awaitWaiting(posts.size());
        }

        // Then
        int[] statuses = new int[posts.size()];
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = posts.get(i).get(20, TimeUnit.SECONDS).statusCode();
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409);
        assertThat(TestingTrail.typesOf(choice.tenant().tenant())).containsOnlyOnce("connection.connected");
    }

    /** The seals bind the accounts: whoever can write to the database cannot put another address under one. */
    @Test
    void accountsThatWereRewrittenOpenNothing() {
        TestingChoice choice = TestingChoice.pinned();
        TestingSql.run(
                "UPDATE pending_grant SET accounts = replace(accounts::text, 'demo1', 'evil')::jsonb WHERE tenant = ?",
                choice.tenant().tenant());

        HttpResponse<String> page = choice.choose(1);

        assertThat(page.statusCode()).isEqualTo(503);
        var back = Pattern.compile("href=\"([^\"]*/consent/account[^\"]*)\"").matcher(page.body());
        assertThat(back.find()).isTrue();
        assertAsks(choice.browser().get(URI.create(back.group(1))), 200);
        choice.tenant().view().body("state", equalTo("awaiting_confirmation"));
    }
}
