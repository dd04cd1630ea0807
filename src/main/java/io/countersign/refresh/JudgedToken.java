package io.countersign.refresh;

import io.countersign.crypto.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What DocuSign granted for an imported token, for whoever gives it to a connection.
 *
 * @param accessToken not empty
 * @param refreshToken not empty
 * @param accessLife what is left of the access token's life now; may be negative
 * @param refreshLife what is left of the refresh token's life now, as computed; null where nothing tells
 * @param unsure whether the refresh token may have been spent
 * @param scopes the connection's, as they were at the import
 * @param tokenScope what DocuSign said the token has, or null
 * @param createdBy who imported it: {@code caller:<name>}
 */
public record JudgedToken(
        Secret accessToken,
        Secret refreshToken,
        Duration accessLife,
        @Nullable Duration refreshLife,
        boolean unsure,
        List<String> scopes,
        @Nullable String tokenScope,
        String createdBy) {

    /** Copies the scopes. */
    public JudgedToken {
        scopes = List.copyOf(scopes);
    }
}
