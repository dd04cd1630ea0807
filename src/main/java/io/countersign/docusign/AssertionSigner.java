package io.countersign.docusign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.crypto.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Signs assertions as DocuSign wants them: RS256 (RFC 7518 section 3.3) and no {@code kid}, because DocuSign tries each
 * public key that the app has. A JWS library would bring algorithms, key formats and providers to choose from, and
 * nothing else that is needed here.
 */
@ApplicationScoped
class AssertionSigner {

    /** How long an assertion is good: the call's deadline, and a clock that is slow. The token's life is DocuSign's. */
    static final Duration LIFE = Duration.ofMinutes(5);

    /** DocuSign refuses an assertion from the future like one with a wrong signature, and clocks differ. */
    static final Duration BACK = Duration.ofSeconds(60);

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final InstantSource time;
    private final JsonMapper json = new JsonMapper();

    AssertionSigner(InstantSource time) {
        this.time = time;
    }

    /**
     * A new assertion, as a JWS in its compact form. Takes about a millisecond of a processor, so not on an event loop.
     *
     * @param audience host and, where it is in the configured address, port of the authorization server
     * @throws GeneralSecurityException if the key cannot sign
     */
    Secret sign(Assertion assertion, String audience) throws GeneralSecurityException {
        Instant now = time.instant();
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        header.put("alg", "RS256");
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", assertion.integrationKey());
        claims.put("sub", assertion.userId());
        claims.put("aud", audience);
        claims.put("iat", now.minus(BACK).getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("scope", String.join(" ", assertion.scopes()));
        byte[] signed = (encode(header) + "." + encode(claims)).getBytes(StandardCharsets.US_ASCII);
        String signature = BASE64URL.encodeToString(signature(assertion.privateKey(), signed));
        return Secret.ofText(new String(signed, StandardCharsets.US_ASCII) + "." + signature);
    }

    private static byte[] signature(Secret privateKey, byte[] signed) throws GeneralSecurityException {
        Signature rs256 = Signature.getInstance("SHA256withRSA");
        rs256.initSign(
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(privateKey.revealBytes())));
        rs256.update(signed);
        return rs256.sign();
    }

    private String encode(Map<String, Object> part) {
        try {
            return BASE64URL.encodeToString(json.writeValueAsBytes(part));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts and numbers can be written", e);
        }
    }
}
