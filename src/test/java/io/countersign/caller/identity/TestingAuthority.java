package io.countersign.caller.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.X509KeyManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority that signs whatever a test asks for. */
public final class TestingAuthority {
    /** Of the stores, and of the keys in them. */
    public static final String PASSWORD = "changeit";

    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final KeyPair keys;
    private final List<X509Certificate> chain;

    private TestingAuthority(KeyPair keys, List<X509Certificate> chain) {
        this.keys = keys;
        this.chain = List.copyOf(chain);
    }

    /** Somebody's certificate, with its key and what leads to the authority; the authority's own is left out. */
    public record Signed(PrivateKey key, List<X509Certificate> chain) {

        /** As TLS wants it. */
        public KeyStore store() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        }

        /** For a client that shows it to whoever asks. */
        public X509KeyManager keys() {
            return new InsistentKeys(this);
        }

        /** Writes certificate and chain. */
        public Path pem(Path file) throws GeneralSecurityException, IOException {
            return write(file, chain.toArray(X509Certificate[]::new));
        }

        /** Writes the key (PKCS #8). */
        public Path keyPem(Path file) throws IOException {
            return Files.writeString(file, pemOf("PRIVATE KEY", key.getEncoded()));
        }
    }

    /**
     * What is to be signed.
     *
     * @param sans {@code dns:…} and {@code uri:…}
     * @param purpose the extended key usage, or null for none
     * @param isAuthority whether it may sign others
     */
    record Wanted(List<String> sans, @Nullable KeyPurposeId purpose, boolean isAuthority, Instant from, Instant to) {
        static Wanted client(Instant now, String... sans) {
            return new Wanted(
                    List.of(sans),
                    KeyPurposeId.id_kp_clientAuth,
                    false,
                    now.minusSeconds(3600),
                    now.plusSeconds(86_400));
        }

        Wanted forPurpose(@Nullable KeyPurposeId other) {
            return new Wanted(sans, other, isAuthority, from, to);
        }

        Wanted until(Instant end) {
            return new Wanted(sans, purpose, isAuthority, from, end);
        }

        Wanted since(Instant begin) {
            return new Wanted(sans, purpose, isAuthority, begin, to);
        }

        Wanted asAuthority() {
            return new Wanted(sans, purpose, true, from, to);
        }
    }

    /** A new one that nobody vouches for. */
    public static TestingAuthority named(String name, Instant now) throws GeneralSecurityException {
        KeyPair keys = keys();
        Wanted own = new Wanted(List.of(), null, true, now.minusSeconds(3600), now.plusSeconds(864_000));
        return new TestingAuthority(keys, List.of(sign(keys, name, keys, name, own)));
    }

    /** One that this one vouches for. */
    TestingAuthority below(String name, Instant now) throws GeneralSecurityException {
        KeyPair own = keys();
        Wanted wanted = new Wanted(List.of(), null, true, now.minusSeconds(3600), now.plusSeconds(432_000));
        List<X509Certificate> longer = new ArrayList<>();
        longer.add(sign(keys, chain.getFirst().getSubjectX500Principal().getName(), own, "CN=" + name, wanted));
        longer.addAll(chain);
        return new TestingAuthority(own, longer);
    }

    /** Its own. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Writes its own certificate. */
    public Path pem(Path file) throws GeneralSecurityException, IOException {
        return write(file, certificate());
    }

    static Path write(Path file, X509Certificate... certificates) throws GeneralSecurityException, IOException {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            pem.append(pemOf("CERTIFICATE", certificate.getEncoded()));
        }
        return Files.writeString(file, pem);
    }

    private static String pemOf(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

    /** A client's certificate, good for a day. */
    public Signed client(Instant now, String... sans) throws GeneralSecurityException {
        return sign(Wanted.client(now, sans));
    }

    /** A server's certificate. */
    public Signed server(Instant now, String host) throws GeneralSecurityException {
        return sign(Wanted.client(now, "dns:" + host).forPurpose(KeyPurposeId.id_kp_serverAuth));
    }

    Signed sign(Wanted wanted) throws GeneralSecurityException {
        KeyPair own = keys();
        List<X509Certificate> signed = new ArrayList<>();
        signed.add(sign(keys, chain.getFirst().getSubjectX500Principal().getName(), own, "CN=somebody", wanted));
        signed.addAll(chain.subList(0, chain.size() - 1));
        return new Signed(own.getPrivate(), signed);
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(KeyPair signer, String issuer, KeyPair owner, String subject, Wanted wanted)
            throws GeneralSecurityException {
        try {
            JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer.startsWith("CN=") ? issuer : "CN=" + issuer),
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(wanted.from()),
                    Date.from(wanted.to()),
                    new X500Principal(subject.startsWith("CN=") ? subject : "CN=" + subject),
                    owner.getPublic());
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(wanted.isAuthority()));
            certificate.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | (wanted.isAuthority() ? KeyUsage.keyCertSign : 0)));
            if (wanted.purpose() != null) {
                certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wanted.purpose()));
            }
            if (!wanted.sans().isEmpty()) {
                certificate.addExtension(Extension.subjectAlternativeName, false, names(wanted.sans()));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(certificate.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        } catch (OperatorCreationException | IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static GeneralNames names(List<String> sans) {
        return new GeneralNames(sans.stream()
                .map(san -> new GeneralName(
                        san.startsWith("uri:") ? GeneralName.uniformResourceIdentifier : GeneralName.dNSName,
                        san.substring(4)))
                .toArray(GeneralName[]::new));
    }
}
