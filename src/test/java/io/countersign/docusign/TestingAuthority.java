package io.countersign.docusign;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority, and servers' certificates signed by it; the JDK's keytool makes them. */
public final class TestingAuthority {
    private static final String CA = "authority";
    private static final String LEAF = "fake";

    private final Path directory;
    private final Path file;
    private int issued;

    private TestingAuthority(Path directory, Path file) {
        this.directory = directory;
        this.file = file;
    }

    /** A new one, whose files stay in that directory. */
    public static TestingAuthority create(Path directory) throws Exception {
        Path own = Files.createTempDirectory(directory, "authority");
        TestingAuthority authority = new TestingAuthority(own, own.resolve("all.p12"));
        authority.keytool(CA, "-dname", "CN=An authority of tests", "-ext", "bc:c", "-validity", "9");
        return authority;
    }

    /**
     * A certificate with its key under the alias of {@link TestingCertificate}, good until tomorrow.
     *
     * @param name as keytool wants it: {@code dns:localhost}
     */
    public KeyStore issue(String name) throws Exception {
        return issue(name, "-1H");
    }

    /** One that was good until yesterday. */
    public KeyStore issueExpired(String name) throws Exception {
        return issue(name, "-2d");
    }

    private KeyStore issue(String name, String start) throws Exception {
        String alias = LEAF + ++issued;
        keytool(
                alias,
                "-dname",
                "CN=A server",
                "-signer",
                CA,
                "-ext",
                "san=" + name,
                "-startdate",
                start,
                "-validity",
                "1");
        KeyStore all = load();
        KeyStore one = empty();
        one.setKeyEntry(LEAF, all.getKey(alias, password()), password(), all.getCertificateChain(alias));
        return one;
    }

    /** A store that trusts this authority and nobody else; its password is {@link TestingCertificate#PASSWORD}. */
    public Path trustStore() throws Exception {
        KeyStore trust = empty();
        trust.setCertificateEntry(CA, load().getCertificate(CA));
        Path path = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(path)) {
            trust.store(out, password());
        }
        return path;
    }

    /** The authority's own certificate, as a PEM file. */
    public Path certificate() throws Exception {
        return Files.writeString(
                directory.resolve("ca.crt"),
                pem("CERTIFICATE", load().getCertificate(CA).getEncoded()));
    }

    /** The certificates of an issued key, the server's first, as PEM. */
    public static String chainOf(KeyStore key) throws GeneralSecurityException {
        StringBuilder chain = new StringBuilder();
        for (Certificate each : key.getCertificateChain(LEAF)) {
            chain.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return chain.toString();
    }

    /** The private key itself, as PEM (PKCS#8). */
    public static String keyOf(KeyStore key) throws GeneralSecurityException {
        return pem("PRIVATE KEY", key.getKey(LEAF, password()).getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }

    private static char[] password() {
        return TestingCertificate.PASSWORD.toCharArray();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password());
        }
        return store;
    }

    private void keytool(String alias, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                alias,
                "-storetype",
                "PKCS12",
                "-storepass",
                TestingCertificate.PASSWORD,
                "-keystore",
                file.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool failed: " + said);
        }
    }
}
