package io.countersign.problem;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** A body that is read to see how long it is, and for nothing else. Runs on the connection's event loop. */
final class ArrivingBody {
    private final HttpServerRequest request;
    private final int limit;
    private long seen;
    private boolean decided;

    /** @param limit the most bytes that are put up with */
    ArrivingBody(RoutingContext context, int limit) {
        this.request = context.request();
        this.limit = limit;
    }

    /** Does one of both, once; neither where the connection breaks. */
    void await(Runnable whole, Runnable tooLong) {
        if (request.isEnded()) {
            whole.run();
            return;
        }
        request.handler(bytes -> count(bytes, tooLong));
        request.endHandler(end -> decide(whole));
        request.resume();
    }

    private void count(Buffer bytes, Runnable tooLong) {
        seen += bytes.length();
        if (seen > limit) {
            decide(tooLong);
        }
    }

    private void decide(Runnable next) {
        if (!decided) {
            decided = true;
            next.run();
        }
    }
}
