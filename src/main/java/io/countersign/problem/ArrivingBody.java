package io.countersign.problem;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** A body that is read before anybody else sees it, because it may be too long. Runs on the connection's event loop. */
final class ArrivingBody {
    private final HttpServerRequest request;
    private final int limit;
    private final Buffer seen = Buffer.buffer();
    private boolean decided;

    /** @param limit the most bytes that are put up with */
    ArrivingBody(RoutingContext context, int limit) {
        this.request = context.request();
        this.limit = limit;
    }

    /** Does one of both, once; neither where the connection breaks. */
    void await(Consumer<Buffer> whole, Runnable tooLong) {
        if (request.isEnded()) {
            whole.accept(seen);
            return;
        }
        request.handler(bytes -> count(bytes, tooLong));
        request.endHandler(end -> decide(() -> whole.accept(seen)));
        request.resume();
    }

    private void count(Buffer bytes, Runnable tooLong) {
        if (decided) {
            return;
        }
        seen.appendBuffer(bytes);
        if (seen.length() > limit) {
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
