package io.countersign.caller;

import static io.countersign.TestingCaller.operator;
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
            Map.entry("/console/imports", "/v1/imports"),
            Map.entry("/console/imports/{id}", "/v1/imports/{id}"),
            Map.entry("/console/keyring", "/v1/keyring"),
            Map.entry("/console/audit", "/v1/audit-events")));

    /** Pages with a form that is sent to where it stands, and an operation that needs the same permission. */
    private static final Map<String, String> FORMS = new LinkedHashMap<>();

    static {
        for (String form : List.of(
                "/console/new-integration",
                "/console/integrations/{integration}/settings",
                "/console/integrations/{integration}/client-secrets",
                "/console/integrations/{integration}/client-secrets/{id}/deletion",
                "/console/integrations/{integration}/rsa-keys",
                "/console/integrations/{integration}/rsa-keys/{id}/deletion",
                "/console/integrations/{integration}/deletion")) {
            FORMS.put(form, "/v1/integrations/{integration}");
        }
        for (String form : List.of(
                "/console/new-caller",
                "/console/callers/{caller}/grants",
                "/console/callers/{caller}/grants/{position}/deletion",
                "/console/callers/{caller}/api-keys",
                "/console/callers/{caller}/api-keys/{id}/deletion",
                "/console/callers/{caller}/deletion")) {
            FORMS.put(form, "/v1/callers/{caller}");
        }
    }

    /** The same, where the operation is a POST: what is pressed, and is there at once. */
    private static final Map<String, String> KEYRING = Map.of(
            "/console/keyring/{key}/retirement", "/v1/keyring/{key}/retirement",
            "/console/keyring/rewrap", "/v1/keyring/rewrap");

    /** What needs no more than a session, or none. */
    private static final Set<String> OPEN =
            Set.of("GET /console", "GET /console/sign-in", "POST /console/sign-in", "POST /console/sign-out");

    /** What the operation judges by what was typed: see ConsoleFormsTest. */
    private static final Set<String> TYPED = Set.of("GET /console/new-tenant", "POST /console/new-tenant");

    private static final List<String> IN_THE_MENU = List.of(
            "/console/integrations", "/console/callers", "/console/imports", "/console/keyring", "/console/audit");

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
        FORMS.keySet().forEach(form -> known.addAll(List.of("GET " + form, "POST " + form)));
        KEYRING.keySet().forEach(form -> known.add("POST " + form));
        known.add("GET /console/keyring/{key}/retirement");
        known.addAll(OPEN);
        known.addAll(TYPED);

        assertThat(pages).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void aPageOpensForWhomTheApiOpens() {
        // Given
        mine.prepare("/{tenant}/{connection}/{integration}/{caller}");
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

    /** Empty, so that nothing is done: whoever may is told what does not fit, or that the form is of another time. */
    @Test
    void aFormIsRefusedToWhomTheOperationIsRefused() {
        mine.prepare("/{integration}/{caller}");
        operator()
                .body(Map.of("grants", List.of(Map.of("tenants", List.of("*"), "permissions", List.of("audit:read")))))
                .put("/v1/callers/" + mine.name());
        MatrixCallers callers = MatrixCallers.of(List.of(mine.name()));
        Map<String, String> forms = new LinkedHashMap<>();
        FORMS.forEach((form, api) -> forms.put(identified(form), mine.at(api)));

        sendAll("everything", TestDatabase.BOOTSTRAP_KEY, forms);
        sendAll("nothing", callers.forNothing(), forms);
        callers.forAll().forEach((permission, key) -> sendAll(permission + " for all", key, forms));
        callers.forSome().forEach((permission, key) -> sendAll(permission + " for this tenant", key, forms));

        cells.assertAll();
    }

    /** With the id of something that is there. */
    private String identified(String form) {
        int id = form.indexOf("/{id}/");
        return id < 0
                ? mine.at(form.replace("{position}", "0"))
                : mine.identified(form.substring(0, id + "/{id}".length()).replace("/console/", "/v1/"))
                                .replace("/v1/", "/console/")
                        + "/deletion";
    }

    private void sendAll(String who, String key, Map<String, String> forms) {
        TestingConsole console = TestingConsole.of(key);
        forms.forEach((form, api) -> {
            int promised = with(key).body("{}").put(api).statusCode();
            cells.assertThat(console.get(form).statusCode())
                    .as("GET %s, as %s: %s", form, api, who)
                    .isEqualTo(promised == 422 ? 200 : promised);
            refusedAlike(console, form, promised, who);
        });
        KEYRING.forEach((form, api) -> refusedAlike(
                console, mine.at(form), with(key).body("{}").post(mine.at(api)).statusCode(), who));
    }

    private void refusedAlike(TestingConsole console, String form, int promised, String who) {
        int status = console.send(form).statusCode();
        if (promised == 403 || promised == 404) {
            cells.assertThat(status).as("POST %s: %s", form, who).isEqualTo(promised);
        } else {
            cells.assertThat(status).as("POST %s: %s", form, who).isIn(303, 409, 422);
        }
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
        for (String list : List.of("tenants", "connections")) {
            List<?> items = with(key).get("/v1/" + list).path("items");
            cells.assertThat(overview.contains("href=\"/console/" + list + "\"") || items.isEmpty())
                    .as("the %s in the menu: %s", list, who)
                    .isTrue();
        }
    }
}
