package io.countersign.console;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What the pages say and how, and that what they show runs nothing. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsolePagesTest {
    private static final String EVIL = "<script>alert('x')</script>\"'&";
    private static final Pattern NEXT = Pattern.compile("href=\"([^\"]*)\">Next page<");

    private final String name = "shown-" + UUID.randomUUID().toString().substring(0, 13);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/sign-in",
                "/console/start",
                "/console/new-tenant",
                "/console/tenants",
                "/console/connections",
                "/console/integrations",
                "/console/callers",
                "/console/webhooks",
                "/console/new-webhook",
                "/console/imports",
                "/console/keyring",
                "/console/audit",
                "/console/nothing"
            })
    void eachIsAWholePageThatRunsNothing(String path) throws Exception {
        HttpResponse<String> answer = TestingConsole.ofOperator().get(path);
        Document page = parse(answer.body());

        assertThat(page.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(page.getElementsByTagName("main").getLength()).isEqualTo(1);
        assertThat(page.getElementsByTagName("nav").getLength()).isEqualTo(path.endsWith("/sign-in") ? 0 : 1);
        NodeList elements = page.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            var attributes = elements.item(i).getAttributes();
            assertThat(elements.item(i).getNodeName()).isNotIn("script", "img", "iframe", "object", "base");
            for (int j = 0; j < attributes.getLength(); j++) {
                assertThat(attributes.item(j).getNodeName())
                        .isNotEqualTo("style")
                        .doesNotStartWith("on");
            }
        }
        labelled(page, "input");
        labelled(page, "select");
    }

    private static void labelled(Document page, String field) {
        NodeList fields = page.getElementsByTagName(field);
        NodeList labels = page.getElementsByTagName("label");
        for (int i = 0; i < fields.getLength(); i++) {
            Element one = (Element) fields.item(i);
            if (!one.getAttribute("type").equals("hidden")) {
                boolean found = false;
                for (int j = 0; j < labels.getLength(); j++) {
                    found |= ((Element) labels.item(j)).getAttribute("for").equals(one.getAttribute("id"));
                }
                assertThat(found).as(one.getAttribute("name")).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/sign-in", "/console/nothing", "/console/keyring"})
    void headersForbidWhatThePagesDoNotNeed(String path) {
        HttpResponse<String> answer = TestingConsole.ofOperator().get(path);

        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "script-src");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("same-origin");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Content-Type")).get().asString().startsWith("text/html");
    }

    @Test
    void stylesAreThoseThatTheHeadersAllow() throws Exception {
        HttpResponse<String> answer = TestingConsole.ofOperator().get("/console");
        String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();

        Matcher styles = Pattern.compile("(?s)<style>(.*?)</style>").matcher(answer.body());
        int count = 0;
        while (styles.find()) {
            byte[] digest = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(styles.group(1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(policy)
                    .contains("'sha256-" + java.util.Base64.getEncoder().encodeToString(digest) + "'");
            count++;
        }
        assertThat(count).isEqualTo(2);
    }

    @Test
    void hostileNamesAreShownAsTheyAreWritten() throws Exception {
        operator()
                .body(Map.of("display_name", EVIL))
                .put("/v1/tenants/" + name)
                .then()
                .statusCode(201);

        String page = TestingConsole.ofOperator().page("/console/tenants/" + name);

        assertThat(page).doesNotContain("<script");
        assertThat(parse(page).getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo(EVIL);
    }

    @Test
    void tenantsAreFoundByTheirBeginningPageByPage() {
        for (int i = 0; i < Lists.LIMIT + 1; i++) {
            operator()
                    .body(Map.of("display_name", "Zebra " + name))
                    .put("/v1/tenants/%s-%02d".formatted(name, i))
                    .then()
                    .statusCode(201);
        }
        TestingConsole console = TestingConsole.ofOperator();

        String first = console.page("/console/tenants?q=zEBRA%20" + name);
        Matcher next = NEXT.matcher(first);
        assertThat(next.find()).isTrue();
        String second = console.page(next.group(1).replace("&amp;", "&"));

        assertThat(first).contains(name + "-00", name + "-49").doesNotContain(name + "-50");
        assertThat(second).contains(name + "-50").doesNotContain(name + "-49", "Next page");
        assertThat(console.page("/console/tenants?q=" + name + "-5")).contains(name + "-50");
        assertThat(console.page("/console/tenants?q=%25")).contains("No tenant that you may read begins so.");
    }

    @Test
    void whoMayReadOneTenantFindsNoOther() {
        operator().body(Map.of("display_name", "Mine " + name)).put("/v1/tenants/" + name);
        operator().body(Map.of("display_name", "Mine " + name)).put("/v1/tenants/" + name + "-not");

        TestingConsole console = TestingConsole.of(keyOf(name, List.of(name), "tenant:read"));

        assertThat(console.page("/console/tenants?q=mine")).contains(name).doesNotContain(name + "-not");
        HttpResponse<String> other = console.get("/console/tenants/" + name + "-not");
        HttpResponse<String> unknown = console.get("/console/tenants/" + name + "-nowhere");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).isEqualTo(unknown.body());
    }

    @Test
    void aConnectionTellsItsStateItsLivesAndItsHistory() {
        TestingTenant connected = TestingTenant.connected();

        String page =
                TestingConsole.ofOperator().page("/console/tenants/" + connected.tenant() + "/connections/default");

        assertThat(page)
                .contains("Active. Tokens are issued and renewed. Nothing has to be done.")
                .contains("Access token</span> ends ", "(in 7 hours)", "Refresh token</span> ends ", "(in 29 days)")
                .contains("connection.connected", "connection.created", "Only account");
    }

    @Test
    void whoMayNotReadTheTrailSeesNoHistory() {
        TestingTenant connected = TestingTenant.connected();
        TestingConsole console = TestingConsole.of(keyOf(name, List.of(connected.tenant()), "connection:read"));

        String page = console.page("/console/tenants/" + connected.tenant() + "/connections/default");

        assertThat(page).doesNotContain("connection.connected", "/console/integrations");
        assertThat(console.page("/console")).contains("Needs somebody now").doesNotContain("Consents lost");
    }

    @Test
    void theOverviewCountsWhatTheCallerMayRead() {
        TestingTenant connected = TestingTenant.connected();
        TestingTenant waiting = TestingTenant.create(Map.of());
        List<String> both = List.of(connected.tenant(), waiting.tenant());
        TestingSql.run(
                "UPDATE connection_token SET last_refreshed_at = clock_timestamp() WHERE tenant = ?",
                connected.tenant());

        String page = TestingConsole.of(keyOf(name, both, "connection:read")).page("/console");

        assertThat(page)
                .containsPattern("Active</span> <strong>1<")
                .containsPattern("Awaiting consent</span> <strong>1<")
                .containsPattern("Consent required</span> <strong>0<")
                .contains("in the next 30 days, by day. <strong>1, all on ")
                .contains("by the hour of their last renewal. <strong>1, all at ")
                .contains("/console/tenants/" + connected.tenant() + "/connections/default");
    }

    @Test
    void theOverviewShowsLostConsentsToWhomTheTrailIsOpen() {
        BrowserScene.lose(TestingTenant.connected());

        assertThat(TestingConsole.ofOperator().page("/console"))
                .containsPattern("Consents lost, by hour. <strong>[1-9]");
    }

    @Test
    void theTrailIsReadBackwardsPageByPage() {
        for (int i = 0; i < Lists.LIMIT + 1; i++) {
            operator().body(Map.of("display_name", "Name " + i)).put("/v1/tenants/" + name);
        }
        TestingConsole console = TestingConsole.ofOperator();

        String first = console.page("/console/audit?tenant=" + name + "&type=");
        Matcher next = NEXT.matcher(first);
        assertThat(next.find()).isTrue();
        String second = console.page(next.group(1).replace("&amp;", "&"));

        assertThat(first).contains("tenant.updated").doesNotContain("tenant.created");
        assertThat(second).contains("tenant.created").doesNotContain("Next page");
        assertThat(console.page("/console/audit?tenant=" + name + "&type=tenant.created"))
                .contains("<bdi>tenant.created</bdi>")
                .doesNotContain("<bdi>tenant.updated</bdi>");
        assertThat(console.page("/console/audit?tenant=&type=tenant.created")).contains("tenant.created");
    }

    @Test
    void callersAreShownWithTheirKeysAndNoKey() {
        String key = keyOf(name, List.of("*"), "tenant:read");
        String id = operator().get("/v1/callers/" + name).then().extract().path("api_keys[0].id");

        String page = TestingConsole.ofOperator().page("/console/callers/" + name);

        assertThat(page).contains(id, "in 89 days", "tenant:read").doesNotContain(key);
    }

    @Test
    void importsAreShownWithTheirLines() {
        String id = operator()
                .contentType("application/x-ndjson; charset=UTF-8")
                .body("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/v1/imports")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        TestingConsole console = TestingConsole.ofOperator();

        assertThat(console.page("/console/imports")).contains(id);
        assertThat(console.page("/console/imports/" + id + "?status=")).contains("with 1 line.", "invalid");
        assertThat(console.page("/console/imports/" + id + "?status=active")).contains("There is no such line.");
        assertThat(console.get("/console/imports/none").statusCode()).isEqualTo(404);
    }

    @Test
    void problemsArePagesThatKeepTheMenu() {
        TestingConsole console = TestingConsole.ofOperator();

        HttpResponse<String> unknown = console.get("/console/nothing/here");
        HttpResponse<String> method = console.submit("/console/keyring", "");
        HttpResponse<String> invalid = console.get("/console/connections?state=odd");
        HttpResponse<String> large = console.submit("/console/sign-out", "x".repeat(70_000));

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(List.of(unknown, method, invalid, large))
                .allSatisfy(answer ->
                        assertThat(answer.body()).startsWith("<!DOCTYPE html>").contains("href=\"/console/keyring\""));
    }

    @Test
    void whoIsNobodySeesNoMenu() {
        HttpResponse<String> answer = TestingConsole.opened().get("/console/nothing");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("There is nothing here").doesNotContain("<nav");
    }

    private static Document parse(String html) throws Exception {
        assertThat(html).startsWith("<!DOCTYPE html>");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html.replaceFirst("<!DOCTYPE html>", ""))));
    }
}
