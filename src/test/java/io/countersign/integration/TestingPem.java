package io.countersign.integration;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;

/** Keys as people's tools write them. */
public final class TestingPem {
    /** What PKCS#8 puts before an RSA key of 2048 to 4096 bits: the version, the algorithm and three lengths. */
    private static final int PKCS8_HEAD = 26;

    private TestingPem() {}

    /** A new key pair; RSA with 2048 bits takes some tenths of a second. */
    public static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** As openssl genpkey writes it. */
    public static String pkcs8(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** As DocuSign shows it, and openssl genrsa -traditional writes it. */
    public static String pkcs1(PrivateKey key) {
        byte[] pkcs8 = key.getEncoded();
        return block("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS8_HEAD, pkcs8.length));
    }

    /** Any bytes under any label. */
    public static String block(String label, byte[] der) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    }
}
