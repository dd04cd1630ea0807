package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.identity.TestingAuthority;
import io.countersign.docusign.FakeProxy;
import io.countersign.docusign.FakeServer;
import io.countersign.notice.NoticeAnswer.Answered;
import io.countersign.notice.NoticeAnswer.Unreached;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the client connects to, and whom it believes to be there. */
class JudgedAddressTest {
    private static final String HOOKS = "hooks.example.com";
    private static final Unreached REFUSED = new Unreached(Unreach.ADDRESS_REFUSED);
    private static final Reachable INSIDE = new Reachable(false, true);

    @TempDir
    Path directory;

    private final TestingNoticeClient setting = new TestingNoticeClient();
    private final NoticeReceiver plain = NoticeReceiver.start();

    @AfterEach
    void close() {
        plain.close();
        setting.close();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1",
        "169.254.169.254",
        "fd00:ec2::254",
        "fe80::1",
        "127.0.0.1",
        "::1",
        "64:ff9b::10.0.0.1",
        "0.0.0.0"
    })
    void connectsToNobodyInside(String address) {
        setting.allowing(TestingNoticeClient.IN_PUBLIC).names.has(HOOKS, address);

        assertThat(setting.post(URI.create("https://" + HOOKS + ":" + plain.port() + "/")))
                .isEqualTo(REFUSED);
        assertThat(plain.connections()).isZero();
    }

    @Test
    void oneRefusedAddressIsEnough() {
        setting.names.has(HOOKS, "127.0.0.1", "10.0.0.1");

        assertThat(setting.post(URI.create("https://" + HOOKS + ":" + plain.port() + "/")))
                .isEqualTo(REFUSED);
        assertThat(plain.connections()).isZero();
    }

    @Test
    void judgesAnewAtEachAttemptAndAsksOnce() {
        // Given
        NoticeClient client = setting.client();
        assertThat(setting.post(plain.url())).isEqualTo(new Answered(204, null));
        assertThat(setting.names.asked()).containsExactly("localhost");

        // When
        setting.names.has("localhost", "10.0.0.1");

        // Then
        assertThat(client.post(plain.url(), Map.of(), TestingNoticeClient.BODY)
                        .await()
                        .indefinitely())
                .isEqualTo(REFUSED);
        assertThat(setting.names.asked()).containsExactly("localhost", "localhost");
        assertThat(plain.connections()).isOne();
    }

    @Test
    void aNameMayHaveNoAddress() {
        setting.names.has("empty.example.com");

        assertThat(setting.post(URI.create("https://nowhere.example.com/")))
                .isEqualTo(new Unreached(Unreach.UNRESOLVED));
        assertThat(setting.post(URI.create("https://empty.example.com/"))).isEqualTo(new Unreached(Unreach.UNRESOLVED));
    }

    @Test
    void triesTheOtherFamilyWhereNobodyIsInTheFirst() {
        setting.names.has("localhost", "::1", "127.0.0.1");

        assertThat(setting.post(plain.url())).isEqualTo(new Answered(204, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://hooks.example.com", "ftp://localhost", "http:", "mailto:a@example.com", "//localhost"})
    void plainHttpIsForThisMachine(String url) {
        setting.names.has(HOOKS, "127.0.0.1");

        assertThat(setting.post(URI.create(url + (url.contains("//") ? ":" + plain.port() + "/" : "x"))))
                .isEqualTo(REFUSED);
        assertThat(plain.connections()).isZero();
    }

    @Test
    void plainHttpGoesNowhereElseByThatName() {
        setting.allowing(new Reachable(true, true)).names.has("localhost", "10.0.0.1");

        assertThat(setting.post(plain.url())).isEqualTo(REFUSED);
        assertThat(setting.allowing(INSIDE).post(plain.url())).isEqualTo(REFUSED);
        assertThat(setting.allowing(TestingNoticeClient.IN_PUBLIC).post(plain.url()))
                .isEqualTo(REFUSED);
        assertThat(plain.connections()).isZero();
    }

    /** By the platform's own look-up, which takes some of these for addresses. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, ADDRESS_REFUSED",
        "[::1], ADDRESS_REFUSED",
        "[::ffff:127.0.0.1], ADDRESS_REFUSED",
        "[64:ff9b::7f00:1], ADDRESS_REFUSED",
        "[2002:7f00:1::], ADDRESS_REFUSED",
        "2130706433, ADDRESS_REFUSED",
        "0x7f.1, ADDRESS_REFUSED",
        "127.1, ADDRESS_REFUSED",
        "localhost, ADDRESS_REFUSED",
        "0x7f000001, UNRESOLVED"
    })
    void anAddressIsJudgedHoweverItIsWritten(String host, Unreach expected) {
        PlatformNames names = new PlatformNames();
        NoticeTargets targets = new NoticeTargets(names, TestingNoticeClient.IN_PUBLIC, NoticeClient.CONNECT_TIMEOUT);

        assertThat(targets.find(URI.create("https://" + host + ":" + plain.port() + "/"))
                        .await()
                        .indefinitely())
                .isEqualTo(new NoticeTargets.Target.Closed(expected));
        names.end();
    }

    @Test
    void believesWhoShowsTheNamesCertificate() throws GeneralSecurityException, IOException {
        // Given
        TestingAuthority authority = TestingAuthority.named("authority", Instant.now());
        Path ca = authority.pem(directory.resolve("ca.crt"));
        Path stranger = TestingAuthority.named("stranger", Instant.now()).pem(directory.resolve("stranger.crt"));
        setting.allowing(INSIDE).names.has(HOOKS, "127.0.0.1").has("other.example.com", "127.0.0.1");
        List<SNIServerName> asked = new CopyOnWriteArrayList<>();
        try (NoticeReceiver tls = NoticeReceiver.start(authority.server(Instant.now(), HOOKS))) {
            tls.playsNext(socket -> {
                asked.addAll(((ExtendedSSLSession) ((SSLSocket) socket).getSession()).getRequestedServerNames());
                FakeServer.send(socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
            });

            // When, Then
            assertThat(setting.trusting(trust(stranger)).post(tls.url(HOOKS)))
                    .isEqualTo(new Unreached(Unreach.UNTRUSTED));
            assertThat(setting.trusting(null).post(tls.url(HOOKS))).isEqualTo(new Unreached(Unreach.UNTRUSTED));
            assertThat(setting.trusting(trust(ca)).post(tls.url("other.example.com")))
                    .isEqualTo(new Unreached(Unreach.UNTRUSTED));
            assertThat(tls.received()).isEmpty();
            assertThat(setting.trusting(trust(ca)).post(tls.url(HOOKS))).isEqualTo(new Answered(202, null));
            assertThat(tls.received().getFirst().header("host")).isEqualTo(HOOKS + ":" + tls.port());
            assertThat(asked).hasToString("[type=host_name (0), value=" + HOOKS + "]");
        }
    }

    @Test
    void whoSpeaksNoTlsIsNotBelieved() throws IOException {
        setting.allowing(INSIDE).names.has(HOOKS, "127.0.0.1");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    FakeServer.send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                    FakeServer.waitForTheEnd(socket);
                } catch (IOException closed) {
                    // The end of the test.
                }
            });

            assertThat(setting.post(URI.create("https://" + HOOKS + ":" + listener.getLocalPort() + "/")))
                    .isEqualTo(new Unreached(Unreach.UNTRUSTED));
        }
    }

    @Test
    void whoHangsUpInTheHandshakeWasNotThere() throws IOException {
        setting.allowing(INSIDE).names.has(HOOKS, "127.0.0.1");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    listener.accept().close();
                } catch (IOException closed) {
                    // The end of the test.
                }
            });

            assertThat(setting.post(URI.create("https://" + HOOKS + ":" + listener.getLocalPort() + "/")))
                    .isEqualTo(new Unreached(Unreach.UNCONNECTED));
        }
    }

    @Test
    void asksTheProxyForTheAddressThatWasJudged() throws GeneralSecurityException, IOException {
        TestingAuthority authority = TestingAuthority.named("authority", Instant.now());
        setting.allowing(TestingNoticeClient.IN_PUBLIC)
                .trusting(trust(authority.pem(directory.resolve("ca.crt"))))
                .names
                .has(HOOKS, "93.184.216.34")
                .has("six.example.com", "2606:4700::1111");
        try (FakeProxy proxy = FakeProxy.tunnelling();
                NoticeReceiver tls = NoticeReceiver.start(authority.server(Instant.now(), HOOKS))) {
            setting.through("http://127.0.0.1:" + proxy.port());

            assertThat(setting.post(tls.url(HOOKS))).isEqualTo(new Answered(204, null));
            assertThat(proxy.requests().getFirst()).startsWith("CONNECT 93.184.216.34:" + tls.port() + " HTTP/1.1\r\n");
            assertThat(proxy.tunnelled()).contains(HOOKS).doesNotContain("webhook");
            assertThat(setting.post(tls.url("six.example.com"))).isEqualTo(new Unreached(Unreach.UNTRUSTED));
            assertThat(proxy.requests().getLast()).startsWith("CONNECT [2606:4700::1111]:" + tls.port() + " ");
            setting.names.has(HOOKS, "10.0.0.1");
            assertThat(setting.post(tls.url(HOOKS))).isEqualTo(REFUSED);
            assertThat(proxy.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"})
    void aProxyMayRefuse(String status) throws IOException {
        setting.allowing(TestingNoticeClient.IN_PUBLIC).names.has(HOOKS, "93.184.216.34");
        try (FakeProxy proxy = FakeProxy.answering(status)) {
            assertThat(setting.through("http://127.0.0.1:" + proxy.port()).post(URI.create("https://" + HOOKS + "/")))
                    .isEqualTo(new Unreached(Unreach.UNCONNECTED));
            assertThat(proxy.requests().getFirst()).startsWith("CONNECT 93.184.216.34:443 HTTP/1.1\r\n");
        }
    }

    private static PemTrustOptions trust(Path authority) {
        return new PemTrustOptions().addCertPath(authority.toString());
    }
}
