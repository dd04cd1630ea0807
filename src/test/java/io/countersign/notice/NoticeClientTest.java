package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.docusign.FakeServer;
import io.countersign.notice.NoticeAnswer.Answered;
import io.countersign.notice.NoticeAnswer.Unreached;
import io.countersign.notice.NoticeReceiver.Received;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver may do to the client; {@link NoticeTargetTest} has where it may go. */
class NoticeClientTest {
    private static final String DONE = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final Duration SHORT = Duration.ofMillis(800);

    private final TestingNoticeClient setting = new TestingNoticeClient();
    private final NoticeReceiver receiver = NoticeReceiver.start();

    @AfterEach
    void close() {
        receiver.close();
        setting.close();
    }

    private NoticeAnswer post() {
        return setting.post(receiver.url());
    }

    @Test
    void sendsWhatItIsGiven() {
        // When
        NoticeAnswer answer = setting.post(URI.create(receiver.url() + "?key=a%2Fb"));

        // Then
        assertThat(answer).isEqualTo(new Answered(204, null));
        assertThat(receiver.received()).hasSize(1);
        Received notice = receiver.received().getFirst();
        assertThat(notice.line()).isEqualTo("POST /hooks/vault?key=a%2Fb HTTP/1.1");
        assertThat(notice.body()).isEqualTo(TestingNoticeClient.BODY);
        assertThat(notice.headers())
                .isEqualTo(Map.of(
                        "host", "localhost:" + receiver.port(),
                        "content-type", "application/json",
                        "user-agent", "Countersign",
                        "content-length", "" + TestingNoticeClient.BODY.length,
                        "connection", "close",
                        "webhook-id", "msg_1"));
    }

