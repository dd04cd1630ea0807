package io.countersign.simulator;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens just issued.
 *
 * @param accessToken the access token
 * @param refreshToken the refresh token, or null where the simulator is set to issue no new one
 * @param idToken the ID token, or null; only an exchanged code with {@code openid} gets one
 * @param accessTokenLife how long the access token lives
 * @param scopes the granted scopes, with {@code extended} where granted
 * @param sub the user they are for
 */
public record IssuedTokens(
        String accessToken,
        @Nullable String refreshToken,
        @Nullable String idToken,
        Duration accessTokenLife,
        Set<String> scopes,
        String sub) {
    IssuedTokens withIdToken(String issued) {
        return new IssuedTokens(accessToken, refreshToken, issued, accessTokenLife, scopes, sub);
    }

    /** The issue without the tokens themselves. */
    @Override
    public String toString() {
        return "IssuedTokens[" + sub + ", " + scopes + ", " + accessTokenLife + "]";
    }
}
