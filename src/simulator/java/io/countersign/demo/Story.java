package io.countersign.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One app registration, two tenants: Acme has consented, Globex has been sent a link. Everything goes over HTTP, as it
 * would for anybody.
 */
final class Story {
    private static final String SUBJECT = "system:serviceaccount:contracts:contracts";

    private final Operator operator;
    private final URI simulator;
    private final String issuer;

    Story(Operator operator, URI simulator, String issuer) {
        this.operator = operator;
        this.simulator = simulator;
        this.issuer = issuer;
    }

    /**
     * What the reader needs to go on.
     *
     * @param apiKey of a caller that may issue tokens for both tenants and nothing else
     * @param link Globex' consent link
     */
    record Told(String apiKey, URI link) {}

    /** Sets everything up. */
    Told tell() {
        integration();
        tenant("acme", "Acme Corp", Cast.ada().email());
        new Consenter(Cast.ada().email()).follow(link("acme"));
        tenant("globex", "Globex Corporation", Cast.grace().email());
        // A reset brings back what was set up here, not an empty simulator.
        operator.register(simulator, "start", Map.of());
        return new Told(caller(), link("globex"));
    }

    private void integration() {
        String key = UUID.randomUUID().toString();
        String secret = "demo-" + UUID.randomUUID();
        JsonNode integration = operator.send(
                "PUT",
                "/v1/integrations/main",
                Map.of("environment", "demo", "integration_key", key, "client_secret", secret));
        operator.register(
                simulator,
                "clients/" + key,
                Map.of(
                        "name",
                        "Contracts by Example Ltd",
                        "secrets",
                        List.of(secret),
                        "redirect_uris",
                        List.of(integration.required("redirect_uri").textValue()),
                        "require_pkce",
                        true));
    }

    /** The pin on one person's e-mail is why her consent needs no confirmation. */
    private void tenant(String name, String displayName, String email) {
        operator.send("PUT", "/v1/tenants/" + name, Map.of("display_name", displayName));
        operator.send("PUT", connection(name), Map.of("integration", "main", "expected_email", email));
    }

    private URI link(String tenant) {
        return URI.create(operator.send("POST", connection(tenant) + "/consent-links", Map.of())
                .required("consent_url")
                .textValue());
    }

    /** With an API key, and with the tokens that a cluster would give it. */
    private String caller() {
        operator.send(
                "PUT",
                "/v1/callers/contracts",
                Map.of(
                        "grants",
                        List.of(Map.of("tenants", List.of("acme", "globex"), "permissions", List.of("token:issue"))),
                        "identities",
                        List.of(Map.of("type", "oidc", "issuer", issuer, "subject", SUBJECT))));
        return operator.send("POST", "/v1/callers/contracts/api-keys", Map.of())
                .required("api_key")
                .textValue();
    }

    private static String connection(String tenant) {
        return "/v1/tenants/" + tenant + "/connections/default";
    }
}
