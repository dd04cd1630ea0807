package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.countersign.simulator.RotationMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** DocuSign's tokens: each call takes effect at once. Knows what nobody else can know, so it is the oracle too. */
final class SimulatedProvider {
    private static final int BAD_REQUEST = 400;
    private static final Duration LONGEST_ASSERTED = Duration.ofMinutes(20);

    /** How a client secret that is none is answered. */
    enum WrongSecret {
        UNAUTHORIZED_CLIENT(400, "unauthorized_client", Meaning.OPERATOR),
        STATUS_401(401, "invalid_client", Meaning.OPERATOR),
        BARE_INVALID_GRANT(BAD_REQUEST, "invalid_grant", Meaning.RECONNECT);

        private final int status;
        private final String error;
        private final Meaning meaning;

        WrongSecret(int status, String error, Meaning meaning) {
            this.status = status;
            this.error = error;
            this.meaning = meaning;
        }

        private TokenAnswer answer() {
            return new TokenAnswer.Refused(status, error, null, meaning, null);
        }
    }

    /** Both tokens of a new authorisation. */
    record Issued(String accessToken, String refreshToken, long accessExpiresAt) {}

    /** One authorisation. */
    static final class Family {
        UUID connection;
        boolean revokedByUser;
        boolean killed;

        /** Of a user whom a connection has to ask about first, or with several accounts. */
        boolean leavesAChoice;

        Family(UUID connection) {
            this.connection = connection;
        }
    }

    private static final class Token {
        final Family family;
        final @Nullable String parent;
        long expiresAt;
        long usedAt = SimulatedRow.NEVER;

        Token(Family family, @Nullable String parent, long expiresAt) {
            this.family = family;
            this.parent = parent;
            this.expiresAt = expiresAt;
        }
    }

    private record Access(Family family, @Nullable String user, long expiresAt) {}

    private final SimulatedTime time;
    private final RotationMode mode;
    private final Map<String, Token> refreshTokens = new HashMap<>();
    private final Map<String, Access> accessTokens = new HashMap<>();
    final Set<String> secrets = new HashSet<>();
    WrongSecret wrongSecret = WrongSecret.UNAUTHORIZED_CLIENT;
    Duration accessLife = Duration.ofHours(8);
    Duration refreshLife = Duration.ofDays(30);
    boolean prolongs = true;
    boolean reissues = true;
    int calls;
    final SimulatedConsents consents;
    private int issued;

    SimulatedProvider(SimulatedTime time, RotationMode mode) {
        this.time = time;
        this.mode = mode;
        this.consents = new SimulatedConsents(time, this::assertedToken);
    }

    /** Less than any caller can ask for, so that whoever asks for the most wants it renewed. */
    private TokenAnswer assertedToken(ConnectionId connection) {
        calls++;
        Duration life = accessLife.compareTo(LONGEST_ASSERTED) > 0 ? LONGEST_ASSERTED : accessLife;
        String accessToken = "J" + ++issued;
        accessTokens.put(
                accessToken,
                new Access(new Family(connection.uuid()), connection.tenant(), time.now() + life.toNanos()));
        return new TokenAnswer.Granted(Secret.ofText(accessToken), null, life.toSeconds(), null);
    }

    Issued authorise(UUID connection) {
        return issue(new Family(connection), null, time.now() + refreshLife.toNanos());
    }

    private Issued issue(Family family, @Nullable String parent, long expiresAt) {
        String refreshToken = "R" + ++issued;
        refreshTokens.put(refreshToken, new Token(family, parent, expiresAt));
        return new Issued(accessToken(family), refreshToken, time.now() + accessLife.toNanos());
    }

    private String accessToken(Family family) {
        String accessToken = "A" + ++issued;
        accessTokens.put(accessToken, new Access(family, null, time.now() + accessLife.toNanos()));
        return accessToken;
    }

    TokenAnswer refresh(String refreshToken, String secret) {
        calls++;
        if (!secrets.contains(secret)) {
            return wrongSecret.answer();
        }
        Token token = refreshTokens.get(refreshToken);
        if (!accepts(refreshToken)) {
            if (token != null && reuse(token) == RotationMode.Reuse.FAMILY_REVOKED) {
                token.family.killed = true;
            }
            return new TokenAnswer.Refused(BAD_REQUEST, "invalid_grant", null, Meaning.RECONNECT, null);
        }
        long expiresAt = prolongs ? time.now() + refreshLife.toNanos() : token.expiresAt;
        if (!reissues) {
            token.expiresAt = expiresAt;
            return granted(accessToken(token.family), null);
        }
        if (token.usedAt == SimulatedRow.NEVER) {
            token.usedAt = time.now();
        }
        Issued next = issue(token.family, refreshToken, expiresAt);
        return granted(next.accessToken(), next.refreshToken());
    }

    private TokenAnswer granted(String accessToken, @Nullable String refreshToken) {
        return new TokenAnswer.Granted(
                Secret.ofText(accessToken),
                refreshToken == null ? null : Secret.ofText(refreshToken),
                accessLife.toSeconds(),
                null);
    }

    private RotationMode.Reuse reuse(Token token) {
        return token.usedAt == SimulatedRow.NEVER
                ? RotationMode.Reuse.ACCEPTED
                : mode.judge(Duration.ofNanos(time.now() - token.usedAt));
    }

    /** Whether a refresh token would be accepted now; asking is no use of it. */
    boolean accepts(@Nullable String refreshToken) {
        Token token = refreshTokens.get(refreshToken);
        return token != null
                && !token.family.killed
                && !token.family.revokedByUser
                && time.now() < token.expiresAt
                && reuse(token) == RotationMode.Reuse.ACCEPTED;
    }

    @Nullable
    Family familyOf(@Nullable String refreshToken) {
        Token token = refreshTokens.get(refreshToken);
        return token == null ? null : token.family;
    }

    /** Whether the second was issued for the first, or is the first still. */
    boolean follows(@Nullable String refreshToken, String next) {
        Token token = refreshTokens.get(next);
        return token != null
                && (next.equals(refreshToken) || token.parent != null && token.parent.equals(refreshToken));
    }

    /** Whether it was issued for the first, or for one that was, and so on; or is the first still. */
    boolean descends(String first, @Nullable String refreshToken) {
        for (String each = refreshToken; each != null; ) {
            if (each.equals(first)) {
                return true;
            }
            Token token = refreshTokens.get(each);
            each = token == null ? null : token.parent;
        }
        return false;
    }

    /** Whose an access token is that somebody's refresh token brought. */
    UserInfoAnswer owner(String accessToken) {
        Access access = accessTokens.get(accessToken);
        return access == null || access.expiresAt <= time.now() || access.family.killed || access.family.revokedByUser
                ? new UserInfoAnswer.Refused(UserInfoAnswer.Refused.Reason.TOKEN, 401, List.of())
                : SimulatedConsents.whose("somebody");
    }

    /** Whose an access token is. */
    UserInfoAnswer whose(Secret accessToken) {
        Access access = accessTokens.get(accessToken.revealText());
        return access == null || access.user == null
                ? new UserInfoAnswer.Refused(UserInfoAnswer.Refused.Reason.TOKEN, 401, List.of())
                : SimulatedConsents.whose(access.user);
    }

    /** How long an access token really lasts, and whose it is; 0 for what is none of that connection's. */
    long lasts(UUID connection, String accessToken) {
        Access access = accessTokens.get(accessToken);
        return access != null && access.family.connection.equals(connection) ? access.expiresAt - time.now() : 0;
    }
}
