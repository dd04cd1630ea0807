package io.countersign.connection;

import io.countersign.crypto.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a consent brought.
 *
 * @param accessToken not empty
 * @param refreshToken not empty
 * @param accessLife what is left of the access token's life now
 * @param refreshLife what is left of the refresh token's life now, as computed
 * @param scopes those that were asked for
 * @param tokenScope what DocuSign said the token has, or null
 */
public record GrantedTokens(
        Secret accessToken,
        Secret refreshToken,
        Duration accessLife,
        Duration refreshLife,
        List<String> scopes,
        @Nullable String tokenScope) {

    /** Copies the scopes. */
    public GrantedTokens {
        scopes = List.copyOf(scopes);
    }
}
