package io.countersign.simulator;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the RSA public keys that a client is registered with, as DocuSign's own page shows them: in PEM. */
final class RsaPublicKeys {
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

    private RsaPublicKeys() {}

    /**
     * The key in a PEM text.
     *
     * @param pem {@code PUBLIC KEY} (X.509 SubjectPublicKeyInfo) or {@code CERTIFICATE}
     * @throws IllegalArgumentException when it is anything else; the message says what is wrong
     */
    static RSAPublicKey read(String pem) {
        Matcher parts = PEM.matcher(pem);
        if (!parts.matches()) {
            throw new IllegalArgumentException("An RSA public key must be PEM that begins with"
                    + " -----BEGIN PUBLIC KEY----- or -----BEGIN CERTIFICATE-----");
        }
        try {
            PublicKey key = parts.group(1).equals("CERTIFICATE") ? certified(pem) : plain(parts.group(2));
            if (key instanceof RSAPublicKey rsa) {
                return rsa;
            }
            throw new IllegalArgumentException("The public key must be an RSA key, not " + key.getAlgorithm());
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalArgumentException("The RSA public key cannot be read", unreadable);
        }
    }

    private static PublicKey plain(String base64) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(base64);
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }

    private static PublicKey certified(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.strip().getBytes(StandardCharsets.US_ASCII)))
                .getPublicKey();
    }
}
