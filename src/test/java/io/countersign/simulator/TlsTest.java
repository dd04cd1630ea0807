package io.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The simulator over TLS, with a certificate that only those trust who were given it. */
class TlsTest {
    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withTls(0));

    @Test
    void whoeverTrustsTheCertificateIsServedByEveryNameOfThisMachine() throws Exception {
        String pem = plainly("/certificate.pem");
        assertThat(simulator.certificatePem()).hasValue(pem);

        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(pem)).build()) {
            for (String host : new String[] {"localhost", "127.0.0.1"}) {
                String origin = simulator.tlsUrl().orElseThrow().replace("localhost", host);
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(origin + "/.well-known/openid-configuration"))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.body()).contains("\"issuer\":\"" + origin + "/\"");
            }
        }
    }

    @Test
    void nobodyElseDoes() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(simulator.tlsUrl().orElseThrow()))
                    .build();
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    private String plainly(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static SSLContext trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "simulator",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
