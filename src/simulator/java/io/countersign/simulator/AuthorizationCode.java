package io.countersign.simulator;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A code on its way from the browser to the token endpoint, with everything it is bound to. */
record AuthorizationCode(
        String clientId,
        String sub,
        Set<String> scopes,
        String redirectUri,
        @Nullable String codeChallenge,
        Instant expiresAt) {}
