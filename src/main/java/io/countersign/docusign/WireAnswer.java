package io.countersign.docusign;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer.
 *
 * @param status its status code
 * @param retryAfter how long to wait, if it says so
 * @param body its bytes, unpacked; not printed
 * @param whole whether its end came
 */
record WireAnswer(int status, @Nullable Duration retryAfter, byte[] body, boolean whole) {

    private static final int REQUEST_TIMEOUT = 408;

    /**
     * Takes an answer apart.
     *
     * @param longest how many bytes its body may have, unpacked too
     * @throws AnswerTooLongException if it has more
     */
    static WireAnswer of(Response response, int longest) {
        byte[] body = response.hasEntity() ? response.readEntity(byte[].class) : null;
        return new WireAnswer(
                response.getStatus(),
                RetryAfter.read(
                        response.getHeaderString(HttpHeaders.RETRY_AFTER), response.getHeaderString(HttpHeaders.DATE)),
                body == null
                        ? new byte[0]
                        : Unpacking.unpack(body, response.getHeaderString(HttpHeaders.CONTENT_ENCODING), longest),
                true);
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    boolean isRefusal() {
        return status / 100 == 4 && status != REQUEST_TIMEOUT;
    }

    /** Also 408: gateways answer it when what stands behind them did not answer in time. */
    boolean isServerError() {
        return status / 100 == 5 || status == REQUEST_TIMEOUT;
    }

    @Override
    public String toString() {
        return "WireAnswer[status=" + status + "]";
    }
}
