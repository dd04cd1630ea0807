package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingTenant;
import io.countersign.simulator.SimulatedAccount;
import io.countersign.simulator.SimulatedUser;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has consented and sees the page on which one of several accounts is chosen.
 *
 * @param tenant whose link it was
 * @param person with the accounts, the last of which is the default one
 * @param browser in which it was opened
 * @param callback the address of the page
 * @param page the page
 */
record TestingChoice(
        TestingTenant tenant, SimulatedUser person, TestingBrowser browser, URI callback, HttpResponse<String> page) {
    private static final Pattern HIDDEN = Pattern.compile("name=\"attempt\" value=\"([^\"]*)\"");
    private static final Pattern LISTED = Pattern.compile("name=\"account_id\" value=\"([^\"]*)\"");

    /** Of a person with two accounts whose address is pinned. */
    static TestingChoice pinned() {
        SimulatedUser person = person(2);
        return of(TestingTenant.create(Map.of("expected_email", person.email())), person);
    }

    /** Of a person with two accounts of whom the tenant expects nothing. */
    static TestingChoice unpinned() {
        return of(TestingTenant.create(Map.of()), person(2));
    }

    static TestingChoice of(TestingTenant tenant, SimulatedUser person) {
        return of(tenant, person, new TestingBrowser());
    }

    static TestingChoice of(TestingTenant tenant, SimulatedUser person, TestingBrowser browser) {
        URI callback = TestingTenant.allowed(browser, tenant.link(), person.email());
        return new TestingChoice(tenant, person, browser, callback, browser.get(callback));
    }

    /** A new person with so many accounts, the last of which is the default one. */
    static SimulatedUser person(int accounts) {
        String email = UUID.randomUUID() + "@example.com";
        SimulatedUser person = new SimulatedUser(
                UUID.randomUUID().toString(),
                "Person " + email,
                "Person",
                email,
                email,
                LocalDateTime.parse("2020-01-01T00:00:00"),
                IntStream.rangeClosed(1, accounts)
                        .mapToObj(i -> new SimulatedAccount(
                                UUID.randomUUID().toString(),
                                i == accounts,
                                "Account " + i,
                                "https://demo" + i + ".docusign.net",
                                null))
                        .toList());
        TestDocuSign.simulator().put(person);
        return person;
    }

    /** The id of the person's account of that number, from 1. */
    String account(int number) {
        return TestDocuSign.accountIds(person).get(number - 1);
    }

    /** The ids of the accounts that the page lists, in its order. */
    List<String> listed() {
        return LISTED.matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Chooses the account of that number, from 1. */
    HttpResponse<String> choose(int number) {
        return post("account_id=" + account(number));
    }

    /** Posts the page's form with these fields beside its hidden ones. */
    HttpResponse<String> post(String fields, String... headers) {
        var hidden = HIDDEN.matcher(page.body());
        assertThat(hidden.find()).as(page.body()).isTrue();
        return browser.submit(address(), fields + "&attempt=" + hidden.group(1), headers);
    }

    /** The same page in a browser that does not have its cookie. */
    TestingChoice inAnotherBrowser() {
        return new TestingChoice(tenant, person, new TestingBrowser(), callback, page);
    }

    /** The same page in a browser of its own that has the same cookies. */
    TestingChoice inTheSameBrowser() {
        TestingChoice same = inAnotherBrowser();
        browser.cookies().forEach((name, value) -> same.browser.keep(name + "=" + value));
        return same;
    }

    /** A caller accepts what is pending. */
    ValidatableResponse confirm(@Nullable String accountId) {
        Map<String, Object> body = new HashMap<>();
        body.put("consent_id", tenant.view().extract().path("pending.consent_id"));
        if (accountId != null) {
            body.put("account_id", accountId);
        }
        return operator().body(body).post(tenant.connection() + "/confirmation").then();
    }

    /** Where its form posts to. */
    static URI address() {
        return URI.create(TestDocuSign.publicUrl() + "/consent/account");
    }

    /** Asserts that the page asks for an account. */
    static void assertAsks(HttpResponse<String> page, int status) {
        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.body()).contains("Which DocuSign account?", "action=\"" + address());
    }

    /** Asserts that the page asks for none any more. */
    static void assertOver(HttpResponse<String> page) {
        assertThat(page.statusCode()).isEqualTo(409);
        assertThat(page.body()).contains("This choice is not open any more");
    }
}
