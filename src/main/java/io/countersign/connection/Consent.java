package io.countersign.connection;

import io.countersign.crypto.Secret;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A consent as it came back from DocuSign, or as an import proved it: who gave it, and the tokens that were issued for
 * it.
 *
 * @param id names it, or the import, towards callers where they have to confirm it
 * @param person who gave it
 * @param accessToken not empty
 * @param refreshToken not empty
 * @param accessLife what is left of the access token's life now
 * @param refreshLife what is left of the refresh token's life now, as computed; null where nobody knows
 * @param scopes those that were asked for
 * @param tokenScope what DocuSign said the token has, or null
 * @param unsure whether an attempt without an answer may have spent the refresh token
 */
public record Consent(
        UUID id,
        Consenter person,
        Secret accessToken,
        Secret refreshToken,
        Duration accessLife,
        @Nullable Duration refreshLife,
        List<String> scopes,
        @Nullable String tokenScope,
        boolean unsure) {

    /** Copies the scopes. */
    public Consent {
        scopes = List.copyOf(scopes);
    }
}
