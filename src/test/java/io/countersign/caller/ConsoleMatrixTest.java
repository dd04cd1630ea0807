package io.countersign.caller;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingConsole;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
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
 * Every page of the console against every caller: it opens for whom the API opens what it shows, the menu names it for
 * whom it opens, and a form is refused to whom the API refuses what it asks for. All wrong cells are reported at once.
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
            Map.entry("/console/new-connection/{tenant}", "/v1/tenants/{tenant}/connections"),
            Map.entry("/console/integrations", "/v1/integrations"),
            Map.entry("/console/integrations/{integration}", "/v1/integrations/{integration}"),
            Map.entry("/console/callers", "/v1/callers"),
            Map.entry("/console/callers/{caller}", "/v1/callers/{caller}"),
            Map.entry("/console/webhooks", "/v1/webhooks"),
            Map.entry("/console/webhooks/{webhook}", "/v1/webhooks/{webhook}"),
            Map.entry("/console/webhooks/{webhook}/deliveries", "/v1/webhooks/{webhook}/deliveries"),
            Map.entry("/console/imports", "/v1/imports"),
            Map.entry("/console/imports/{id}", "/v1/imports/{id}"),
            Map.entry("/console/keyring", "/v1/keyring"),
            Map.entry("/console/audit", "/v1/audit-events")));

    /**
     * What changes something or leads to that, and what the API refuses to the same callers: that operation itself, or
     * where it would destroy the scene another one with the same permission. All are tried with nothing in their forms
     * and bodies, so that nothing is done.
     */
    private static final Map<String, String> CHANGES = new LinkedHashMap<>();

    static {
        String tenant = "/console/tenants/{tenant}";
        CHANGES.put("POST " + tenant + "/display-name", "PUT /v1/tenants/{tenant}");
        form(tenant + "/deletion", "PUT /v1/tenants/{tenant}");
        CHANGES.put("POST /console/new-connection/{tenant}", "PUT /v1/tenants/{tenant}/connections/{connection}");
        String connection = tenant + "/connections/{connection}";
        String api = "POST /v1/tenants/{tenant}/connections/{connection}";
        form(connection + "/consent-links", api + "/retry");
        form(connection + "/disconnection", api + "/retry");
        CHANGES.put("POST " + connection + "/confirmation", api + "/confirmation");
        CHANGES.put("POST " + connection + "/retry", api + "/retry");

        String integration = "/console/integrations/{integration}";
        CHANGES.put("GET /console/start", "PUT /v1/integrations/{integration}");
        form("/console/new-integration", "PUT /v1/integrations/{integration}");
        for (String form : List.of(
                "/settings",
                "/client-secrets",
                "/client-secrets/{id}/deletion",
                "/rsa-keys",
                "/rsa-keys/{id}/deletion",
                "/deletion")) {
            form(integration + form, "PUT /v1/integrations/{integration}");
        }

        form("/console/new-caller", "PUT /v1/callers/{caller}");
        for (String form : List.of(
                "/grants", "/grants/{position}/deletion", "/api-keys", "/api-keys/{id}/deletion", "/deletion")) {
            form("/console/callers/{caller}" + form, "PUT /v1/callers/{caller}");
        }

        String webhook = "/console/webhooks/{webhook}";
        form("/console/new-webhook", "GET /v1/webhooks");
        for (String form : List.of("/settings", "/secret", "/deletion")) {
            form(webhook + form, "GET /v1/webhooks/{webhook}");
        }
        CHANGES.put("POST " + webhook + "/enabling", "GET /v1/webhooks/{webhook}");
        CHANGES.put("POST " + webhook + "/test", "POST /v1/webhooks/{webhook}/test");
        CHANGES.put(
                "POST " + webhook + "/deliveries/{delivery}/redelivery",
                "POST /v1/webhooks/{webhook}/deliveries/{delivery}/redelivery");

        CHANGES.put("POST /console/keyring/rewrap", "POST /v1/keyring/rewrap");
        form("/console/keyring/{key}/retirement", "POST /v1/keyring/{key}/retirement");
    }

    /** What needs no more than a session, or none. */
    private static final Set<String> OPEN = Set.of(
            "GET /console",
            "GET /console/sign-in",
            "POST /console/sign-in",
            "POST /console/sign-out",
            "GET /console/new-tenant",
            // By the name that is typed: ConsoleFormsTest.
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

    private final Map<String, String> things = new HashMap<>();

    /** A page with a form that is sent to where it stands. */
    private static void form(String address, String api) {
        CHANGES.put("GET " + address, api);
        CHANGES.put("POST " + address, api);
    }

    @Test
    void everyPageHasItsCell() {
        Set<String> pages = RunningOperations.all().stream()
                .filter(operation -> operation.contains(" /console"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = PAGES.keySet().stream().map(page -> "GET " + page).collect(Collectors.toSet());
        known.addAll(CHANGES.keySet());
        known.addAll(OPEN);

        assertThat(pages).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void aPageOpensForWhomTheApiOpens() {
        // Given
        mine.prepare("/{tenant}/{connection}/{integration}/{caller}/{webhook}");
        operator()
                .body(Map.of("grants", List.of(Map.of("tenants", List.of("*"), "permissions", List.of("audit:read")))))
                .put("/v1/callers/" + mine.name());
        foreign.prepare("/{tenant}/{connection}");
        MatrixCallers callers = MatrixCallers.of(List.of(mine.name()));
        Map<String, String> addresses = addresses();
        Map<String, String> changes = changes();

        // When
        tryAll("everything", TestDatabase.BOOTSTRAP_KEY, addresses, changes);
        tryAll("nothing", callers.forNothing(), addresses, changes);
        callers.forAll().forEach((permission, key) -> tryAll(permission + " for all", key, addresses, changes));
        callers.forSome()
                .forEach((permission, key) -> tryAll(permission + " for this tenant", key, addresses, changes));
        callers.forConnection()
                .forEach((permission, key) -> tryAll(permission + " for this one", key, addresses, changes));
        callers.forOther()
                .forEach((permission, key) -> tryAll(permission + " for another one", key, addresses, changes));

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

    /** Of this tenant and of one of others; what belongs to none, once. */
    private Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>();
        CHANGES.forEach((change, api) -> {
            changes.put(identified(change), mine.at(api));
            if (change.contains("{tenant}")) {
                changes.put(foreign.at(change), foreign.at(api));
            }
        });
        return changes;
    }

    /** With the id of something that is there. */
    private String identified(String change) {
        int id = change.indexOf("/{id}/");
        if (id < 0) {
            return mine.at(change.replace("{position}", "0"));
        }
        String[] parts = change.split(" ");
        String thing = parts[1].substring(0, parts[1].indexOf("/{id}/") + "/{id}".length());
        return parts[0] + " " + things.computeIfAbsent(thing, this::identify) + "/deletion";
    }

    private String identify(String thing) {
        return mine.identified(thing.replace("/console/", "/v1/")).replace("/v1/", "/console/");
    }

    private void tryAll(String who, String key, Map<String, String> addresses, Map<String, String> changes) {
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
        String csrf = console.csrf();
        changes.forEach((change, api) -> cells.assertThat(refusal(ask(console, csrf, change)))
                .as("%s: %s, as %s", change, who, api)
                .isEqualTo(refusal(ask(key, api))));
        for (String list : List.of("tenants", "connections")) {
            List<?> items = with(key).get("/v1/" + list).path("items");
            cells.assertThat(overview.contains("href=\"/console/" + list + "\"") || items.isEmpty())
                    .as("the %s in the menu: %s", list, who)
                    .isTrue();
        }
    }

    private static int ask(String key, String operation) {
        String[] parts = operation.split(" ");
        return with(key).body("{}").request(parts[0], parts[1]).statusCode();
    }

    private static int ask(TestingConsole console, String csrf, String operation) {
        String[] parts = operation.split(" ");
        return (parts[0].equals("GET") ? console.get(parts[1]) : console.submit(parts[1], "csrf=" + csrf)).statusCode();
    }

    /** 0 for whatever is not refused to the caller. */
    private static int refusal(int status) {
        return status == 401 || status == 403 || status == 404 ? status : 0;
    }
}
