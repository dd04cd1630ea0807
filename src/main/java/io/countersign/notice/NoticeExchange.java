package io.countersign.notice;

import io.countersign.notice.NoticeAnswer.Answered;
import io.countersign.notice.NoticeAnswer.Unreached;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection of its own. Its status is the answer. Of the body nothing is kept; it is waited for only
 * so that the receiver need not see its connection torn off, for a second and some bytes. Whoever cancels closes the
 * connection.
 */
final class NoticeExchange {
    /** Bytes of a body that pass by. */
    static final int LONGEST_BODY = 16 * 1024;

    /** How long a body may take after its head. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private static final int FIRST_ANSWER = 200;

    private final Vertx vertx;
    private final Consumer<NoticeAnswer> heard;
    private final UniEmitter<? super NoticeAnswer> emitter;
    private final AtomicInteger passed = new AtomicInteger();
    private volatile @Nullable HttpConnection connection;
    private volatile boolean ended;

    private NoticeExchange(Vertx vertx, Consumer<NoticeAnswer> heard, UniEmitter<? super NoticeAnswer> emitter) {
        this.vertx = vertx;
        this.heard = heard;
        this.emitter = emitter;
    }

    /**
     * Sends. Never fails for what the receiver or the network does.
     *
     * @param heard is told the answer when its head has arrived, before its end: whoever has no time left has it then
     */
    static Uni<NoticeAnswer> run(
            Vertx vertx, HttpClient client, RequestOptions options, byte[] body, Consumer<NoticeAnswer> heard) {
        return Uni.createFrom()
                .emitter(emitter -> new NoticeExchange(vertx, heard, emitter).begin(client, options, body));
    }

    private void begin(HttpClient client, RequestOptions options, byte[] body) {
        emitter.onTermination(this::hangUp);
        client.request(options)
                .onSuccess(request -> send(request, body))
                .onFailure(failure -> emitter.complete(new Unreached(Unreach.whileConnecting(failure))));
    }

    private void send(HttpClientRequest request, byte[] body) {
        connection = request.connection();
        // Or Vert.x would log the ends that are made here.
        request.exceptionHandler(ignored -> {});
        if (ended) {
            hangUp();
            return;
        }
        request.send(Buffer.buffer(body))
                .onSuccess(this::answered)
                .onFailure(failure -> emitter.complete(new Unreached(Unreach.BROKEN_OFF)));
    }

    private void answered(HttpClientResponse response) {
        NoticeAnswer answer = response.statusCode() < FIRST_ANSWER
                ? new Unreached(Unreach.BROKEN_OFF)
                : new Answered(
                        response.statusCode(),
                        RetryAfter.read(
                                response.getHeader(HttpHeaders.RETRY_AFTER), response.getHeader(HttpHeaders.DATE)));
        heard.accept(answer);
        long limit = vertx.setTimer(LINGER.toMillis(), timer -> emitter.complete(answer));
        Runnable end = () -> {
            vertx.cancelTimer(limit);
            emitter.complete(answer);
        };
        response.exceptionHandler(failure -> end.run());
        response.endHandler(whole -> end.run());
        response.handler(chunk -> {
            if (passed.addAndGet(chunk.length()) > LONGEST_BODY) {
                end.run();
            }
        });
    }

    /** At every end: nothing that comes later can belong to another notice. */
    private void hangUp() {
        ended = true;
        HttpConnection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
