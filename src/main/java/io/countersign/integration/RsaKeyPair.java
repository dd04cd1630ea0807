package io.countersign.integration;

import io.countersign.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * An RSA key pair that can sign assertions.
 *
 * @param privateKey PKCS#8, DER
 * @param publicKey what DocuSign's form takes: SubjectPublicKeyInfo, PEM, lines that end with a line feed
 */
record RsaKeyPair(Secret privateKey, String publicKey) {

    /** What DocuSign itself makes. */
    private static final int BITS = 2048;

    private static final byte[] SAMPLE = "countersign".getBytes(StandardCharsets.US_ASCII);

    /** A new pair of 2048 bits. Takes a processor some tenths of a second, now and then several. */
    static RsaKeyPair generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, random);
            return of((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK makes RSA keys of 2048 bits", e);
        }
    }

    /**
     * The pair that a private key belongs to.
     *
     * @throws GeneralSecurityException if what it signs does not fit its own modulus and public exponent
     */
    static RsaKeyPair of(RSAPrivateCrtKey key) throws GeneralSecurityException {
        RSAPublicKey publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(key);
        signer.update(SAMPLE);
        byte[] signature = signer.sign();
        signer.initVerify(publicKey);
        signer.update(SAMPLE);
        if (!signer.verify(signature)) {
            throw new GeneralSecurityException("The parts of the key do not fit");
        }
        return new RsaKeyPair(Secret.takeOwnershipOf(key.getEncoded()), pem(publicKey.getEncoded()));
    }

    private static String pem(byte[] subjectPublicKeyInfo) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(subjectPublicKeyInfo)
                + "\n-----END PUBLIC KEY-----\n";
    }
}
