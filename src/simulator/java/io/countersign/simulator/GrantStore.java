package io.countersign.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Codes and tokens by the hash of their characters. Each public step is atomic under one lock, so two refreshes with
 * the same token are judged one after the other, as a database would do it.
 */
final class GrantStore {
    private static final int PURGE_EVERY = 20_000;
    private static final long BY_ASSERTION = 0;
    private static final Duration IMPERSONATION_LIFE = Duration.ofHours(1);

    private final Map<String, AuthorizationCode> codes = new HashMap<>();
    private final Map<String, AccessToken> accessTokens = new HashMap<>();
    private final Map<String, RefreshToken> refreshTokens = new HashMap<>();
    private final TokenMint mint;
    private final SignedTokens signed;
    private final SimulatorClock clock;
    private final CurrentSettings settings;
    private long families;
    private int issuedSincePurge;

    GrantStore(TokenMint mint, SignedTokens signed, SimulatorClock clock, CurrentSettings settings) {
        this.mint = mint;
        this.signed = signed;
        this.clock = clock;
        this.settings = settings;
    }

    /** Issues a code to the user for an accepted authorization request. */
    synchronized String issueCode(AuthorizeRequest request, String sub) {
        String code = mint.code();
        Instant expiresAt = clock.instant().plus(settings.get().codeLife());
        codes.put(
                TokenMint.idOf(code),
                new AuthorizationCode(
                        request.client().integrationKey(),
                        sub,
                        request.scopes(),
                        request.redirectUri(),
                        request.codeChallenge(),
                        request.nonce(),
                        request.asksAdministrator(),
                        expiresAt));
        return code;
    }

    /** Takes a code, which is gone from then on, if it is the client's and has not expired. */
    synchronized Optional<AuthorizationCode> takeCode(String code, String clientId) {
        String id = TokenMint.idOf(code);
        AuthorizationCode found = codes.get(id);
        if (found == null || !found.clientId().equals(clientId)) {
            return Optional.empty();
        }
        codes.remove(id);
        return Optional.of(found).filter(taken -> clock.instant().isBefore(taken.expiresAt()));
    }

    /** Issues the first tokens of a new authorization. */
    synchronized IssuedTokens issue(String issuer, String clientId, String sub, Set<String> scopes) {
        SimulatorSettings now = settings.get();
        String refreshToken = mint.token(now.tokenPayloadBytes());
        String id = TokenMint.idOf(refreshToken);
        Instant expiresAt = clock.instant().plus(now.refreshTokenLife());
        refreshTokens.put(id, new RefreshToken(id, ++families, clientId, sub, scopes, expiresAt, null, false));
        String accessToken = newAccessToken(issuer, families, clientId, sub, scopes, now.accessTokenLife());
        return new IssuedTokens(accessToken, refreshToken, null, now.accessTokenLife(), scopes, sub);
    }

    /** Issues what an assertion gets: an access token and no more. */
    synchronized IssuedTokens impersonate(String issuer, String clientId, String sub, Set<String> scopes) {
        String accessToken = newAccessToken(issuer, BY_ASSERTION, clientId, sub, scopes, IMPERSONATION_LIFE);
        return new IssuedTokens(accessToken, null, null, IMPERSONATION_LIFE, scopes, sub);
    }

    /** Uses a refresh token; empty when it is unknown, another client's, expired, revoked or used up. */
    synchronized Optional<IssuedTokens> refresh(String issuer, String token, String clientId) {
        Optional<RefreshToken> usable = Optional.ofNullable(refreshTokens.get(TokenMint.idOf(token)))
                .filter(known -> known.clientId().equals(clientId))
                .filter(this::isLive)
                .filter(this::mayBeUsedNow);
        return usable.map(known -> useUp(issuer, known));
    }

    /** What is known of a live access token. */
    synchronized Optional<AccessToken> accessToken(String token) {
        return Optional.ofNullable(accessTokens.get(TokenMint.idOf(token)))
                .filter(known -> clock.instant().isBefore(known.expiresAt()));
    }

    /** Whether a refresh token, named by its hash, would still be accepted; asking is no use of it. */
    synchronized boolean isRefreshTokenUsable(String id) {
        RefreshToken known = refreshTokens.get(id);
        return known != null && isLive(known) && judge(known) == RotationMode.Reuse.ACCEPTED;
    }

