package io.countersign.console;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingConsole;
import io.countersign.TestingTenant;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the forms of tenants and connections do, and what they leave alone. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleConnectionsTest {
    private static String hidden(String page, String field) {
        Matcher found =
                Pattern.compile("name=\"" + field + "\" value=\"([^\"]*)\"").matcher(page);
        assertThat(found.find()).as(field + " in " + page).isTrue();
        return found.group(1);
    }

    private static String pageOf(TestingTenant tenant) {
        return "/console/tenants/" + tenant.tenant() + "/connections/default";
    }

    @Test
    void aStaleFormDoesNotRename() {
        String tenant = TestingTenant.create(Map.of()).tenant();
        String page = "/console/tenants/" + tenant;
        TestingConsole console = TestingConsole.ofOperator();
        String seen = hidden(console.page(page), "updated_at");

        // Pressed twice, it is done once.
        for (int i = 0; i < 2; i++) {
            assertThat(console.send(page + "/display-name", "display_name", "Second", "updated_at", seen)
                            .statusCode())
                    .isEqualTo(303);
        }
        HttpResponse<String> stale = console.send(page + "/display-name", "display_name", "Third", "updated_at", seen);

        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("“Second” now", "value=\"Third\"");
        operator().get("/v1/tenants/" + tenant).then().body("display_name", equalTo("Second"));
    }

    @Test
    void aTenantIsDeletedByItsTypedNameAlone() {
        String tenant = TestingTenant.create(Map.of()).tenant();
        String page = "/console/tenants/" + tenant + "/deletion";
        TestingConsole console = TestingConsole.ofOperator();
        String shown = console.page(page);
        String seen = hidden(shown, "created_at");
        assertThat(shown).contains("data key", "My Preferences");

        assertThat(console.send(page, "tenant", "another", "created_at", seen).statusCode())
                .isEqualTo(422);
        assertThat(console.send(page, "tenant", tenant, "created_at", "2026-01-01T00:00:00Z")
                        .statusCode())
                .isEqualTo(409);
        operator().get("/v1/tenants/" + tenant).then().statusCode(200);

        assertThat(console.send(page, "tenant", tenant, "created_at", seen).statusCode())
                .isEqualTo(303);
        operator().get("/v1/tenants/" + tenant).then().statusCode(404);
        assertThat(console.send(page, "tenant", tenant, "created_at", seen).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aConnectionIsMadeAndNeverReplaced() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        String form = "/console/new-connection/" + tenant.tenant();
        TestingConsole console = TestingConsole.ofOperator();
        assertThat(console.page("/console/tenants/" + tenant.tenant())).contains("href=\"" + form + "\"");
        assertThat(console.page(form)).contains("name=\"integration\"", "Make the connection");

        HttpResponse<String> made = console.send(
                form,
                "connection",
                "second",
                "integration",
                tenant.integration(),
                "expected_email",
                "ada@acme.example",
                "scopes",
                "signature  extended");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location"))
                .contains("/console/tenants/" + tenant.tenant() + "/connections/second");
        String second = "/v1/tenants/" + tenant.tenant() + "/connections/second";
        operator()
                .get(second)
                .then()
                .body("expected_email", equalTo("ada@acme.example"))
                .body("scopes", equalTo(List.of("signature", "extended")));

        HttpResponse<String> again = console.send(form, "connection", "second", "integration", tenant.integration());
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body()).contains("is the name of a connection of this tenant already");
        operator().get(second).then().body("expected_email", equalTo("ada@acme.example"));
        assertThat(console.send(form, "connection", "third", "integration", "", "expected_email", "nobody")
                        .body())
                .containsPattern("id=\"error-integration\">[^<]+<")
                .containsPattern("id=\"error-expected_email\">[^<]+<");
        assertThat(console.get("/console/new-connection/none-such").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aLinkIsShownOnceAndWorks() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        TestingConsole console = TestingConsole.ofOperator();
        String form = pageOf(tenant) + "/consent-links";
        assertThat(console.page(pageOf(tenant))).contains("href=\"" + form + "\"");
        assertThat(console.page(form)).contains("As usual here: 7 days", "name=\"return_url\"");

        HttpResponse<String> made = console.send(form, "expires_in", "3600");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        Matcher link = Pattern.compile("<code>([^<]*/consent/[^<]*)</code>").matcher(made.body());
        assertThat(link.find()).as(made.body()).isTrue();
        assertThat(new TestingBrowser().get(URI.create(link.group(1))).statusCode())
                .isEqualTo(200);
        assertThat(console.send(form, "expires_in", "soon").statusCode()).isEqualTo(422);
        assertThat(console.send(form, "expires_in", "1").statusCode()).isEqualTo(422);
        assertThat(console.send(form, "kind", "admin").statusCode()).isEqualTo(422);
    }

    @Test
    void onlyTheConsentThatWasShownIsConfirmed() {
        TestingTenant tenant = TestingTenant.create(Map.of());
        SimulatedUser person = TestDocuSign.person(UUID.randomUUID() + "@example.com", "First", "Other");
        tenant.consent(person.email());
        String account = TestDocuSign.accountIds(person).getLast();
        TestingConsole console = TestingConsole.ofOperator();
        String page = console.page(pageOf(tenant));
        String consent = hidden(page, "consent_id");
        String form = pageOf(tenant) + "/confirmation";
        assertThat(page).contains("Other (" + account + ")", "Refuse by disconnecting");

        HttpResponse<String> stale =
                console.send(form, "consent_id", UUID.randomUUID().toString(), "account_id", account);
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("not the pending one any more").doesNotContain(consent);
        HttpResponse<String> unsaid = console.send(form, "consent_id", consent, "account_id", "");
        assertThat(unsaid.statusCode()).isEqualTo(422);
        assertThat(unsaid.body()).containsPattern("id=\"error-account_id\">[^<]+<");
        tenant.view().body("state", equalTo("awaiting_confirmation"));

        assertThat(console.send(form, "consent_id", consent, "account_id", account)
                        .statusCode())
                .isEqualTo(303);
        tenant.view()
                .body("state", equalTo("active"))
                .body("account.account_id", equalTo(account))
                .body("pending", nullValue());
        assertThat(console.send(form, "consent_id", consent, "account_id", account)
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void onlyWhatWasShownIsDisconnected() {
        TestingTenant tenant = TestingTenant.connected();
        String form = pageOf(tenant) + "/disconnection";
        TestingConsole console = TestingConsole.ofOperator();
        String page = console.page(form);
        String mark = hidden(page, "mark");
        assertThat(page).contains("cannot be told to end it", "class=\"grave\"");

        // Somebody else's consent waits since.
        tenant.configure(Map.of()).statusCode(200);
        tenant.consent(TestDocuSign.person(UUID.randomUUID() + "@example.com", "Theirs")
                .email());
        HttpResponse<String> stale = console.send(form, "mark", mark);
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("has changed since this was shown");
        tenant.view().body("state", equalTo("active"));

        String now = hidden(stale.body(), "mark");
        HttpResponse<String> done = console.send(form, "mark", now);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(done.body()).contains("are destroyed here", "My Preferences");
        tenant.view().body("state", equalTo("disconnected")).body("pending", nullValue());
        assertThat(console.send(form, "mark", now).statusCode()).isEqualTo(409);
        assertThat(console.page(form)).contains("Withdraw the links");
    }

    @Test
    void aRetryIsBegunWhereThereIsSomethingToRetry() {
        TestingTenant connected = TestingTenant.connected();
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.send(pageOf(connected) + "/retry").statusCode()).isEqualTo(303);
        assertThat(console.page(pageOf(connected)))
                .contains("connection.retried")
                .doesNotContain("Retry now");
        HttpResponse<String> nothing = console.send(pageOf(TestingTenant.create(Map.of())) + "/retry");
        assertThat(nothing.statusCode()).isEqualTo(409);
        assertThat(nothing.body()).contains("There is nothing to retry.");
    }

    @Test
    void whoeverOnlyReadsIsOfferedNothingAndMayNothing() {
        TestingTenant tenant = TestingTenant.connected();
        TestingConsole reader = TestingConsole.of(
                keyOf("reads-" + tenant.tenant(), List.of(tenant.tenant()), "connection:read", "tenant:read"));
        TestingConsole foreign = TestingConsole.of(
                keyOf("beside-" + tenant.tenant(), List.of("none-of-theirs"), "connection:manage", "tenant:manage"));
        String mark = hidden(TestingConsole.ofOperator().page(pageOf(tenant) + "/disconnection"), "mark");

        assertThat(reader.page(pageOf(tenant))).doesNotContain("/disconnection", "/consent-links");
        assertThat(reader.page("/console/tenants/" + tenant.tenant()))
                .doesNotContain("/deletion", "/new-connection", "display_name");
        assertThat(reader.send(pageOf(tenant) + "/disconnection", "mark", mark).statusCode())
                .isEqualTo(403);
        assertThat(foreign.send(pageOf(tenant) + "/disconnection", "mark", mark).statusCode())
                .isEqualTo(404);
        tenant.view().body("state", equalTo("active"));
    }

    @Test
    void listsShowThoseOfAReason() {
        TestingTenant tenant = TestingTenant.connected();
        String list = "/console/tenants/" + tenant.tenant() + "/connections";
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.page(list)).contains("href=\"" + pageOf(tenant) + "\"");
        assertThat(console.page(list + "?reason=user_gone"))
                .contains("value=\"user_gone\" selected")
                .doesNotContain("href=\"" + pageOf(tenant) + "\"");
        assertThat(console.get("/console/connections?reason=none").statusCode()).isEqualTo(422);
    }
}
