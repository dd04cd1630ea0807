package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static io.countersign.docusign.FakeDocuSign.head;
import static io.countersign.docusign.FakeDocuSign.reset;
import static io.countersign.docusign.FakeDocuSign.send;
import static io.countersign.docusign.FakeDocuSign.waitForTheEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.NoAnswer;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.countersign.docusign.TokenAnswer.Refused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token endpoint on the wire. The REST client needs a running Quarkus; the beans are made by hand, to point them at the fake. */
@QuarkusTest
@TestProfile(WithoutDatabase.class)
class DocuSignTest {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ClientCredentials CLIENT = new ClientCredentials("key", Secret.ofText("secret"));
    private static final String TOKENS =
            "{\"access_token\":\"A2\",\"token_type\":\"Bearer\",\"refresh_token\":\"R2\",\"expires_in\":28800}";

    @Inject
    DocuSign wired;

    @Inject
    Vertx vertx;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private FakeDocuSign fake;

    @BeforeEach
    void start() {
        fake = FakeDocuSign.start();
    }

    @AfterEach
    void stop() throws IOException {
        fake.close();
    }

    private DocuSign docuSignAt(URI address) {
        return TestingDocuSign.at(address, DEADLINE, meters);
    }

    private TokenAnswer refreshAt(URI address) {
        return refreshing(docuSignAt(address)).await().atMost(PATIENCE);
    }

    private static Uni<TokenAnswer> refreshing(DocuSign docuSign) {
        return docuSign.refresh(Environment.DEMO, CLIENT, Secret.ofText("R1/+ &"));
    }

    private double counted(String call, String outcome) {
        return meters.counter(CallRecords.CALLS, "environment", "demo", "call", call, "outcome", outcome)
                .count();
    }

    @Test
    void beanSpeaksToTheRealHosts() {
        assertThat(wired.origin(Environment.DEMO)).hasToString("https://account-d.docusign.com");
        assertThat(wired.origin(Environment.PRODUCTION)).hasToString("https://account.docusign.com");
    }

