package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a real port, through real sockets. A connection that is cut shows the others that time has passed. */
class HeaderDeadlineTest {
    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final String START = "POST /echo HTTP/1.1\r\nHost: vault\r\n";
    private static final String REQUEST = START + "Content-Length: 2\r\n\r\nok";

    private static TestingTls tls;

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Void> held = Promise.promise();
    private int port;

    /** The ways to a request over HTTP/1: each has other handlers before it. */
    enum Port {
        PLAIN,
        PLAIN_WITH_HTTP2,
        TLS
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = TestingTls.selfSigned();
    }

    private Socket connect(Port kind) throws Exception {
        if (port == 0) {
            HttpServerOptions options = new HttpServerOptions().setHost("localhost");
            switch (kind) {
                case PLAIN -> options.setHttp2ClearTextEnabled(false);
                case PLAIN_WITH_HTTP2 -> options.setHttp2ClearTextEnabled(true);
                case TLS -> tls.offer(options);
            }
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(request -> request.body().onSuccess(body -> {
                        if (request.path().equals("/held")) {
                            held.future()
                                    .onSuccess(released -> request.response().end("late"));
                        } else {
                            request.response().end(body);
                        }
                    }));
            port = server.listen(0)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .actualPort();
            Doors.watch(vertx, LIMIT);
            awaitWatch(kind);
        }
        Socket socket = kind == Port.TLS ? tls.connect(port) : new Socket("localhost", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** The port is watched from the loop that accepts: what was accepted before that is not. */
    private void awaitWatch(Port kind) throws Exception {
        while (true) {
            try (Socket probe = connect(kind)) {
                probe.setSoTimeout((int) LIMIT.toMillis() * 3);
                if (isCut(probe)) {
                    return;
                }
            } catch (SocketTimeoutException notYet) {
                continue;
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static void assertAnswered(Socket socket, String body) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\n" + body)) {
            int next = in.read();
            assertThat(next).as("more than %s", answer).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 200");
    }

    /** Returns when the deadline of a connection has passed that was opened after all the others. */
    private void letTimePass(Port kind) throws Exception {
        try (Socket silent = connect(kind)) {
            assertThat(isCut(silent)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatSaysNothingIsCut(Port kind) throws Exception {
        letTimePass(kind);
    }

    @ParameterizedTest
    @EnumSource
    void headersThatEndTooLateAreCutHoweverOftenAPieceArrives(Port kind) throws Exception {
        try (Socket slow = connect(kind)) {
            slow.setSoTimeout(20);
            send(slow, START);
            boolean cut = false;
            while (!cut) {
                try {
                    cut = isCut(slow);
                } catch (SocketTimeoutException stillOpen) {
                    cut = !isWritable(slow);
                }
            }
            assertThat(cut).isTrue();
        }
    }

    private static boolean isWritable(Socket slow) {
        try {
            send(slow, "X: y\r\n");
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHeadersOfALaterRequestAreCutToo(Port kind) throws Exception {
        try (Socket slow = connect(kind)) {
            send(slow, REQUEST);
            assertAnswered(slow, "ok");

            send(slow, START);

            assertThat(isCut(slow)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void betweenRequestsThereIsNoHurry(Port kind) throws Exception {
        try (Socket idle = connect(kind)) {
            send(idle, REQUEST);
            assertAnswered(idle, "ok");
            // Some clients end a body with a line that belongs to nothing.
            send(idle, "\r\n");

            letTimePass(kind);

            send(idle, REQUEST);
            assertAnswered(idle, "ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyMayArriveSlowly(Port kind) throws Exception {
        try (Socket slow = connect(kind)) {
            send(slow, START + "Content-Length: 2\r\n\r\no");

            letTimePass(kind);

            send(slow, "k");
            assertAnswered(slow, "ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerMayTakeItsTime(Port kind) throws Exception {
        try (Socket waiting = connect(kind)) {
            send(waiting, "GET /held HTTP/1.1\r\nHost: vault\r\n\r\n");

            letTimePass(kind);

            held.complete();
            assertAnswered(waiting, "late");
        }
    }

    /** A request behind one that has no answer yet is not read to its end, and that is nobody's fault but ours. */
    @Test
    void whatThisSideDoesNotReadIsNotLate() {
        // Given
        EmbeddedChannel connection = new EmbeddedChannel();
        connection.freezeTime();
        connection.pipeline().addFirst(new HeaderDeadline(LIMIT).arrival());
        connection.pipeline().addLast("httpDecoder", new HttpRequestDecoder());
        connection.pipeline().fireChannelActive();
        connection.writeInbound(Unpooled.copiedBuffer(REQUEST + START, StandardCharsets.US_ASCII));
        connection.writeInbound(Unpooled.copiedBuffer("X: y\r\n", StandardCharsets.US_ASCII));

        // When
        connection.config().setAutoRead(false);
        connection.advanceTimeBy(LIMIT.toMillis() + 1, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();

        // Then
        assertThat(connection.isActive()).isTrue();

        // When
        connection.config().setAutoRead(true);
        connection.advanceTimeBy(LIMIT.toMillis() + 1, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();

        // Then
        assertThat(connection.isActive()).isFalse();
    }
}
