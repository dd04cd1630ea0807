package io.countersign.docusign;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The body of a token answer as it arrives: the REST client collects it whole, this keeps it as well. It hangs up when
 * there is too much, and hands on what there is when the end does not come: chunks without a last one, less than was
 * announced, a reset right after the last byte, silence after the tokens, or nothing that matters until the call's time
 * is nearly up. The only living refresh token may be in it.
 */
final class ArrivingAnswer {
    private static final long CANCEL = 0x8;

    /** Of the call's limit, the part in which the end of an answer comes that has nothing more to say. */
    private static final int SILENCES = 30;

    /** Looks in the time of one call. */
    private static final int LOOKS = 300;

    /**
     * Looks after which both tokens are worth more than whatever may follow them. They are counted from when the
     * connection stands: making it has taken some of the limit as well, and nobody knows here how much.
     */
    private static final int BOTH_TOKENS = 150;

    /** Likewise a refresh token alone, which leaves nothing to issue until it is used. */
    private static final int REFRESH_TOKEN = 250;

    private final HttpClientRequest request;
    private final int longest;
    private final Vertx vertx;
    private final long silence;
    private final long looking;
    private final Buffer arrived = Buffer.buffer();
    private @Nullable HttpClientResponse response;
    private int looks;
    private long silent = -1;
    private boolean ended;

    private ArrivingAnswer(HttpClientRequest request, int longest, Duration limit, Vertx vertx) {
        this.request = request;
        this.longest = longest;
        this.vertx = vertx;
        this.silence = Math.max(1, limit.dividedBy(SILENCES).toMillis());
        this.looking = vertx.setPeriodic(Math.max(1, limit.dividedBy(LOOKS).toMillis()), timer -> look());
    }

    /**
     * Watches the answer to a request that is about to be sent, on its event loop.
     *
     * @param longest how many bytes its body may have
     * @param limit of the call, which began when its connection was asked for
     */
    static ArrivingAnswer watch(HttpClientRequest request, int longest, Duration limit) {
        ArrivingAnswer answer = new ArrivingAnswer(
                request, longest, limit, Vertx.currentContext().owner());
        request.response().onFailure(failure -> answer.stopTimers());
        return answer;
    }

    /** Its head has arrived. */
    void begin(HttpClientResponse head) {
        response = head;
        awaitSilence();
        head.handler(this::add);
        head.endHandler(end -> end());
        // Both come before the answer itself fails, with a failure that many connections share.
        request.connection().closeHandler(closed -> breakOff()).exceptionHandler(failure -> breakOff());
    }

    private void add(Buffer chunk) {
        if (arrived.length() + chunk.length() > longest) {
            hangUp(request, longest);
            return;
        }
        arrived.appendBuffer(chunk);
        awaitSilence();
    }

    private void awaitSilence() {
        vertx.cancelTimer(silent);
        silent = vertx.setTimer(silence, timer -> endIf(BrokenOffException::isWholeWithRefreshToken));
    }

    static void hangUp(HttpClientRequest request, int longest) {
        request.reset(CANCEL, new AnswerTooLongException(longest));
    }

    private void end() {
        ended = true;
        stopTimers();
    }

    private void stopTimers() {
        vertx.cancelTimer(silent);
        vertx.cancelTimer(looking);
    }

    private void look() {
        looks++;
        if (looks > LOOKS) {
            // The call has ended without an answer, and nothing else may have said so: it was never sent.
            stopTimers();
        } else if (response != null && looks >= REFRESH_TOKEN) {
            endIf(BrokenOffException::holdsRefreshToken);
        } else if (response != null && looks >= BOTH_TOKENS) {
            endIf(BrokenOffException::holdsBothTokens);
        }
    }

    /**
     * Only tokens are worth more than the end of the answer that they came in. All else waits for it: what is not whole
     * may go on, and a refusal without its end is none.
     */
    private void endIf(BiPredicate<BrokenOffException, Integer> holds) {
        BrokenOffException soFar = soFar();
        if (holds.test(soFar, longest)) {
            stopTimers();
            request.reset(CANCEL, soFar);
        }
    }

    /** What was reset before, for whatever reason, stays so. */
    private void breakOff() {
        stopTimers();
        if (!ended) {
            request.reset(CANCEL, soFar());
        }
    }

    private BrokenOffException soFar() {
        HttpClientResponse head = Objects.requireNonNull(response);
        String encoding = String.join(",", head.headers().getAll(HttpHeaders.CONTENT_ENCODING));
        return new BrokenOffException(head.statusCode(), encoding, arrived.getBytes());
    }
}
