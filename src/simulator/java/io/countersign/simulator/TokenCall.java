package io.countersign.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of the token endpoint as the oracle saw it. Tokens appear as the lower-case hexadecimal SHA-256 of their
 * characters.
 *
 * @param sequence 0 for the first call, then counting up
 * @param receivedAt when the request had been read, by the simulator's clock
 * @param answeredAt when the answer had been written or given up, or null while the call runs
 * @param clientId the client id presented, right or wrong, or null
 * @param grant the {@code grant_type} presented, or an empty string
 * @param outcome {@code pending}, {@code not_processed} (a fault came first), {@code issued}, or the error with its
 *     description
 * @param fault the label of the fault that struck, or null
 * @param sub the user whose tokens were issued, or null
 * @param presentedRefreshToken the refresh token presented, or null
 * @param issuedRefreshToken the refresh token issued, delivered or not, or null
 * @param issuedAccessToken the access token issued, delivered or not, or null
 * @param delivery what the caller got to see
 */
public record TokenCall(
        long sequence,
        Instant receivedAt,
        @Nullable Instant answeredAt,
        @Nullable String clientId,
        String grant,
        String outcome,
        @Nullable String fault,
        @Nullable String sub,
        @Nullable String presentedRefreshToken,
        @Nullable String issuedRefreshToken,
        @Nullable String issuedAccessToken,
        Delivery delivery) {
    static final String PENDING = "pending";
    static final String NOT_PROCESSED = "not_processed";
    static final String ISSUED = "issued";

    /** Whether tokens were issued, whatever became of the answer. */
    public boolean isIssued() {
        return outcome.equals(ISSUED);
    }

    /** Whether a new refresh token was issued that the caller did not get to see. */
    public boolean lostRefreshToken() {
        return issuedRefreshToken != null && (delivery == Delivery.BROKEN || delivery == Delivery.NOT_SENT);
    }

    TokenCall struckBy(Fault struck) {
        return new TokenCall(
                sequence,
                receivedAt,
                answeredAt,
                clientId,
                grant,
                outcome,
                struck.effect().label(),
                sub,
                presentedRefreshToken,
                issuedRefreshToken,
                issuedAccessToken,
                delivery);
    }

    TokenCall decided(TokenOutcome decision) {
        return switch (decision) {
            case TokenOutcome.Refused refused ->
                new TokenCall(
                        sequence,
                        receivedAt,
                        answeredAt,
                        clientId,
                        grant,
                        refused.label(),
                        fault,
                        null,
                        presentedRefreshToken,
                        null,
                        null,
                        delivery);
            case TokenOutcome.Issued(IssuedTokens tokens) -> issued(tokens);
        };
    }

    TokenCall answered(Instant at, Delivery how) {
        String settled = outcome.equals(PENDING) ? NOT_PROCESSED : outcome;
        return new TokenCall(
                sequence,
                receivedAt,
                at,
                clientId,
                grant,
                settled,
                fault,
                sub,
                presentedRefreshToken,
                issuedRefreshToken,
                issuedAccessToken,
                how);
    }

    private TokenCall issued(IssuedTokens tokens) {
        String refreshToken = tokens.refreshToken();
        return new TokenCall(
                sequence,
                receivedAt,
                answeredAt,
                clientId,
                grant,
                ISSUED,
                fault,
                tokens.sub(),
                presentedRefreshToken,
                refreshToken == null ? null : TokenMint.idOf(refreshToken),
                TokenMint.idOf(tokens.accessToken()),
                delivery);
    }
}
