package io.countersign.caller.identity;

import io.countersign.caller.identity.JwtVerdict.Reason;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/** When a JWT is good, given its issuer's key. Decides and knows nothing of where keys come from. */
final class JwtRules {
    /** Who knows a public key can sign with none of these (RFC 8725, section 3.1). */
    private static final Set<String> ALGORITHMS = Set.of(
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    /** The first that fits is told. */
    private static final List<Map.Entry<Integer, Reason>> REASONS = List.of(
            Map.entry(ErrorCodes.SIGNATURE_INVALID, Reason.SIGNATURE),
            Map.entry(ErrorCodes.EXPIRED, Reason.EXPIRED),
            Map.entry(ErrorCodes.NOT_YET_VALID, Reason.NOT_YET_VALID),
            Map.entry(ErrorCodes.AUDIENCE_INVALID, Reason.AUDIENCE),
            Map.entry(ErrorCodes.AUDIENCE_MISSING, Reason.AUDIENCE));

    private JwtRules() {}

    /** How it ends. */
    sealed interface Judgement {

        /**
         * It is good.
         *
         * @param subject {@code sub}
         * @param endSecond {@code exp}, in seconds since 1970; any number
         */
        record Good(String subject, long endSecond) implements Judgement {}

        /** It is not. */
        record Bad(Reason reason) implements Judgement {}
    }

    /**
     * Whether it says to be signed in a way that is taken: by one of the algorithms, and with no header that would have
     * to be understood (RFC 7515, section 4.1.11).
     */
    static boolean takes(JsonWebSignature token) {
        @Nullable String algorithm = token.getAlgorithmHeaderValue();
        return algorithm != null && ALGORITHMS.contains(algorithm) && token.getObjectHeader("crit") == null;
    }

    /** Judges signature and claims at that moment. */
    static Judgement judge(String token, TrustedIssuer issuer, Key key, Instant now) {
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(
                            new AlgorithmConstraints(ConstraintType.PERMIT, ALGORITHMS.toArray(String[]::new)))
                    .setRequireExpirationTime()
                    .setRequireSubject()
                    .setExpectedIssuer(true, issuer.issuer())
                    .setExpectedAudience(true, issuer.audience())
                    .setAllowedClockSkewInSeconds(JwtVerifier.CLOCK_SKEW)
                    .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                    .setVerificationKey(key)
                    .build()
                    .processToClaims(token);
            String subject = claims.getSubject();
            return isSubject(subject)
                    ? new Judgement.Good(subject, claims.getExpirationTime().getValue())
                    : new Judgement.Bad(Reason.CLAIMS);
        } catch (InvalidJwtException e) {
            // Its message holds the claims: it goes nowhere.
            return new Judgement.Bad(reason(e));
        } catch (MalformedClaimException e) {
            return new Judgement.Bad(Reason.CLAIMS);
        }
    }

    /** What UTF-8 cannot hold would become somebody else's name in it. */
    private static boolean isSubject(String subject) {
        return !subject.isEmpty()
                && subject.length() <= ProvenIdentity.LONGEST_SUBJECT
                && StandardCharsets.UTF_8.newEncoder().canEncode(subject);
    }

    private static Reason reason(InvalidJwtException refused) {
        List<Integer> codes = refused.getErrorDetails().stream()
                .map(ErrorCodeValidator.Error::getErrorCode)
                .toList();
        return REASONS.stream()
                .filter(entry -> codes.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Reason.CLAIMS);
    }
}
