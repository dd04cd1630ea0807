package io.countersign.refresh;

import io.countersign.crypto.Secret;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What DocuSign issued for a refresh token, and what is stored for it.
 *
 * @param accessToken the one that is issued from now on
 * @param kept whether the access token is the one that there was: what is stored of its end stays as it is, for whoever
 *     remembers it by that
 * @param refreshToken the new one, or null where the old one stays in force
 * @param accessLife counted from when the request was sent
 * @param refreshLife of the refresh token, counted likewise, or null where it keeps its computed end
 * @param tokenScope what DocuSign says the token has, or null
 * @param impersonated what else comes with those of an assertion; null with those of a refresh token
 * @param sentNanos when the request was sent, on the monotonic clock
 */
record NewTokens(
        Secret accessToken,
        boolean kept,
        @Nullable Secret refreshToken,
        Duration accessLife,
        @Nullable Duration refreshLife,
        @Nullable String tokenScope,
        @Nullable Impersonated impersonated,
        long sentNanos) {

    /**
     * Whether the refresh token that stays in force may be spent: DocuSign issues a new one with each renewal, so one
     * that is missing was lost on its way rather than never made.
     */
    boolean leaveADoubt() {
        return refreshToken == null && impersonated == null;
    }

    /**
     * What is stored of them: the refresh token in any case, and of the two access tokens the one that ends later. An
     * answer that promises less than what is there would take a good token away. That one keeps the scope that it was
     * told with, too. More life than a token can have was written while the database's clock was ahead: nobody knows
     * whether such a one lives.
     *
     * @param held the access token that they replace, or null
     * @param givenAt when the lease was given, by the clock that {@code held} is dated by: both lives are compared from
     *     there, so an equal one is new
     * @param longest the most that can be left of the one that they replace
     */
    NewTokens orHeld(@Nullable HeldAccess held, Instant givenAt, Duration longest) {
        if (held == null) {
            return this;
        }
        Duration left = Duration.between(givenAt, held.endsAt());
        return left.compareTo(accessLife) > 0 && left.compareTo(longest) <= 0
                ? new NewTokens(held.token(), true, refreshToken, left, refreshLife, null, impersonated, sentNanos)
                : this;
    }
}
