package io.countersign.caller;

import io.countersign.FreePort;
import io.countersign.caller.identity.TestingAuthority;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A port with TLS that asks for client certificates, and what connects to it. */
public final class CertificatePort implements QuarkusTestResourceLifecycleManager {
    private static final Instant NOW = Instant.now();

    private static final class Made {
        static final TestingAuthority SERVERS = authority("servers");
        static final TestingAuthority CLIENTS = authority("clients");
        static final int PORT = FreePort.any();
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> properties = new HashMap<>(files());
        properties.put("quarkus.http.ssl-port", Integer.toString(Made.PORT));
        properties.put("quarkus.http.test-ssl-port", Integer.toString(Made.PORT));
        return properties;
    }

    /** The properties of an application with such a port, but for its number. */
    public static Map<String, String> files() {
        try {
            Path folder = Files.createTempDirectory("certificate-port");
            TestingAuthority.Signed server = Made.SERVERS.server(NOW, "localhost");
            return Map.of(
                    "quarkus.http.ssl.certificate.files",
                    server.pem(folder.resolve("tls.crt")).toString(),
                    "quarkus.http.ssl.certificate.key-files",
                    server.keyPem(folder.resolve("tls.key")).toString(),
                    "countersign.caller.certificate.trust",
                    Made.CLIENTS.pem(folder.resolve("clients.crt")).toString());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        // Nothing runs.
    }

    static String address() {
        return "https://localhost:" + Made.PORT;
    }

    /** A certificate that the port trusts. */
    public static TestingAuthority.Signed certificate(String... sans) throws GeneralSecurityException {
        return Made.CLIENTS.client(NOW, sans);
    }

    /** One of somebody else's. */
    static TestingAuthority.Signed foreignCertificate(String... sans) throws GeneralSecurityException {
        return Made.SERVERS.client(NOW, sans);
    }

    /** TLS of a client that trusts the port, with certificates of its own or without. */
    public static SSLContext tls(TestingAuthority.Signed... own) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("servers", Made.SERVERS.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        if (own.length == 0) {
            context.init(null, trust.getTrustManagers(), null);
        } else {
            context.init(new KeyManager[] {own[0].keys()}, trust.getTrustManagers(), null);
        }
        return context;
    }

    private static TestingAuthority authority(String name) {
        try {
            return TestingAuthority.named(name, NOW);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
