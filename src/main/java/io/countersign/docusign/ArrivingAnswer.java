package io.countersign.docusign;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * The body of a token answer as it arrives: the REST client collects it whole, this keeps it as well. It hangs up when
 * there is too much, and hands on what there is when the end does not come: chunks without a last one, less than was
 * announced, a reset right after the last byte, or silence after the tokens. The only living refresh token may
 * be in it.
 */
final class ArrivingAnswer {
    private static final long CANCEL = 0x8;

    /** Milliseconds in which the end of an answer comes that has nothing more to say. */
    private static final long SILENCE = 1_000;

    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final int longest;
    private final Vertx vertx;
    private final Buffer arrived = Buffer.buffer();
    private long timer;
    private boolean ended;

    private ArrivingAnswer(HttpClientRequest request, HttpClientResponse response, int longest, Vertx vertx) {
        this.request = request;
        this.response = response;
        this.longest = longest;
        this.vertx = vertx;
        this.timer = vertx.setTimer(SILENCE, silent -> endIfItHoldsTokens());
    }

    /**
     * Watches an answer whose head has arrived, on its event loop.
     *
     * @param longest how many bytes its body may have
     */
    static void watch(HttpClientRequest request, HttpClientResponse response, int longest) {
        ArrivingAnswer answer = new ArrivingAnswer(
                request, response, longest, Vertx.currentContext().owner());
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
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(SILENCE, silent -> endIfItHoldsTokens());
    }

    static void hangUp(HttpClientRequest request, int longest) {
        request.reset(CANCEL, new AnswerTooLongException(longest));
    }

    private void end() {
        ended = true;
        vertx.cancelTimer(timer);
    }

    /**
     * Only tokens are worth more than the end of the answer that they came in. All else waits for it: what is not whole
     * may go on, and a refusal without its end is none.
     */
    private void endIfItHoldsTokens() {
        BrokenOffException silent = soFar();
        if (silent.holdsTokens(longest)) {
            request.reset(CANCEL, silent);
        }
    }

    /** What was reset before, for whatever reason, stays so. */
    private void breakOff() {
        vertx.cancelTimer(timer);
        if (!ended) {
            request.reset(CANCEL, soFar());
        }
    }

    private BrokenOffException soFar() {
        String encoding = String.join(",", response.headers().getAll(HttpHeaders.CONTENT_ENCODING));
        return new BrokenOffException(response.statusCode(), encoding, arrived.getBytes());
    }
}
