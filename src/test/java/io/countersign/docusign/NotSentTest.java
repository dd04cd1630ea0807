package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static io.countersign.docusign.FakeDocuSign.head;
import static io.countersign.docusign.FakeServer.send;
import static io.countersign.docusign.FakeServer.waitForTheEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingWait;
import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls of which not one byte reached DocuSign, and how that is told from the others. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class NotSentTest extends TokenCallFixture {

    @Test
    void nobodyListeningProvesThatNothingWasSent() throws IOException {
        // A port that nobody else gets meanwhile, and at which nobody listens.
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            URI silent = URI.create("http://127.0.0.1:" + taken.getLocalPort());

            TokenAnswer answer = refreshAt(silent);

            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
        }
    }

    @Test
    void unknownHostProvesThatNothingWasSent() {
        // When
        TokenAnswer answer = TestingDocuSign.at(URI.create("http://docusign.invalid"), Duration.ofSeconds(15), meters)
                .refresh(Environment.DEMO, CLIENT, Secret.ofText("R1"), () -> true)
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
    }

    @Test
    void fullQueueProvesThatNothingWasSent() throws Exception {
        // Given: a listener whose queue is full does not answer the next connection at all
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {

            // When
            TokenAnswer answer = impatientRefreshAt(URI.create("http://localhost:" + full.getLocalPort()));

            // Then
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
        }
    }

    /** The handshake is held until the time is over: from the server's side the connection stands and stays empty. */
    @Test
    void aConnectionThatStandsTooLateCarriesNothing() throws Exception {
        // Given
        AtomicBoolean inTime = new AtomicBoolean(true);
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(slow.getInetAddress(), slow.getLocalPort());
                Socket second = new Socket(slow.getInetAddress(), slow.getLocalPort())) {
            CompletableFuture<TokenAnswer> answer = docuSignAt(URI.create("http://localhost:" + slow.getLocalPort()))
                    .refresh(Environment.DEMO, CLIENT, Secret.ofText("R1"), inTime::get)
                    .subscribeAsCompletionStage();
            assertThat(answer).as("waits for the connection").isNotDone();

            // When
            inTime.set(false);
            slow.accept().close();
            slow.accept().close();

            // Then
            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(new NotSent(NotSent.Reason.TOO_LATE));
            assertThat(counted("refresh", "too_late")).isEqualTo(1);
            try (Socket connection = slow.accept()) {
                assertThat(connection.getInputStream().available()).isZero();
            }
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
    }

    /** Nobody sends over its connection, and nobody else closes it. */
    @Test
    void aCallThatComesTooLateKeepsNoConnection() throws Exception {
        // Given
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> readFirst(server));

            // When
            TokenAnswer answer = impatientAt(URI.create("http://localhost:" + server.getLocalPort()))
                    .refresh(Environment.DEMO, CLIENT, Secret.ofText("R1"), () -> false)
                    .await()
                    .atMost(PATIENCE);

            // Then
            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.TOO_LATE));
            assertThat(end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    private static int readFirst(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void strangerWithAnotherCertificateGetsNothing() throws Exception {
        // Given
        try (FakeDocuSign stranger = FakeDocuSign.startTls(TestingCertificate.selfSigned())) {
            stranger.then(answer(200, TOKENS));

            // When
            TokenAnswer answer = refreshAt(stranger.uri());

            // Then
            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNTRUSTED));
            assertThat(stranger.requests()).isEmpty();
            assertThat(counted("refresh", "untrusted")).isEqualTo(1);
        }
    }

    @Test
    void handshakeThatNobodyAnswersProvesThatNothingWasSent() {
        // Given: a listener that reads TLS as a request which never ends
        URI tls = URI.create("https://localhost:" + fake.uri().getPort());

        // When
        TokenAnswer answer = impatientRefreshAt(tls);

        // Then
        assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
    }

    @Test
    void connectionThatEndsInTheHandshakeProvesThatNothingWasSent() throws Exception {
        // Given
        try (ServerSocket closing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> closeFirst(closing));

            // When
            TokenAnswer answer = refreshAt(URI.create("https://localhost:" + closing.getLocalPort()));

            // Then
            closed.get(20, TimeUnit.SECONDS);
            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
        }
    }

    private static void closeFirst(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            assertThat(socket.getInputStream().read()).isPositive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void strippedTlsGetsNothing() throws Exception {
        // Given
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answerPlain(plain));

            // When
            TokenAnswer answer = refreshAt(URI.create("https://localhost:" + plain.getLocalPort()));

            // Then
            answered.get(20, TimeUnit.SECONDS);
            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNTRUSTED));
        }
    }

    private static void answerPlain(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            assertThat(socket.getInputStream().read()).isPositive();
            send(socket, head(400, 0));
            waitForTheEnd(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneCallTooManyIsNotSent() throws Exception {
        // Given
        for (int i = 0; i < AuthorizationServers.MAXIMUM_CALLS; i++) {
            fake.then(FakeServer::waitForTheEnd);
        }
        DocuSign docuSign = docuSignAt(fake.uri());
        List<Uni<TokenAnswer>> calls = IntStream.rangeClosed(0, AuthorizationServers.MAXIMUM_CALLS)
                .mapToObj(i -> refreshing(docuSign))
                .toList();

        // When
        CompletableFuture<List<TokenAnswer>> ended =
                Uni.join().all(calls).andFailFast().subscribeAsCompletionStage();
        TestingWait.until(
                "all but one have arrived", () -> fake.requests().size() == AuthorizationServers.MAXIMUM_CALLS);
        fake.close();

        // Then
        List<TokenAnswer> answers = ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answers).containsOnlyOnce(new NotSent(NotSent.Reason.BUSY));
        assertThat(answers).filteredOn(NoAnswer.class::isInstance).hasSize(AuthorizationServers.MAXIMUM_CALLS);
    }
}
