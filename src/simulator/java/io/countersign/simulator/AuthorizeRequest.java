package io.countersign.simulator;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that may be shown to a person.
 *
 * @param client the client that asks
 * @param redirectUri one of the client's registered URIs
 * @param scopes what it asks for
 * @param adminConsentScopes what an administrator is asked to allow for a whole organization; none otherwise
 * @param state what it wants back verbatim, or null where it sent none
 * @param loginHint the e-mail address to suggest, or null
 * @param forceLogin whether a live session must be ignored ({@code prompt=login})
 * @param codeChallenge the S256 challenge, or null
 * @param nonce what the ID token shall carry, or null
 * @param query the request's raw query, which the pages carry along
 */
record AuthorizeRequest(
        SimulatedClient client,
        String redirectUri,
        Set<String> scopes,
        Set<String> adminConsentScopes,
        @Nullable String state,
        @Nullable String loginHint,
        boolean forceLogin,
        @Nullable String codeChallenge,
        @Nullable String nonce,
        String query) {
    boolean asksAdministrator() {
        return !adminConsentScopes.isEmpty();
    }

    /** What the person is asked to allow: for the whole organization where that is asked. */
    Set<String> askedScopes() {
        return asksAdministrator() ? adminConsentScopes : scopes;
    }
}
