package io.countersign.refresh;

import io.countersign.crypto.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What DocuSign issued for a refresh token.
 *
 * @param accessToken the new one
 * @param refreshToken the new one, or null where the old one stays in force
 * @param accessLife counted from when the request was sent
 * @param refreshLife of the refresh token, counted likewise, or null where it keeps its computed end
 * @param tokenScope what DocuSign says the token has, or null
 * @param sentNanos when the request was sent, on the monotonic clock
 */
record NewTokens(
        Secret accessToken,
        @Nullable Secret refreshToken,
        Duration accessLife,
        @Nullable Duration refreshLife,
        @Nullable String tokenScope,
        long sentNanos) {}
