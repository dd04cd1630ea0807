package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/** The tokens of {@code openid}, which are real JWTs: the ID token, and the access tokens beside it. */
final class SignedTokens {
    /** The scope that asks for them. */
    static final String OPENID = "openid";

    private static final Duration ID_TOKEN_LIFE = Duration.ofDays(30);

    private final SigningKey key;
    private final InstantSource clock;

    SignedTokens(SigningKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /** The ID token of an exchanged code. */
    String idToken(String issuer, AuthorizationCode code) {
        ObjectNode claims = claims(issuer, code.clientId(), code.sub(), ID_TOKEN_LIFE);
        return key.sign(code.nonce() == null ? claims : claims.put("nonce", code.nonce()));
    }

    /** An access token. The claims are the simulator's own choice: to a client the token is opaque. */
    String accessToken(String issuer, String clientId, String sub, Set<String> scopes, Duration life) {
        ObjectNode claims = claims(issuer, clientId, sub, life);
        claims.put("jti", UUID.randomUUID().toString());
        scopes.forEach(claims.putArray("scp")::add);
        return key.sign(claims);
    }

    private ObjectNode claims(String issuer, String clientId, String sub, Duration life) {
        Instant now = clock.instant();
        return SimulatorJson.object()
                .put("iss", issuer)
                .put("sub", sub)
                .put("aud", clientId)
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(life).getEpochSecond());
    }
}
