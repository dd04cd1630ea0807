package io.countersign.console;

import static io.countersign.TestingCaller.keyOf;

import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the pages of the console show to a browser: something of each kind, and a connection in each state.
 *
 * @param pages of the things that were made
 */
record BrowserScene(List<String> pages) {

    static BrowserScene prepare() {
        TestingTenant connected = TestingTenant.connected();
        TestingTenant required = TestingTenant.connected();
        lose(required);
        String caller = "scene-" + connected.tenant();
        keyOf(caller, List.of(connected.tenant()), "token:issue");
        return new BrowserScene(List.of(
                "/console",
                connection(connected),
                connection(required),
                connection(pending()),
                connection(TestingTenant.create(Map.of())),
                "/console/tenants/" + connected.tenant(),
                "/console/integrations/" + connected.integration(),
                "/console/callers/" + caller));
    }

    private static String connection(TestingTenant tenant) {
        return "/console/tenants/" + tenant.tenant() + "/connections/default";
    }

    /** Its consent is taken back at DocuSign, and a renewal meets that. */
    static void lose(TestingTenant tenant) {
        TestingRenewal renewal = new TestingRenewal(tenant);
        renewal.revokeConsent();
        renewal.passes(Duration.ofHours(1));
        tenant.token(Map.of("min_ttl_seconds", 27_000)).statusCode(409);
    }

    /** Nothing is pinned, so somebody has to confirm whose it is. */
    private static TestingTenant pending() {
        String email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "First account", "Second account");
        TestingTenant tenant = TestingTenant.create(Map.of());
        tenant.consent(email);
        return tenant;
    }

    /** A page's path without the names in it: pages that are alike are of one kind. */
    String kind(String page) {
        return page.replaceAll(
                "/(tenants|connections|integrations|callers|webhooks|deliveries|imports)/[^/]+", "/$1/{}");
    }
}
