package io.countersign.caller;

import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Every page of the console against every caller: it opens for whom the API opens what it shows, and the menu names it
 * for whom it opens. All wrong cells are reported at once.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsoleMatrixTest {
    /** Pages, and where the API shows the same. */
    private static final Map<String, String> PAGES = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("/console/tenants", "/v1/tenants"),
            Map.entry("/console/tenants/{tenant}", "/v1/tenants/{tenant}"),
            Map.entry("/console/tenants/{tenant}/connections", "/v1/tenants/{tenant}/connections"),
            Map.entry(
                    "/console/tenants/{tenant}/connections/{connection}",
                    "/v1/tenants/{tenant}/connections/{connection}"),
            Map.entry("/console/connections", "/v1/connections"),
            Map.entry("/console/integrations", "/v1/integrations"),
            Map.entry("/console/integrations/{integration}", "/v1/integrations/{integration}"),
            Map.entry("/console/callers", "/v1/callers"),
            Map.entry("/console/callers/{caller}", "/v1/callers/{caller}"),
            Map.entry("/console/webhooks", "/v1/webhooks"),
            Map.entry("/console/new-webhook", "/v1/webhooks"),
            Map.entry("/console/webhooks/{webhook}", "/v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/settings", "/v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/secret", "/v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/deletion", "/v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/deliveries", "/v1/webhooks/{webhook}/deliveries"),
            Map.entry("/console/imports", "/v1/imports"),
            Map.entry("/console/imports/{id}", "/v1/imports/{id}"),
            Map.entry("/console/keyring", "/v1/keyring"),
            Map.entry("/console/audit", "/v1/audit-events")));

    /**
     * Forms that an empty body does nothing with, and operations of the API that harm nothing and are for the same
     * callers: the one that the form asks for, or one that reads what it changes.
     */
    private static final Map<String, String> FORMS = new LinkedHashMap<>(Map.ofEntries(
            Map.entry("/console/new-webhook", "GET /v1/webhooks"),
            Map.entry("/console/webhooks/{webhook}/settings", "GET /v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/enabling", "GET /v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/secret", "GET /v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/deletion", "GET /v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/test", "POST /v1/webhooks/{webhook}/test"),
            Map.entry(
                    "/console/webhooks/{webhook}/deliveries/{delivery}/redelivery",
                    "POST /v1/webhooks/{webhook}/deliveries/{delivery}/redelivery"),
            Map.entry("/console/keyring/rewrap", "POST /v1/keyring/rewrap")));

    /** What needs no more than a session, or none; the new tenant is judged by the name in its form. */
    private static final Set<String> OPEN = Set.of(
            "GET /console",
            "GET /console/sign-in",
            "POST /console/sign-in",
            "POST /console/sign-out",
            "GET /console/new-tenant",
            "POST /console/new-tenant");

    private static final List<String> IN_THE_MENU = List.of(
            "/console/integrations",
            "/console/callers",
            "/console/webhooks",
            "/console/imports",
            "/console/keyring",
            "/console/audit");

    private final SoftAssertions cells = new SoftAssertions();
    private final MatrixScene mine =
            new MatrixScene("console-" + UUID.randomUUID().toString().substring(0, 8));
    private final MatrixScene foreign = new MatrixScene(mine.name() + "-foreign");

    @Test
    void everyPageHasItsCell() {
        Set<String> pages = RunningOperations.all().stream()
                .filter(operation -> operation.contains(" /console"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = PAGES.keySet().stream().map(page -> "GET " + page).collect(Collectors.toSet());
        FORMS.keySet().forEach(form -> known.add("POST " + form));
        known.addAll(OPEN);

        assertThat(pages).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void aPageOpensForWhomTheApiOpens() {
        // Given
        mine.prepare("/{tenant}/{connection}/{integration}/{caller}/{webhook}");
        foreign.prepare("/{tenant}/{connection}");
        MatrixCallers callers = MatrixCallers.of(List.of(mine.name()));
        Map<String, String> addresses = addresses();

        // When
        tryAll("everything", TestDatabase.BOOTSTRAP_KEY, addresses);
        tryAll("nothing", callers.forNothing(), addresses);
        callers.forAll().forEach((permission, key) -> tryAll(permission + " for all", key, addresses));
        callers.forSome().forEach((permission, key) -> tryAll(permission + " for this tenant", key, addresses));
        callers.forConnection().forEach((permission, key) -> tryAll(permission + " for this one", key, addresses));
        callers.forOther().forEach((permission, key) -> tryAll(permission + " for another one", key, addresses));

        // Then
        cells.assertAll();
    }

    /** Of this tenant, of one of others, and of none. */
    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        String id = mine.identified("/v1/imports/{id}").substring("/v1/imports/".length());
        MatrixScene unborn = new MatrixScene(mine.name() + "-unborn");
        PAGES.forEach((page, api) -> {
            for (MatrixScene scene : List.of(mine, foreign, unborn)) {
                addresses.put(scene.at(page.replace("{id}", id)), scene.at(api.replace("{id}", id)));
            }
        });
        addresses.put("/console/audit?tenant=" + mine.name(), "/v1/audit-events?tenant=" + mine.name());
        addresses.put("/console/audit?tenant=" + foreign.name(), "/v1/audit-events?tenant=" + foreign.name());
        return addresses;
    }

    private void tryAll(String who, String key, Map<String, String> addresses) {
        TestingConsole console = TestingConsole.of(key);
        String overview = console.page("/console");
        addresses.forEach((page, api) -> {
            int promised = with(key).get(api).statusCode();
            cells.assertThat(console.get(page).statusCode())
                    .as("%s: %s, as %s", page, who, api)
                    .isEqualTo(promised);
            if (IN_THE_MENU.contains(page)) {
                cells.assertThat(overview.contains("href=\"" + page + "\""))
                        .as("%s in the menu: %s", page, who)
                        .isEqualTo(promised == 200);
            }
        });
        tryForms(who, key, console);
        for (String list : List.of("tenants", "connections")) {
            List<?> items = with(key).get("/v1/" + list).path("items");
            cells.assertThat(overview.contains("href=\"/console/" + list + "\"") || items.isEmpty())
                    .as("the %s in the menu: %s", list, who)
                    .isTrue();
        }
    }

    /** Refused where the API refuses, and nowhere else: what lacks its fields is another answer. */
    private void tryForms(String who, String key, TestingConsole console) {
        String csrf = "csrf=" + console.csrf();
        MatrixScene unborn = new MatrixScene(mine.name() + "-unborn");
        FORMS.forEach((form, operation) -> {
            String[] api = operation.split(" ");
            for (MatrixScene scene : List.of(mine, unborn)) {
                int promised = with(key).request(api[0], scene.at(api[1])).statusCode();
                int status = console.submit(scene.at(form), csrf).statusCode();
                cells.assertThat(status == 403 || status == 404 ? status : 0)
                        .as("a form at %s: %s, as %s", form, who, operation)
                        .isEqualTo(promised == 403 || promised == 404 ? promised : 0);
            }
        });
    }
}
