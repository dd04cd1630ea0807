package io.countersign.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a client identified itself at the token endpoint: by Basic authentication, or by {@code client_id} and perhaps
 * {@code client_secret} in the form. Any other Authorization header is ignored, because DocuSign's own SDK sends a
 * stray one.
 */
record ClientCredentials(
        @Nullable String clientId, @Nullable String secret) {
    private static final String BASIC = "Basic ";

    static ClientCredentials of(@Nullable String authorization, Form form) {
        if (authorization != null && authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return basic(authorization.substring(BASIC.length()).strip());
        }
        return new ClientCredentials(
                form.get("client_id").orElse(null), form.get("client_secret").orElse(null));
    }

    /** The client, if it is known and has proved who it is. */
    Optional<SimulatedClient> authenticate(Directory directory) {
        return Optional.ofNullable(clientId).flatMap(directory::client).filter(this::provenFor);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "ClientCredentials[" + clientId + "]";
    }

    private boolean provenFor(SimulatedClient client) {
        return secret == null ? client.publicClient() : client.accepts(secret);
    }

    /** No percent-decoding of the halves: DocuSign's official clients do not encode them. */
    private static ClientCredentials basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? new ClientCredentials(pair, null)
                    : new ClientCredentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return new ClientCredentials(null, null);
        }
    }
}
