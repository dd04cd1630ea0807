package io.countersign.problem;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A body that is kept until all of it is there, by whomever it was sent: so it has a bound in bytes and one in time.
 * Runs on the connection's event loop.
 */
final class ArrivingForm {
    /** As long as the headers have by default (countersign.ops, HeaderDeadline). */
    private static final long PATIENCE = Duration.ofSeconds(10).toMillis();

    private final RoutingContext context;
    private final Buffer kept = Buffer.buffer();
    private boolean decided;

    ArrivingForm(RoutingContext context) {
        this.context = context;
    }

    /** Does one of the three, once; none where the connection breaks. */
    void await(Consumer<Buffer> whole, Runnable tooLong, Runnable tooLate) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            whole.accept(kept);
            return;
        }
        long end = context.vertx().setTimer(PATIENCE, late -> decide(tooLate));
        request.handler(bytes -> keep(bytes, tooLong));
        request.endHandler(all -> {
            context.vertx().cancelTimer(end);
            decide(() -> whole.accept(kept));
        });
        context.addEndHandler(over -> context.vertx().cancelTimer(end));
        request.resume();
    }

    private void keep(Buffer bytes, Runnable tooLong) {
        if (decided) {
            return;
        }
        kept.appendBuffer(bytes);
        if (kept.length() > Reception.LARGEST_BODY) {
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