    @Test
    void refreshSendsBasicAndTheForm() {
        // Given
        fake.then(answer(200, TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        String basic = Base64.getEncoder().encodeToString("key:secret".getBytes(StandardCharsets.UTF_8));
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A2"), Secret.ofText("R2"), 28800, null));
        assertThat(fake.requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .startsWith("POST /oauth/token HTTP/1.1")
                        .containsIgnoringCase("\r\nauthorization: Basic " + basic + "\r\n")
                        .containsIgnoringCase("\r\ncontent-type: application/x-www-form-urlencoded")
                        .containsIgnoringCase("\r\naccept: application/json\r\n")
                        .containsIgnoringCase("\r\nconnection: close\r\n")
                        .doesNotContainIgnoringCase("accept-encoding"));
        assertThat(fake.requests().getFirst().split("\r\n\r\n")[1].split("&"))
                .containsExactlyInAnyOrder("grant_type=refresh_token", "refresh_token=R1%2F%2B+%26");
        assertThat(counted("refresh", "granted")).isEqualTo(1);
        assertThat(meters.timer(CallRecords.DURATION, "environment", "demo", "call", "refresh")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void exchangeSendsCodeAndVerifier() {
        // Given
        fake.then(answer(400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired_client_token\"}"));

        // When
        TokenAnswer answer = docuSignAt(fake.uri())
                .exchangeCode(Environment.DEMO, CLIENT, Secret.ofText("code"), Secret.ofText("verifier"))
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(answer)
                .isEqualTo(
                        new Refused(400, "invalid_grant", "expired_client_token", Meaning.RECONNECT_OR_OPERATOR, null));
        assertThat(fake.requests().getFirst().split("\r\n\r\n")[1].split("&"))
                .containsExactlyInAnyOrder("grant_type=authorization_code", "code=code", "code_verifier=verifier");
        assertThat(counted("exchange", "reconnect_or_operator")).isEqualTo(1);
    }

    @Test
    void throttlingCarriesRetryAfter() {
        // Given
        fake.then(answer(429, "", "Retry-After: 17"));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new Refused(429, null, null, Meaning.RETRY, Duration.ofSeconds(17)));
    }

    @Test
    void outageProvesNothing() {
        // Given
        fake.then(answer(503, "<html>", "Retry-After: 5"));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.SERVER_ERROR, 503, Duration.ofSeconds(5)));
    }

    @Test
    void redirectIsNotFollowed() {
        // Given
        fake.then(answer(307, "", "Location: " + fake.uri() + "/oauth/token"), answer(200, TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.UNREADABLE, 307, null));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void resetAfterTheRequestIsNotRepeated() {
        // Given
        fake.then(socket -> reset(socket), answer(200, TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void endAfterTheRequestIsNotRepeated() {
        // Given
        fake.then(Socket::close, answer(200, TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void halfBodyIsNoAnswer() {
        // Given
        fake.then(socket -> send(socket, head(200, TOKENS.length()) + TOKENS.substring(0, 40)));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.CUT_OFF, null, null));
    }

    @Test
    void noHttpIsNoAnswer() {
        // Given
        fake.then(socket -> send(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isInstanceOf(NoAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"???", "multipart/form-data; boundary=x", "text/plain", "application/json; charset=nonsense"})
    void contentTypeIsNotLookedAt(String contentType) {
        // Given
        fake.then(socket -> send(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + TOKENS.length()
                        + "\r\n\r\n" + TOKENS));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isInstanceOf(Granted.class);
    }

    @Test
    void hugeBodyIsNotRead() throws Exception {
        // Given
        CompletableFuture<Long> accepted = new CompletableFuture<>();
        fake.then(socket -> accepted.complete(sendUntilCut(socket, 64 * 1024 * 1024)));

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer)
                .isInstanceOfSatisfying(
                        NoAnswer.class, none -> assertThat(none.reason()).isEqualTo(NoAnswer.Reason.UNREADABLE));
        assertThat(accepted.get(20, TimeUnit.SECONDS)).isLessThan(32L * 1024 * 1024);
    }

    /** How many bytes the network took before the other side hung up. */
    private static long sendUntilCut(Socket socket, long bytes) throws IOException {
        send(socket, head(200, bytes));
        byte[] chunk = " ".repeat(16 * 1024).getBytes(StandardCharsets.UTF_8);
        long sent = 0;
        try {
            while (sent < bytes) {
                socket.getOutputStream().write(chunk);
                sent += chunk.length;
            }
        } catch (IOException e) {
            return sent;
        }
        return sent;
    }

    @Test
    void largestBodyIsRead() {
        // Given
        String body = TOKENS + " ".repeat(AuthorizationServers.MAXIMUM_ANSWER - TOKENS.length());
        fake.then(answer(200, body), answer(200, body + " "));

        // When
        List<TokenAnswer> answers = List.of(refreshAt(fake.uri()), refreshAt(fake.uri()));

        // Then
        assertThat(answers.getFirst()).isInstanceOf(Granted.class);
        assertThat(answers.getLast()).isEqualTo(new NoAnswer(NoAnswer.Reason.UNREADABLE, null, null));
    }

    @Test
    void silenceEndsAtTheDeadline() {
        // Given
        fake.then(FakeDocuSign::waitForTheEnd);
        long start = System.nanoTime();

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.TIMEOUT, null, null));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(DEADLINE.minusMillis(50), DEADLINE.multipliedBy(4));
        assertThat(counted("refresh", "timeout")).isEqualTo(1);
    }

    @Test
    void tricklingBodyEndsAtTheDeadline() {
        // Given
        fake.then(socket -> {
            send(socket, head(200, 1_000));
            while (!Thread.interrupted()) {
                send(socket, " ");
                TimeUnit.MILLISECONDS.sleep(50);
            }
        });

        // When
        TokenAnswer answer = refreshAt(fake.uri());

        // Then
        assertThat(answer).isEqualTo(new NoAnswer(NoAnswer.Reason.TIMEOUT, null, null));
    }

    @Test
    void deadlineHangsUp() throws Exception {
        // Given
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        fake.then(socket -> {
            waitForTheEnd(socket);
            hungUp.complete(null);
        });

        // When
        refreshAt(fake.uri());

        // Then
        hungUp.get(20, TimeUnit.SECONDS);
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void nobodyListeningProvesThatNothingWasSent() throws IOException {
        // Given
        URI gone = fake.uri();
        fake.close();

        // When
        TokenAnswer answer = refreshAt(gone);

        // Then
        assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
    }

    @Test
    void unknownHostProvesThatNothingWasSent() {
        // When
        TokenAnswer answer = TestingDocuSign.at(URI.create("http://docusign.invalid"), Duration.ofSeconds(15), meters)
                .refresh(Environment.DEMO, CLIENT, Secret.ofText("R1"))
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
            TokenAnswer answer = refreshAt(URI.create("http://localhost:" + full.getLocalPort()));

            // Then
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.UNREACHABLE));
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
        TokenAnswer answer = refreshAt(tls);

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
    void oneCallTooManyIsNotSent() {
        // Given
        for (int i = 0; i < AuthorizationServers.MAXIMUM_CALLS; i++) {
            fake.then(FakeDocuSign::waitForTheEnd);
        }
        DocuSign docuSign = docuSignAt(fake.uri());
        List<Uni<TokenAnswer>> calls = IntStream.rangeClosed(0, AuthorizationServers.MAXIMUM_CALLS)
                .mapToObj(i -> refreshing(docuSign))
                .toList();

        // When
        List<TokenAnswer> answers = Uni.join().all(calls).andFailFast().await().atMost(PATIENCE);

        // Then
        assertThat(answers).containsOnlyOnce(new NotSent(NotSent.Reason.BUSY));
        assertThat(answers).filteredOn(NoAnswer.class::isInstance).hasSize(AuthorizationServers.MAXIMUM_CALLS);
    }

    @Test
    void answerArrivesOnTheCallersContext() throws Exception {
        // Given
        fake.then(FakeDocuSign::waitForTheEnd);
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> arrived = new CompletableFuture<>();

        // When
        context.runOnContext(ignored -> refreshing(docuSignAt(fake.uri()))
                .subscribe()
                .with(answer -> arrived.complete(Vertx.currentContext()), arrived::completeExceptionally));

        // Then
        assertThat(arrived.get(20, TimeUnit.SECONDS)).isSameAs(context);
    }
}
