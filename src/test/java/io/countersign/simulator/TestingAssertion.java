package io.countersign.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;

/** Assertions as the demo client would sign them for Ada, and what a test changes about one. */
final class TestingAssertion {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private TestingAssertion() {}

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(KeyPair keys) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** One that is good for an hour at the given authority, then changed. */
    static String signed(KeyPair keys, String audience, Instant now, Consumer<ObjectNode> change) {
        ObjectNode claims = SimulatorJson.object()
                .put("iss", DemoCast.CLIENT_ID)
                .put("sub", DemoCast.ada().sub())
                .put("aud", audience)
                .put("iat", now.getEpochSecond())
                .put("exp", now.getEpochSecond() + 3600)
                .put("scope", "signature impersonation");
        change.accept(claims);
        return signed(keys, "{\"typ\":\"JWT\",\"alg\":\"RS256\"}", claims);
    }

    static String signed(KeyPair keys, String header, ObjectNode claims) {
        String signed = encoded(header.getBytes(StandardCharsets.UTF_8)) + "." + encoded(SimulatorJson.toBytes(claims));
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(keys.getPrivate());
            signer.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }
}
