package io.countersign.integration;

import io.countersign.crypto.Secret;
import io.smallrye.certs.pem.parsers.PKCS1Parser;
import io.smallrye.certs.pem.parsers.PKCS8Parser;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private key that somebody pasted: PEM (RFC 7468) with or without text around it, with whichever line ends.
 * What is wrong with it is said in words that help, and never with a part of it.
 */
final class PrivateKeyPem {
    /** What it must be. */
    static final String RULE = "must be an RSA private key of 2048 to 4096 bits in PEM, PKCS#1 or PKCS#8";

    private static final int LEAST_BITS = 2048;
    private static final int MOST_BITS = 4096;

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");
    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    private PrivateKeyPem() {}

    /** What a text turned out to be. */
    sealed interface Reading {}

    /** A key that signs. */
    record Usable(RsaKeyPair pair) implements Reading {}

    /**
     * No key that can be taken.
     *
     * @param why the rule, and what breaks it
     */
    record Unusable(String why) implements Reading {}

    static Reading read(Secret pem) {
        String text = pem.revealText();
        List<MatchResult> blocks = BEGIN.matcher(text).results().toList();
        if (blocks.isEmpty()) {
            return unusable("there is no BEGIN line in it");
        }
        if (blocks.size() > 1) {
            return unusable("there are " + blocks.size() + " PEM blocks in it: send the one of the private key");
        }
        String label = blocks.getFirst().group(1);
        int end = text.indexOf("-----END " + label + "-----");
        String body = text.substring(
                blocks.getFirst().end(), Math.max(blocks.getFirst().end(), end));
        String misfit = misfit(label, body);
        if (misfit != null) {
            return unusable(misfit);
        }
        String base64 = BLANK.matcher(body).replaceAll("");
        if (end < 0 || !BASE64.matcher(base64).matches()) {
            return unusable(
                    body.contains("\\n")
                            ? "its line breaks are the two characters \\ and n: send real ones"
                            : "it is damaged or cut off");
        }
        return judge(parse(label, base64));
    }

    /** What else it is, or null if it may be the right thing. */
    private static @Nullable String misfit(String label, String body) {
        return switch (label) {
            case "PRIVATE KEY" -> null;
            case "RSA PRIVATE KEY" -> body.contains("ENCRYPTED") ? encrypted() : null;
            case "ENCRYPTED PRIVATE KEY" -> encrypted();
            case "PUBLIC KEY", "RSA PUBLIC KEY" -> "this is the public key";
            case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" -> "this is a certificate";
            case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> "this is a certificate request";
            case "EC PRIVATE KEY" -> "this is an EC key";
            case "DSA PRIVATE KEY" -> "this is a DSA key";
            case "OPENSSH PRIVATE KEY" ->
                "this is in OpenSSH's own format: ssh-keygen -p -m PEM -f <file> rewrites the file";
            default -> "this is a " + label;
        };
    }

    private static String encrypted() {
        return "this one is encrypted: openssl pkey -in <file> decrypts it";
    }

    /**
     * The library gets nothing but the frame and base64: its own patterns take a long time for a text that somebody has
     * made for that.
     */
    private static @Nullable PrivateKey parse(String label, String base64) {
        String pem = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, base64);
        try {
            return label.equals("PRIVATE KEY")
                    ? new PKCS8Parser().getKey(pem, null)
                    : new PKCS1Parser().getKey(pem, null);
        } catch (RuntimeException e) {
            // Whatever it stumbles over: what is in the text is no such key.
            return null;
        }
    }

    private static Reading judge(@Nullable PrivateKey key) {
        if (key == null) {
            return unusable("it is damaged or cut off");
        }
        if (!key.getAlgorithm().equals("RSA")) {
            return unusable("this is an " + key.getAlgorithm() + " key");
        }
        if (!(key instanceof RSAPrivateCrtKey rsa)) {
            return unusable("its primes and its public exponent are missing");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < LEAST_BITS || bits > MOST_BITS) {
            return unusable("this one has " + bits + " bits");
        }
        try {
            return new Usable(RsaKeyPair.of(rsa));
        } catch (GeneralSecurityException e) {
            return unusable("its parts do not fit each other");
        }
    }

    private static Reading unusable(String why) {
        return new Unusable(RULE + "; " + why);
    }
}
