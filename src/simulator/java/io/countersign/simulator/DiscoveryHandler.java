package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code GET /.well-known/openid-configuration} and the keys it points to. <strong>Not verified:</strong> DocuSign has
 * such a document, and was seen to list {@code client_secret_post}, {@code client_secret_basic} and {@code s256}, in
 * this spelling; everything else in it, {@code jwks_uri} above all, is what OpenID Connect Discovery asks for. Each
 * answer says so in the header {@code Simulator-Note}.
 */
final class DiscoveryHandler {
    static final String CONFIGURATION = "/.well-known/openid-configuration";
    static final String KEYS = "/oauth/keys";

    private final SigningKey key;

    DiscoveryHandler(SigningKey key) {
        this.key = key;
    }

    Answer configuration(Origin origin) {
        ObjectNode json = SimulatorJson.object()
                .put("issuer", origin.issuer())
                .put("authorization_endpoint", origin + "/oauth/auth")
                .put("token_endpoint", origin + "/oauth/token")
                .put("userinfo_endpoint", origin + "/oauth/userinfo")
                .put("jwks_uri", origin + KEYS);
        json.putArray("response_types_supported").add("code");
        json.putArray("grant_types_supported")
                .add("authorization_code")
                .add("refresh_token")
                .add(AssertionGrant.TYPE);
        json.putArray("subject_types_supported").add("public");
        json.putArray("id_token_signing_alg_values_supported").add("RS256");
        json.putArray("scopes_supported")
                .add("signature")
                .add("extended")
                .add("impersonation")
                .add("openid");
        json.putArray("token_endpoint_auth_methods_supported")
                .add("client_secret_post")
                .add("client_secret_basic");
        json.putArray("code_challenge_methods_supported").add("s256");
        return noted(json);
    }

    Answer keys() {
        return noted(key.keySet());
    }

    private static Answer noted(ObjectNode json) {
        return Answer.json(200, json).with("Simulator-Note", "not verified against DocuSign");
    }
}