    @Test
    void tellsTheStatusAndWhenToComeAgain() {
        receiver.answersNext(200)
                .answersNext(410)
                .answersNext(429, "90")
                .answersNext(503, "soon")
                .answersNext(599);

        assertThat(List.of(post(), post(), post(), post(), post()))
                .containsExactly(
                        new Answered(200, null),
                        new Answered(410, null),
                        new Answered(429, Duration.ofSeconds(90)),
                        new Answered(503, null),
                        new Answered(599, null));
        assertThat(receiver.connections()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        receiver.playsNext(socket -> FakeServer.send(
                socket,
                "HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + receiver.url() + "\r\nContent-Length: 0\r\n\r\n"));

        assertThat(post()).isEqualTo(new Answered(status, null));
        assertThat(receiver.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 199})
    void anInterimAnswerIsNone(int status) {
        // Given
        NoticeClient client = setting.client();
        String interim = "HTTP/1.1 " + status + " Soon\r\nLink: </style>\r\n\r\n";
        receiver.playsNext(socket -> FakeServer.send(socket, interim + interim + "HTTP/1.1 503 No\r\n\r\n"))
                .playsNext(socket -> FakeServer.send(socket, DONE));

        // When, Then: the next notice gets its own answer
        assertThat(TestingWait.answer(client.post(receiver.url(), Map.of(), TestingNoticeClient.BODY)))
                .isEqualTo(new Answered(503, null));
        assertThat(TestingWait.answer(client.post(receiver.url(), Map.of(), TestingNoticeClient.BODY)))
                .isEqualTo(new Answered(204, null));
        assertThat(receiver.connections()).isEqualTo(2);
    }

    @Test
    void nothingButAnInterimAnswerIsNone() {
        receiver.playsNext(socket -> FakeServer.send(socket, "HTTP/1.1 102 Processing\r\n\r\n"));

        assertThat(post()).isEqualTo(new Unreached(Unreach.BROKEN_OFF));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n"
            })
    void whatIsNoAnswerIsNone(String text) {
        receiver.playsNext(socket -> FakeServer.send(socket, text));

        assertThat(post()).isEqualTo(new Unreached(Unreach.BROKEN_OFF));
    }

    @Test
    void endsAnAnswerWhoseHeadDoesNotEnd() {
        AtomicBoolean ended = new AtomicBoolean();
        receiver.playsNext(socket -> sendWithoutEnd(socket, "HTTP/1.1 200 OK\r\n", "X-More: 0123456789\r\n", ended));

        assertThat(post()).isEqualTo(new Unreached(Unreach.BROKEN_OFF));
        TestingWait.until("the receiver sees the end", ended::get);
    }

    @Test
    void aHeadMayHaveEightKilobytes() {
        String fits = "X: " + "x".repeat(NoticeClient.LARGEST_HEADERS - 200) + "\r\n";
        receiver.playsNext(socket -> FakeServer.send(socket, "HTTP/1.1 200 OK\r\n" + fits + "\r\n"))
                .playsNext(socket -> FakeServer.send(socket, "HTTP/1.1 200 OK\r\n" + fits + fits + "\r\n"));

        assertThat(post()).isEqualTo(new Answered(200, null));
        assertThat(post()).isEqualTo(new Unreached(Unreach.BROKEN_OFF));
    }

    @Test
    void theStatusCountsWhateverBecomesOfTheBody() {
        AtomicBoolean endless = new AtomicBoolean();
        AtomicBoolean silent = new AtomicBoolean();
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n";
        receiver.playsNext(socket -> sendWithoutEnd(socket, head, "0123456789", endless))
                .playsNext(socket -> {
                    FakeServer.send(socket, head);
                    waitForTheEnd(socket, silent);
                })
                .playsNext(socket -> FakeServer.send(socket, head + "broken off"))
                .playsNext(socket ->
                        FakeServer.send(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"));

        assertThat(List.of(post(), post(), post(), post())).containsOnly(new Answered(200, null));
        TestingWait.until("the receivers see the end", () -> endless.get() && silent.get());
    }

    @Test
    void anAnswerThatCameInTimeCountsWhenTheTimeIsOver() {
        NoticeClient client = setting.within(SHORT).client();
        receiver.plays(socket -> {
            FakeServer.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            FakeServer.waitForTheEnd(socket);
        });

        // On a busy machine the head may be late as well, at first.
        TestingWait.until(
                "an answer without its end counts",
                () -> TestingWait.answer(client.post(receiver.url(), Map.of(), TestingNoticeClient.BODY))
                        .equals(new Answered(200, null)));
    }

    @Test
    void waitsNoLongerThanItMay() {
        // Given
        AtomicBoolean ended = new AtomicBoolean();
        NoticeClient client = setting.within(SHORT).client();
        receiver.plays(socket -> waitForTheEnd(socket, ended));

        // When, Then: on a busy machine the connection may be late as well, at first
        TestingWait.until("the receiver sees the end", () -> {
            assertThat(TestingWait.answer(client.post(receiver.url(), Map.of(), TestingNoticeClient.BODY)))
                    .isEqualTo(new Unreached(Unreach.TIMED_OUT));
            return ended.get();
        });
    }

    @Test
    void interimAnswersMakeTheTimeNoLonger() {
        receiver.playsNext(socket -> {
            while (!readsTheEnd(socket)) {
                FakeServer.send(socket, "HTTP/1.1 102 Processing\r\n\r\n");
            }
        });

        assertThat(setting.within(SHORT).post(receiver.url())).isEqualTo(new Unreached(Unreach.TIMED_OUT));
    }

    @Test
    void nobodyListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(setting.post(URI.create("http://localhost:" + free + "/")))
                .isEqualTo(new Unreached(Unreach.UNCONNECTED));
    }

    @Test
    void neverFails() {
        NoticeClient client = setting.client();
        Map<String, String> broken = Map.of("webhook-id", "one\r\ntwo");

        assertThat(TestingWait.answer(client.post(receiver.url(), broken, TestingNoticeClient.BODY)))
                .isEqualTo(new Unreached(Unreach.BROKEN_OFF));
        assertThat(setting.post(URI.create("http://localhost:70000/"))).isEqualTo(new Unreached(Unreach.BROKEN_OFF));
        assertThat(setting.within(Duration.ZERO).post(receiver.url())).isEqualTo(new Unreached(Unreach.BROKEN_OFF));
        assertThat(receiver.connections()).isZero();
    }

    @Test
    void whoeverCancelsHangsUp() {
        AtomicBoolean ended = new AtomicBoolean();
        receiver.playsNext(socket -> waitForTheEnd(socket, ended));
        Cancellable sending = setting.client()
                .post(receiver.url(), Map.of(), TestingNoticeClient.BODY)
                .subscribe()
                .with(answer -> {});

        receiver.await(1);
        sending.cancel();

        TestingWait.until("the receiver sees the end", ended::get);
    }

    @Test
    void answersOnTheContextOfWhoAsks() {
        Context context = setting.vertx.getOrCreateContext();
        CompletableFuture<Context> answered = new CompletableFuture<>();
        NoticeClient client = setting.within(SHORT).client();
        receiver.holds();

        context.runOnContext(ignored -> client.post(receiver.url(), Map.of(), TestingNoticeClient.BODY)
                .subscribe()
                .with(answer -> answered.complete(Vertx.currentContext())));

        assertThat(answered).succeedsWithin(Duration.ofSeconds(20)).isSameAs(context);
    }

    private static void sendWithoutEnd(Socket socket, String head, String more, AtomicBoolean ended)
            throws IOException {
        FakeServer.send(socket, head);
        try {
            while (true) {
                FakeServer.send(socket, more);
            }
        } catch (IOException closed) {
            ended.set(true);
        }
    }

    private static void waitForTheEnd(Socket socket, AtomicBoolean ended) {
        try {
            FakeServer.waitForTheEnd(socket);
        } catch (IOException reset) {
            // An end as well.
        }
        ended.set(true);
    }

    private static boolean readsTheEnd(Socket socket) throws IOException {
        socket.setSoTimeout(10);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException still) {
            return false;
        }
    }
}
