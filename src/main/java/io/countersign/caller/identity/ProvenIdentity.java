package io.countersign.caller.identity;

import io.countersign.crypto.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Somebody who proved who they are elsewhere.
 *
 * @param type by what
 * @param issuer of an OIDC subject, to the letter as in its tokens; empty for a certificate
 * @param subject {@code sub} of the token, or the certificate's one name, {@code dns:…} or {@code uri:…}
 */
public record ProvenIdentity(Type type, String issuer, String subject) {

    /** Characters of {@code sub}. OIDC Core 1.0, section 2 allows 255; what issuers do is not always what it says. */
    public static final int LONGEST_SUBJECT = 1024;

    /** What proves it. */
    public enum Type {
        /** A JWT. */
        OIDC("oidc"),
        /** A client certificate. */
        CERTIFICATE("certificate");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /** As in the API and in the database. */
        public String wireName() {
            return wireName;
        }
    }

    /** The subject of an issuer. */
    public static ProvenIdentity oidc(String issuer, String subject) {
        return new ProvenIdentity(Type.OIDC, issuer, subject);
    }

    /**
     * The owner of a certificate.
     *
     * @param name as {@link CertificateName} wants it
     */
    public static ProvenIdentity certificate(String name) {
        return new ProvenIdentity(Type.CERTIFICATE, "", name);
    }

    /**
     * SHA-256 of all three, each as UTF-8 with its length as four bytes in front, so that no two identities have the
     * same; 32 bytes.
     */
    public byte[] hash() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : new String[] {type.wireName, issuer, subject}) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            bytes.writeBytes(text);
        }
        return Digest.sha256(bytes.toByteArray());
    }

    /** {@link #hash} in hexadecimal: under which it is looked up. */
    public String id() {
        return HexFormat.of().formatHex(hash());
    }
}
