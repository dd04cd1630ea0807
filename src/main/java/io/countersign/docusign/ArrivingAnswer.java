package io.countersign.docusign;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.function.BiPredicate;

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

    /**
     * Of the call's limit, the part after which a refresh token is worth more than whatever may follow it. Connecting
     * has taken some of the limit as well; nobody knows here how much.
     */
    private static final int PATIENCES = 2;

    /** Of the call's limit, the part in which tokens that come late are looked for again. */
    private static final int LOOKS = 300;

    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final int longest;
    private final Vertx vertx;
    private final long silence;
    private final long impatience;
    private final Buffer arrived = Buffer.buffer();
    private long silent;
    private boolean ended;

    private ArrivingAnswer(
            HttpClientRequest request, HttpClientResponse response, int longest, Duration limit, Vertx vertx) {
        this.request = request;
        this.response = response;
        this.longest = longest;
        this.vertx = vertx;
        this.silence = limit.dividedBy(SILENCES).toMillis();
        this.silent = vertx.setTimer(silence, timer -> endIf(BrokenOffException::holdsTokens));
        this.impatience = vertx.setPeriodic(
                limit.dividedBy(PATIENCES).toMillis(),
                limit.dividedBy(LOOKS).toMillis(),
                timer -> endIf(BrokenOffException::holdsRefreshToken));
    }

    /**
     * Watches an answer whose head has arrived, on its event loop.
     *
     * @param longest how many bytes its body may have
     * @param limit of the call, which began when its connection was asked for
     */
    static void watch(HttpClientRequest request, HttpClientResponse response, int longest, Duration limit) {
        ArrivingAnswer answer = new ArrivingAnswer(
                request, response, longest, limit, Vertx.currentContext().owner());
        response.handler(answer::add);
        response.endHandler(end -> answer.end());
        // Both come before the answer itself fails, with a failure that many connections share.
        request.connection().closeHandler(closed -> answer.breakOff()).exceptionHandler(failure -> answer.breakOff());
    }

    private void add(Buffer chunk) {
        if (arrived.length() + chunk.length() > longest) {
            hangUp(request, longest);
            return;
        }
        arrived.appendBuffer(chunk);
        vertx.cancelTimer(silent);
        silent = vertx.setTimer(silence, timer -> endIf(BrokenOffException::holdsTokens));
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
        vertx.cancelTimer(impatience);
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
        String encoding = String.join(",", response.headers().getAll(HttpHeaders.CONTENT_ENCODING));
        return new BrokenOffException(response.statusCode(), encoding, arrived.getBytes());
    }
}
