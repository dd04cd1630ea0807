package io.countersign.simulator;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A code on its way from the browser to the token endpoint, with everything it is bound to.
 *
 * @param nonce what the ID token shall carry, or null
 * @param adminConsent whether it came of an administrator's consent
 */
record AuthorizationCode(
        String clientId,
        String sub,
        Set<String> scopes,
        String redirectUri,
        @Nullable String codeChallenge,
        @Nullable String nonce,
        boolean adminConsent,
        Instant expiresAt) {}
