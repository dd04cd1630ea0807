package io.countersign.caller.identity;

import io.countersign.caller.identity.JwtVerdict.Proven;
import io.countersign.caller.identity.JwtVerdict.Reason;
import io.countersign.caller.identity.JwtVerdict.Refused;
import io.countersign.caller.identity.JwtVerdict.Unknowable;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.Key;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Verifies JWTs here: signature, {@code iss}, {@code aud}, {@code exp}, {@code nbf}, with an asymmetric algorithm (RFC
 * 8725). The issuer is asked for its keys and for nothing else. Every way of being wrong looks the same from outside.
 */
@Singleton
public final class JwtVerifier {
    /** How far an issuer's clock may be from this one, in seconds. */
    static final int CLOCK_SKEW = 60;

    private static final String VERIFICATIONS = "countersign.oidc.verifications";
    private static final int LONGEST = 16_384;
    private static final int SHORTEST = 20;

    /** The header of a JWS begins with a brace and a quotation mark, which is {@code eyJ}. */
    private static final Pattern SHAPE = Pattern.compile("eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final TrustedIssuers issuers;
    private final VerifiedTokens verified;
    private final InstantSource clock;
    private final MeterRegistry registry;

    JwtVerifier(TrustedIssuers issuers, VerifiedTokens verified, InstantSource clock, MeterRegistry registry) {
        this.issuers = issuers;
        this.verified = verified;
        this.clock = clock;
        this.registry = registry;
    }

    /** Whether it looks like one that is signed. What does not is worth nothing here. */
    public static boolean isJwt(String text) {
        return text.length() >= SHORTEST
                && text.length() <= LONGEST
                && SHAPE.matcher(text).matches();
    }

    /**
     * Verifies one. At once where it was verified lately or its issuer's keys are known; else waits for these, a few
     * seconds at most. Never fails.
     */
    public Uni<JwtVerdict> verify(String token) {
        if (!isJwt(token)) {
            return refused("none", Reason.MALFORMED);
        }
        Optional<VerifiedTokens.Verified> known = verified.find(token, clock.instant());
        if (known.isPresent()) {
            count(known.get().issuer(), "remembered");
            return Uni.createFrom().item(new Proven(known.get().identity()));
        }
        JsonWebSignature signed = new JsonWebSignature();
        String issuer;
        try {
            signed.setCompactSerialization(token);
            issuer = JwtClaims.parse(signed.getUnverifiedPayload()).getIssuer();
        } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
            return refused("none", Reason.MALFORMED);
        }
        return Optional.ofNullable(issuer)
                .flatMap(issuers::find)
                .map(trusted -> verify(token, signed, trusted))
                .orElseGet(() -> refused("none", Reason.UNKNOWN_ISSUER));
    }

    private Uni<JwtVerdict> verify(String token, JsonWebSignature signed, TrustedIssuers.Trusted trusted) {
        if (!JwtRules.takes(signed)) {
            return refused(trusted.issuer().name(), Reason.ALGORITHM);
        }
        return trusted.keys().find(signed).map(answer -> switch (answer) {
            case IssuerKeys.Answer.Found found -> judge(token, trusted.issuer(), found.key());
            case IssuerKeys.Answer.Unknown unknown -> refusal(trusted.issuer().name(), Reason.UNKNOWN_KEY);
            case IssuerKeys.Answer.Unknowable away -> {
                count(trusted.issuer().name(), "unknowable");
                yield new Unknowable(away.retryAfter());
            }
        });
    }

    private JwtVerdict judge(String token, TrustedIssuer issuer, Key key) {
        Instant now = clock.instant();
        return switch (JwtRules.judge(token, issuer, key, now)) {
            case JwtRules.Judgement.Bad bad -> refusal(issuer.name(), bad.reason());
            case JwtRules.Judgement.Good good -> {
                ProvenIdentity identity = ProvenIdentity.oidc(issuer.issuer(), good.subject());
                Instant end = now.plus(VerifiedTokens.LONGEST);
                verified.keep(
                        token,
                        new VerifiedTokens.Verified(
                                issuer.name(),
                                identity,
                                good.endSecond() < end.getEpochSecond()
                                        ? Instant.ofEpochSecond(good.endSecond())
                                        : end));
                count(issuer.name(), "proven");
                yield new Proven(identity);
            }
        };
    }

    private Uni<JwtVerdict> refused(String issuer, Reason reason) {
        return Uni.createFrom().item(() -> refusal(issuer, reason));
    }

    private JwtVerdict refusal(String issuer, Reason reason) {
        count(issuer, reason.name().toLowerCase(Locale.ROOT));
        return new Refused(reason);
    }

    private void count(String issuer, String outcome) {
        registry.counter(VERIFICATIONS, "issuer", issuer, "outcome", outcome).increment();
    }
}
