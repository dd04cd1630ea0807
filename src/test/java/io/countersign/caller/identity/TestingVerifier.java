package io.countersign.caller.identity;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** An issuer without a network, and a verifier that trusts it. */
public final class TestingVerifier {
    public static final String ISSUER = "https://issuer.example.com";

    private static final String AUDIENCE = "countersign";

    private final PublicJsonWebKey key;
    private final JwtVerifier verifier;
    private boolean away;

    public TestingVerifier() {
        this.key = newKey();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TrustedIssuer issuer =
                new TrustedIssuer("own", ISSUER, AUDIENCE, Optional.empty(), Optional.empty(), Optional.empty());
        IssuerKeys keys =
                new IssuerKeys(this::keys, System::nanoTime, new IssuerRecords(registry, "own", Instant::now));
        this.verifier = new JwtVerifier(
                new TrustedIssuers(new TrustedIssuers.Trusted(issuer, keys)),
                new VerifiedTokens(System::nanoTime),
                Instant::now,
                registry);
    }

    public JwtVerifier verifier() {
        return verifier;
    }

    /** From now on its keys cannot be had. */
    public void isAway() {
        away = true;
    }

    /** One that is good for an hour. */
    public String token(String subject) {
        try {
            return TestingJwt.signed(key, TestingJwt.claims(ISSUER, AUDIENCE, subject, Instant.now()));
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private Uni<KeySet> keys() {
        return away
                ? Uni.createFrom().failure(new KeySet.UnusableException("away"))
                : Uni.createFrom().item(TestingJwt.parsed(key));
    }

    private static PublicJsonWebKey newKey() {
        try {
            return TestingJwt.ecKey("one");
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
