package io.countersign.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The simulator's own TLS certificate, made anew at each start and signed by itself. It is good for {@code localhost},
 * {@code 127.0.0.1} and {@code ::1}, for ten years.
 */
final class SimulatorCertificate {
    private static final String ALIAS = "simulator";
    private static final String DAYS = "3650";
    private static final int PATIENCE_SECONDS = 60;

    private final KeyStore store;
    private final char[] password;

    private SimulatorCertificate(KeyStore store, char[] password) {
        this.store = store;
        this.password = password;
    }

    /**
     * Makes one with the JDK's {@code keytool}: the JDK has no public class that could.
     *
     * @throws IllegalStateException when the Java installation has no working {@code keytool}
     */
    static SimulatorCertificate generate() {
        char[] password = password();
        try {
            Path folder = Files.createTempDirectory("docusign-simulator");
            Path file = folder.resolve("tls.p12");
            try {
                runKeytool(file, password);
                return new SimulatorCertificate(read(file, password), password);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator could not make its certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The simulator could not read its certificate", e);
        }
    }

    /** The certificate for whoever is to trust it. */
    String pem() {
        try {
            byte[] der = store.getCertificate(ALIAS).getEncoded();
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The simulator could not read its certificate", e);
        }
    }

    /** What a server needs to present it. */
    SSLContext serverContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The simulator could not use its certificate", e);
        }
    }

    private static void runKeytool(Path file, char[] password) throws IOException {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=DocuSign simulator (not DocuSign)",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                "-validity",
                DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass:env",
                "SIMULATOR_KEYSTORE_PASSWORD");
        keytool.environment().put("SIMULATOR_KEYSTORE_PASSWORD", new String(password));
        Process process = keytool.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroy();
                throw new IllegalStateException("keytool made no certificate: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool made a certificate", e);
        }
    }

    private static KeyStore read(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        return store;
    }

    private static char[] password() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).toCharArray();
    }
}
