package io.countersign.docusign;

import io.countersign.crypto.Secret;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person is sent to DocuSign with (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
 *
 * @param integrationKey the OAuth client id
 * @param redirectUri where DocuSign sends the person back; must equal a registered one to the letter
 * @param scopes at least one, each without white space
 * @param state comes back verbatim; a secret of the browser that started
 * @param codeChallenge base64url of the SHA-256 of the code verifier, without padding
 * @param loginHint the e-mail address to fill in, or null
 * @param adminConsentScopes what an administrator is to allow the whole organisation's users; empty where a person
 *     consents for themselves
 */
public record AuthorizeRequest(
        String integrationKey,
        URI redirectUri,
        List<String> scopes,
        Secret state,
        String codeChallenge,
        @Nullable String loginHint,
        List<String> adminConsentScopes) {

    /** Copies the scopes. */
    public AuthorizeRequest {
        scopes = List.copyOf(scopes);
        adminConsentScopes = List.copyOf(adminConsentScopes);
    }

    /** For a person who consents for themselves. */
    public AuthorizeRequest(
            String integrationKey,
            URI redirectUri,
            List<String> scopes,
            Secret state,
            String codeChallenge,
            @Nullable String loginHint) {
        this(integrationKey, redirectUri, scopes, state, codeChallenge, loginHint, List.of());
    }
}