    /** Revokes the refresh tokens a condition holds for; access tokens live on to their natural expiry. */
    synchronized void revoke(Predicate<RefreshToken> condition) {
        refreshTokens.replaceAll((id, token) -> condition.test(token) ? token.asRevoked() : token);
    }

    /** Every refresh token that is not forgotten, dead ones too. */
    synchronized List<RefreshToken> refreshTokens() {
        return List.copyOf(refreshTokens.values());
    }

    /** The tokens at one moment. */
    record Kept(Map<String, AccessToken> accessTokens, Map<String, RefreshToken> refreshTokens) {
        Set<Long> families() {
            return refreshTokens.values().stream().map(RefreshToken::family).collect(Collectors.toSet());
        }
    }

    /** The tokens now, for {@link #restore}. */
    synchronized Kept kept() {
        return new Kept(Map.copyOf(accessTokens), Map.copyOf(refreshTokens));
    }

    /**
     * Forgets every code, and every token but those that were kept, which are as they were, and those that were issued
     * on the same authorizations, whose refresh tokens are as if unused.
     */
    synchronized void restore(Kept kept) {
        Set<Long> families = kept.families();
        codes.clear();
        accessTokens.values().removeIf(token -> !families.contains(token.family()));
        accessTokens.putAll(kept.accessTokens());
        refreshTokens.values().removeIf(token -> !families.contains(token.family()));
        refreshTokens.replaceAll((id, token) -> token.asNew());
        refreshTokens.putAll(kept.refreshTokens());
    }

    private boolean isLive(RefreshToken token) {
        return !token.revoked() && clock.instant().isBefore(token.expiresAt());
    }

    private boolean mayBeUsedNow(RefreshToken token) {
        RotationMode.Reuse verdict = judge(token);
        if (verdict == RotationMode.Reuse.FAMILY_REVOKED) {
            revoke(other -> other.family() == token.family());
        }
        return verdict == RotationMode.Reuse.ACCEPTED;
    }

    private RotationMode.Reuse judge(RefreshToken token) {
        Instant firstUse = token.usedAt();
        return firstUse == null
                ? RotationMode.Reuse.ACCEPTED
                : settings.get().rotation().judge(Duration.between(firstUse, clock.instant()));
    }

    private IssuedTokens useUp(String issuer, RefreshToken token) {
        SimulatorSettings now = settings.get();
        Instant expiresAt = token.isExtended() ? clock.instant().plus(now.refreshTokenLife()) : token.expiresAt();
        String accessToken = newAccessToken(
                issuer, token.family(), token.clientId(), token.sub(), token.scopes(), now.accessTokenLife());
        if (!now.refreshTokenReissued()) {
            refreshTokens.put(token.id(), token.expiringAt(expiresAt));
            return new IssuedTokens(accessToken, null, null, now.accessTokenLife(), token.scopes(), token.sub());
        }
        String refreshToken = mint.token(now.tokenPayloadBytes());
        String id = TokenMint.idOf(refreshToken);
        refreshTokens.put(token.id(), token.usedAt(clock.instant()));
        refreshTokens.put(id, token.successor(id, expiresAt));
        return new IssuedTokens(accessToken, refreshToken, null, now.accessTokenLife(), token.scopes(), token.sub());
    }

    private String newAccessToken(
            String issuer, long family, String clientId, String sub, Set<String> scopes, Duration life) {
        purgeSometimes();
        String accessToken = scopes.contains(SignedTokens.OPENID)
                ? signed.accessToken(issuer, clientId, sub, scopes, life)
                : mint.token(settings.get().tokenPayloadBytes());
        accessTokens.put(
                TokenMint.idOf(accessToken),
                new AccessToken(family, sub, scopes, clock.instant().plus(life)));
        return accessToken;
    }

    private void purgeSometimes() {
        if (++issuedSincePurge < PURGE_EVERY) {
            return;
        }
        issuedSincePurge = 0;
        Instant now = clock.instant();
        codes.values().removeIf(code -> !now.isBefore(code.expiresAt()));
        accessTokens.values().removeIf(token -> !now.isBefore(token.expiresAt()));
        refreshTokens.values().removeIf(token -> !now.isBefore(token.expiresAt()));
    }
}
