package io.countersign.caller.identity;

import java.time.Instant;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Keys and tokens as issuers make them. */
public final class TestingJwt {
    private TestingJwt() {}

    /** One for all: making it takes a second. */
    private static final class Rsa {
        static final PublicJsonWebKey KEY = make();

        private static PublicJsonWebKey make() {
            try {
                return RsaJwkGenerator.generateJwk(2048);
            } catch (JoseException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** For ES256. */
    public static PublicJsonWebKey ecKey(String kid) throws JoseException {
        return named(EcJwkGenerator.generateJwk(EllipticCurves.P256), kid);
    }

    static PublicJsonWebKey keyFor(String algorithm) throws JoseException {
        return named(
                switch (algorithm) {
                    case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
                    case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
                    case "ES512" -> EcJwkGenerator.generateJwk(EllipticCurves.P521);
                    case "EdDSA" -> OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
                    default -> Rsa.KEY;
                },
                algorithm);
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String kid) {
        key.setKeyId(kid);
        return key;
    }

    /** The public halves, as a key set. */
    public static String keySet(PublicJsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    static KeySet parsed(PublicJsonWebKey... keys) {
        try {
            return KeySet.parse(keySet(keys));
        } catch (KeySet.UnusableException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Claims of a token that is good for an hour. */
    public static JwtClaims claims(String issuer, String audience, String subject, Instant now) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(audience);
        claims.setSubject(subject);
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plusSeconds(3600).getEpochSecond()));
        return claims;
    }

    /** Signed by ES256. */
    public static String signed(PublicJsonWebKey key, JwtClaims claims) throws JoseException {
        return signed(key, "ES256", claims.toJson(), header -> {});
    }

    static String signed(PublicJsonWebKey key, String algorithm, String payload, Consumer<JsonWebSignature> header)
            throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(algorithm);
        if (key.getKeyId() != null) {
            signature.setKeyIdHeaderValue(key.getKeyId());
        }
        signature.setKey(key.getPrivateKey());
        signature.setPayload(payload);
        header.accept(signature);
        return signature.getCompactSerialization();
    }

    /** The same claims with others in their place; a null takes one away. */
    static JwtClaims changed(JwtClaims claims, String name, @Nullable Object value) {
        if (value == null) {
            claims.unsetClaim(name);
        } else {
            claims.setClaim(name, value);
        }
        return claims;
    }
}
