package io.countersign.docusign;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * The body of an answer as it arrives: the REST client collects it whole, this counts along. It hangs up when there is too much, and hands on what there
 * is when the connection breaks: chunks without a last one, less than was announced, a reset right after the last byte. The only living refresh token
 * may be in it.
 */
final class ArrivingAnswer {
    private static final long CANCEL = 0x8;

    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final int longest;
    private final Buffer arrived = Buffer.buffer();
    private boolean ended;

    private ArrivingAnswer(HttpClientRequest request, HttpClientResponse response, int longest) {
        this.request = request;
        this.response = response;
        this.longest = longest;
    }

    /**
     * Watches an answer whose head has arrived, on its event loop.
     *
     * @param longest how many bytes its body may have
     */
    static void watch(HttpClientRequest request, HttpClientResponse response, int longest) {
        ArrivingAnswer answer = new ArrivingAnswer(request, response, longest);
        response.handler(answer::add);
        response.endHandler(end -> answer.ended = true);
        // Both come before the answer itself fails, with a failure that many connections share.
        request.connection().closeHandler(closed -> answer.breakOff()).exceptionHandler(failure -> answer.breakOff());
    }

    private void add(Buffer chunk) {
        if (arrived.length() + chunk.length() > longest) {
            request.reset(CANCEL, new AnswerTooLongException(longest));
        } else {
            arrived.appendBuffer(chunk);
        }
    }

    /** What was reset before, for whatever reason, stays so. */
    private void breakOff() {
        if (!ended) {
            request.reset(CANCEL, new BrokenOffException(response.statusCode(), encoding(), arrived.getBytes()));
        }
    }

    private String encoding() {
        return String.join(",", response.headers().getAll(HttpHeaders.CONTENT_ENCODING));
    }
}
