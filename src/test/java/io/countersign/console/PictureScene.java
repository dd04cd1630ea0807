package io.countersign.console;

import static io.countersign.TestingCaller.operator;
import static org.hamcrest.Matchers.in;

import io.countersign.TestDocuSign;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A vault as it may look after some weeks, for pictures: it needs an application that no other test has used. */
final class PictureScene {
    private static final String INTEGRATION = "contract-hub";
    private static final String SECRET = "client-secret-of-the-pictures";
    private static final List<String> CUSTOMERS = List.of(
            "Acme",
            "Aperture",
            "Cyberdyne",
            "Globex",
            "Hooli",
            "Initech",
            "Massive",
            "Oscorp",
            "Soylent",
            "Stark",
            "Tyrell",
            "Umbrella",
            "Vandelay",
            "Wayne",
            "Wonka",
            "Yoyodyne");

    private PictureScene() {}

    /** The name of each picture, and the page that is on it. */
    static Map<String, String> prepare() {
        String app = TestDocuSign.register(INTEGRATION, SECRET).integrationKey();
        put(
                "/v1/integrations/" + INTEGRATION,
                Map.of("environment", "demo", "integration_key", app, "client_secret", SECRET));
        put("/v1/webhooks/ops-pager", Map.of("url", "https://hooks.example.com/countersign"));
        CUSTOMERS.forEach(PictureScene::connect);
        age();
        BrowserScene.lose(of("Umbrella"));
        String pending = "peter@initrode.example.com";
        TestDocuSign.person(pending, "Initrode");
        of("Initrode", Map.of()).consent(pending);
        return Map.of(
                "overview", "/console",
                "tenant", "/console/tenants/acme",
                "connection", "/console/tenants/acme/connections/default",
                "integration", "/console/integrations/" + INTEGRATION,
                "webhook", "/console/webhooks/ops-pager");
    }

    private static void connect(String name) {
        String email = "ada@" + name.toLowerCase(Locale.ROOT) + ".example.com";
        TestDocuSign.person(email, name + " Inc.");
        of(name, Map.of("expected_email", email)).consent(email);
    }

    private static TestingTenant of(String name, Map<String, Object> settings) {
        put("/v1/tenants/" + of(name).tenant(), Map.of("display_name", name));
        of(name).configure(settings).statusCode(201);
        return of(name);
    }

    private static TestingTenant of(String name) {
        return new TestingTenant(name.toLowerCase(Locale.ROOT), INTEGRATION, SECRET);
    }

    private static void put(String path, Map<String, Object> body) {
        operator().body(body).put(path).then().statusCode(in(List.of(200, 201)));
    }

    /** As if the consents were some days old, and renewals had gone on until now. */
    private static void age() {
        TestingSql.run("""
                UPDATE connection_token SET
                  refresh_expires_at = refresh_expires_at
                    - ('x' || substr(md5(tenant), 1, 4))::bit(16)::integer % 27 * interval '1 day',
                  last_refreshed_at = clock_timestamp()
                    - ('x' || substr(md5(tenant), 5, 4))::bit(16)::integer % 23 * interval '1 hour'
                """);
    }
}
