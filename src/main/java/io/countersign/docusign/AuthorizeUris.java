package io.countersign.docusign;

import io.countersign.crypto.Pkce;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The address that starts a consent (RFC 6749 section 4.1.1, RFC 7636 section 4.3). */
final class AuthorizeUris {

    private AuthorizeUris() {}

    /**
     * Builds it. {@code prompt=login} makes DocuSign ask who the person is: without it a browser that is logged in
     * somewhere consents silently as that user, which for somebody with several DocuSign users is often the wrong one,
     * and is all that a forwarded link needs.
     */
    static URI of(URI authUrl, AuthorizeRequest request) {
        StringBuilder query = new StringBuilder("response_type=code");
        append(query, "scope", String.join(" ", request.scopes()));
        if (!request.adminConsentScopes().isEmpty()) {
            append(query, "admin_consent_scope", String.join(" ", request.adminConsentScopes()));
        }
        append(query, "client_id", request.integrationKey());
        append(query, "redirect_uri", request.redirectUri().toString());
        append(query, "state", request.state().revealText());
        append(query, "code_challenge", request.codeChallenge());
        append(query, "code_challenge_method", Pkce.METHOD);
        append(query, "prompt", "login");
        if (request.loginHint() != null) {
            append(query, "login_hint", request.loginHint());
        }
        return URI.create(authUrl + "/oauth/auth?" + query);
    }

    private static void append(StringBuilder query, String name, String value) {
        // The encoder is for forms, where a space is a plus; in a query only %20 is a space to everybody.
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        query.append('&').append(name).append('=').append(encoded);
    }
}
