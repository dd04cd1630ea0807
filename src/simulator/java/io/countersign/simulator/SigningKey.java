package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The key with which the simulator signs ID tokens, and the access tokens that come with them. Made when it is first
 * needed, because most who use the simulator never ask for {@code openid}.
 */
final class SigningKey {
    private static final String ID = "51f0c0de-0000-4c44-9a55-0d0c05161100";
    private static final int BITS = 2048;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private @Nullable KeyPair keys;

    /** The claims as a compact JWS, signed by RS256. */
    String sign(ObjectNode claims) {
        ObjectNode header =
                SimulatorJson.object().put("typ", "JWT").put("alg", "RS256").put("kid", ID);
        String signed = encoded(SimulatorJson.toBytes(header)) + "." + encoded(SimulatorJson.toBytes(claims));
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(keys().getPrivate());
            signer.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform signs with RSA", e);
        }
    }

    /** The public key as a JWK Set (RFC 7517). */
    ObjectNode keySet() {
        RSAPublicKey key = (RSAPublicKey) keys().getPublic();
        ObjectNode set = SimulatorJson.object();
        set.putArray("keys")
                .addObject()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("alg", "RS256")
                .put("kid", ID)
                .put("n", encoded(unsigned(key.getModulus().toByteArray())))
                .put("e", encoded(unsigned(key.getPublicExponent().toByteArray())));
        return set;
    }

    private synchronized KeyPair keys() {
        if (keys == null) {
            keys = generate();
        }
        return requireNonNull(keys);
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform makes RSA keys", e);
        }
    }

    private static byte[] unsigned(byte[] twosComplement) {
        return twosComplement[0] == 0 ? Arrays.copyOfRange(twosComplement, 1, twosComplement.length) : twosComplement;
    }

    private static String encoded(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }
}
