package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls through a proxy: TLS is DocuSign's own inside the tunnel, and no tunnel means that nothing was sent. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ProxiedCallTest extends TokenCallFixture {
    private static final String TRUST = "javax.net.ssl.trustStore";
    private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

    @TempDir
    Path directory;

    private TokenAnswer refreshThrough(FakeProxy proxy, URI address, Duration limit) {
        return refreshing(TestingDocuSign.through(
                        "http://me:pass-word@127.0.0.1:" + proxy.port(), address, limit, meters))
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void aRefreshGoesThroughTheTunnelUnseen() throws Exception {
        // Given
        KeyStore key = TestingCertificate.store();
        System.setProperty(TRUST, trusting(key).toString());
        System.setProperty(TRUST_PASSWORD, TestingCertificate.PASSWORD);
        try (FakeDocuSign tls = FakeDocuSign.startTls(TestingCertificate.listener(key));
                FakeProxy proxy = FakeProxy.tunnelling()) {
            tls.then(answer(200, TOKENS));

            // When
            TokenAnswer answer = refreshThrough(proxy, tls.uri(), LATE);

            // Then
            assertThat(answer).isInstanceOf(Granted.class);
            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT localhost:" + tls.uri().getPort() + " HTTP/1.1")
                    .containsIgnoringCase("proxy-authorization: Basic "
                            + Base64.getEncoder().encodeToString("me:pass-word".getBytes(StandardCharsets.ISO_8859_1)));
            assertThat(proxy.tunnelled()).isNotEmpty().doesNotContain("refresh_token", "pass-word");
            assertThat(tls.requests())
                    .singleElement()
                    .asString()
                    .contains("refresh_token")
                    .doesNotContainIgnoringCase("proxy-authorization");
        } finally {
            System.clearProperty(TRUST);
            System.clearProperty(TRUST_PASSWORD);
        }
    }

    /** As a proxy would that reads along. */
    @Test
    void whoeverAnswersInTheTunnelWithAnotherCertificateGetsNothing() throws Exception {
        try (FakeDocuSign stranger = FakeDocuSign.startTls(TestingCertificate.selfSigned());
                FakeProxy proxy = FakeProxy.tunnelling()) {
            stranger.then(answer(200, TOKENS));

            TokenAnswer answer = refreshThrough(proxy, stranger.uri(), LATE);

            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNTRUSTED));
            assertThat(stranger.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway", ""})
    void withoutATunnelNothingIsSent(String status) throws IOException {
        URI docuSign = URI.create("https://account.docusign.invalid");
        try (FakeProxy proxy = FakeProxy.answering(status);
                TestingLog log = new TestingLog(ProxyRoute.class)) {

            TokenAnswer answer = refreshThrough(proxy, docuSign, status.isEmpty() ? DEADLINE : LATE);

            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
            assertThat(proxy.requests()).hasSize(1);
            assertThat(counted("refresh", "unreachable")).isEqualTo(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("docusign_proxy_failed"))
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + proxy.port(), status.split(" ")[0])
                    .doesNotContain("pass-word");
        }
    }

    @Test
    void aProxyThatIsNotThereProvesThatNothingWasSent() throws IOException {
        FakeProxy gone = FakeProxy.answering("");
        gone.close();

        assertThat(refreshThrough(gone, URI.create("https://account.docusign.invalid"), LATE))
                .isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
    }

    private Path trusting(KeyStore key) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("fake", key.getCertificate("fake"));
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trust.store(out, TestingCertificate.PASSWORD.toCharArray());
        }
        return file;
    }
}
