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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** On a real port, through real sockets. A connection that is cut shows the others that time has passed. */
class HeaderDeadlineTest {
    /** Long enough for agreeing on TLS on a machine that is busy. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String START = "POST /echo HTTP/1.1\r\nHost: vault\r\n";
    private static final String REQUEST = START + "Content-Length: 2\r\n\r\nok";

    private static TestingTls tls;

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Void> held = Promise.promise();
    private int port;

    /** The ways to a request over HTTP/1: each has other handlers before it. */
    enum Port {
        PLAIN(HttpClient.Version.HTTP_1_1),
        PLAIN_WITH_HTTP2(HttpClient.Version.HTTP_2),
        TLS(HttpClient.Version.HTTP_2);

        private final HttpClient.Version best;

        Port(HttpClient.Version best) {
            this.best = best;
        }
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
            Doors.watch(vertx, LIMIT).syncUninterruptibly();
        }
        Socket socket = kind == Port.TLS ? tls.connect(port) : new Socket("localhost", port);
        socket.setSoTimeout(20_000);
        return socket;
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

    @ParameterizedTest
    @EnumSource
    void headersThatDoNotEndInTimeAreCut(Port kind) throws Exception {
        try (Socket silent = connect(kind);
                Socket half = connect(kind);
                Socket later = connect(kind);
                Socket dripping = connect(kind)) {
            send(half, START);
            send(later, REQUEST);
            assertAnswered(later, "ok");
            send(later, START);
            send(dripping, START);
            dripping.setSoTimeout(20);

            assertThat(isCut(silent)).isTrue();
            assertThat(isCut(half)).isTrue();
            assertThat(isCut(later)).isTrue();
            assertThat(isCutAlthoughAPieceArrivesNowAndThen(dripping)).isTrue();
        }
    }

    private static boolean isCutAlthoughAPieceArrivesNowAndThen(Socket dripping) {
        long patience = System.nanoTime() + LIMIT.multipliedBy(20).toNanos();
        while (System.nanoTime() < patience) {
            try {
                if (isCut(dripping)) {
                    return true;
                }
            } catch (IOException nothingYet) {
                try {
                    send(dripping, "X: y\r\n");
                } catch (IOException closed) {
                    return true;
                }
            }
        }
        return false;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSlowForAReasonIsNot(Port kind) throws Exception {
        try (Socket idle = connect(kind);
                Socket sending = connect(kind);
                Socket waiting = connect(kind)) {
            // Given
            send(idle, REQUEST);
            assertAnswered(idle, "ok");
            // Some clients end a body with a line that belongs to nothing.
            send(idle, "\r\n");
            send(sending, START + "Content-Length: 2\r\n\r\no");
            send(waiting, "GET /held HTTP/1.1\r\nHost: vault\r\n\r\n");

            // When
            try (Socket silent = connect(kind)) {
                assertThat(isCut(silent)).isTrue();
            }

            // Then
            send(idle, REQUEST);
            assertAnswered(idle, "ok");
            send(sending, "k");
            assertAnswered(sending, "ok");
            held.complete();
            assertAnswered(waiting, "late");
        }
    }

    /**
     * A client that wants HTTP/2 offers it in its first request, or while TLS is agreed on. A request without a body is
     * complete with its first bytes, and Vert.x changes to HTTP/2 while those are still on their way through the
     * handlers.
     */
    @ParameterizedTest
    @CsvSource({"PLAIN,", "PLAIN,ok", "PLAIN_WITH_HTTP2,", "PLAIN_WITH_HTTP2,ok", "TLS,", "TLS,ok"})
    void http2GoesOnWhereItIsSpoken(Port kind, @Nullable String body) throws Exception {
        connect(kind).close();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(tls.context())
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create((kind == Port.TLS ? "https" : "http") + "://localhost:" + port + "/echo"))
                .timeout(Duration.ofSeconds(10));

        HttpResponse<String> answer = client.send(
                (body == null ? request.GET() : request.POST(HttpRequest.BodyPublishers.ofString(body))).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(body == null ? "" : body);
        assertThat(answer.version()).isEqualTo(kind.best);
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
