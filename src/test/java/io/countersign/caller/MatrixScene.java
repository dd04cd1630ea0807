package io.countersign.caller;

import static io.countersign.TestingCaller.operator;

import io.countersign.TestKeyring;
import io.countersign.TestingSql;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Things that one operation is tried on. They are its own: what it destroys, no other operation misses.
 *
 * @param name of the tenant, the integration, the caller and the webhook; a connection is called default
 */
record MatrixScene(String name) {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** Such an id may be, and nothing has it. */
    private static final String NOBODYS = "000000000000";

    /** Bodies that are accepted, or are refused with a documented 409; all others may be empty. */
    private static final Map<String, Map<String, Object>> BODIES = Map.of(
            "PUT /v1/integrations/{integration}", app(),
            "POST /v1/integrations/{integration}/client-secrets", Map.of("client_secret", "another one"),
            "PUT /v1/tenants/{tenant}", Map.of("display_name", "Matrix"),
            "POST /v1/tenants/{tenant}/connections/{connection}/confirmation",
                    Map.of("consent_id", UUID.randomUUID().toString()),
            "POST /v1/tenants/{tenant}/connections/{connection}/import", Map.of("refresh_token", "none of DocuSign's"),
            "POST /v1/tenants/{tenant}/connections/{connection}/token/rejected", Map.of("access_token", "none of ours"),
            "PUT /v1/callers/{caller}", Map.of("grants", List.of()),
            "PUT /v1/webhooks/{webhook}", webhook());

    private static Map<String, Object> app() {
        return Map.of(
                "environment", "demo", "integration_key", UUID.randomUUID().toString());
    }

    private static Map<String, Object> webhook() {
        return Map.of("url", "https://localhost:1/matrix");
    }

    /** Makes all that stands in the path, and answers the path with its names in place. */
    String prepare(String template) {
        if (template.contains("{tenant}")) {
            put("/v1/tenants/" + name, Map.of("display_name", "Matrix"));
        }
        boolean connected = template.contains("{connection}") || template.endsWith("{tenant}/connections");
        if (template.contains("{integration}") || connected) {
            put("/v1/integrations/" + name, app());
        }
        if (connected) {
            put("/v1/tenants/" + name + "/connections/default", Map.of("integration", name));
        }
        if (template.contains("{caller}")) {
            put("/v1/callers/" + name, Map.of("grants", List.of()));
        }
        if (template.contains("{webhook}")) {
            put("/v1/webhooks/" + name, webhook());
        }
        if (template.contains("/refresh-handles")) {
            Map<String, Object> grant = Map.of("tenants", List.of(name), "permissions", List.of("token:issue"));
            put("/v1/callers/" + name, Map.of("grants", List.of(grant)));
        }
        return identified(template);
    }

    /** The path with an id of its own where it ends with one: each deletion of what it names needs another. */
    String identified(String template) {
        String path = at(template);
        if (template.startsWith("/v1/imports/{id}")) {
            return path.replace(NOBODYS, newImport());
        }
        if (template.contains("{delivery}")) {
            return path.replace(NOBODYS, newDelivery());
        }
        return path.endsWith("/" + NOBODYS)
                ? path.replace(NOBODYS, idIn(path.substring(0, path.lastIndexOf('/'))))
                : path;
    }

    /** The path with these names in place, whether or not anything is there. */
    String at(String template) {
        return PARAMETER.matcher(template).replaceAll(parameter -> switch (parameter.group(1)) {
            case "tenant", "integration", "caller", "webhook" -> name;
            case "connection" -> "default";
            case "id", "delivery" -> NOBODYS;
            case "key" -> TestKeyring.configuration().get("countersign.keyring.primary");
            default ->
                throw new AssertionError("Say here what the matrix shall put for " + parameter.group()
                        + " of the new operation " + template);
        });
    }

    /** What to send to that operation. */
    Map<String, Object> body(DocumentedOperation operation) {
        return switch (operation.toString()) {
            case "PUT /v1/tenants/{tenant}/connections/{connection}" -> Map.of("integration", name);
            case "POST /v1/tenants/{tenant}/connections/{connection}/refresh-handles" -> Map.of("caller", name);
            default -> BODIES.getOrDefault(operation.toString(), Map.of());
        };
    }

    private String idIn(String collection) {
        Map<String, Map<String, Object>> bodies = Map.of(
                "client-secrets", Map.of("client_secret", "to be deleted"),
                "refresh-handles", Map.of("caller", name));
        String kind = collection.substring(collection.lastIndexOf('/') + 1);
        return operator()
                .body(bodies.getOrDefault(kind, Map.of()))
                .post(collection)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String newDelivery() {
        return "msg_"
                + TestingSql.value(
                        UUID.class,
                        "INSERT INTO delivery (webhook, type, occurred_at, details, in_order)"
                                + " SELECT uuid, 'webhook.test', now(), '{}', false FROM webhook WHERE name = ?"
                                + " RETURNING id",
                        name);
    }

    private static String newImport() {
        return operator()
                .contentType("application/x-ndjson; charset=UTF-8")
                .body(new byte[] {'{', '}'})
                .post("/v1/imports")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static void put(String path, Map<String, Object> body) {
        operator().body(body).put(path).then().statusCode(201);
    }
}
