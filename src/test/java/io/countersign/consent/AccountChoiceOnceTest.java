package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

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

/** A choice among accounts counts once, in its own browser, as it was offered, and while it is open. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class AccountChoiceOnceTest {
    private static final String CONNECTED = "Your DocuSign account is connected";
    private static final String RECEIVED = "permission received";

    private static String stored(TestingTenant tenant) {
        return TestingSql.text(
                "SELECT md5(p::text || t::text || (SELECT count(*) FROM audit_event a WHERE a.tenant = t.tenant))"
                        + " FROM connection_token t LEFT JOIN pending_grant p USING (tenant, connection)"
                        + " WHERE t.tenant = ?",
                tenant.tenant());
    }

    /** Also when the attempt has been tidied up: it lives for ten minutes, the choice for an hour. */
    @Test
    void theCallbackShowsThePageAgainForAsLongAsItCanBeMade() {
        TestingChoice choice = TestingChoice.pinned();
        TestingChoice.assertAsks(choice.browser().get(choice.callback()), 200);
        TestingChoice.assertAsks(choice.browser().get(TestingChoice.address()), 200);

        TestingSql.run(
                "DELETE FROM consent_attempt WHERE tenant = ?", choice.tenant().tenant());

        TestingChoice.assertAsks(choice.browser().get(choice.callback()), 200);
        assertThat(choice.choose(2).body()).contains(CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: none", "Origin: https://evil.example"})
    void aPostFromElsewhereOnlyShowsThePage(String header) {
        TestingChoice choice = TestingChoice.pinned();
        String before = stored(choice.tenant());

        HttpResponse<String> page = choice.post("account_id=" + choice.account(1), header.split(": ", 2));

        TestingChoice.assertAsks(page, 200);
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

        TestingChoice.assertAsks(page, 400);
        assertThat(page.body()).contains("Please choose one of the accounts");
        assertThat(stored(choice.tenant())).isEqualTo(before);
        assertThat(choice.choose(1).body()).contains(CONNECTED);
    }

    @Test
    void anotherBrowserChoosesNothing() {
        TestingChoice choice = TestingChoice.pinned();
        TestingBrowser other = new TestingBrowser();
        TestingChoice theirs = TestingChoice.of(TestingTenant.create(Map.of()), TestingChoice.person(2), other);

        TestingChoice.assertOver(choice.inAnotherBrowser().choose(1));
        TestingChoice.assertOver(
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
        TestingChoice.assertOver(page);
        TestingChoice.assertOver(choice.browser().get(TestingChoice.address()));
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
        TestingChoice.assertAsks(choice.browser().get(URI.create(back.group(1))), 200);
        choice.tenant().view().body("state", equalTo("awaiting_confirmation"));
    }
}
