package io.countersign.consent;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Ends the failures that never reach a page, with words for the person that sees them. What was asked for is not
 * logged: here it is a consent link, or a code and its state.
 */
@ApplicationScoped
class UnhandledFailures {
    private static final Logger LOG = Logger.getLogger(UnhandledFailures.class);
    private static final List<String> SECRET_ADDRESSES = List.of("/consent/*", "/oauth/callback/*");

    /** Before that of all other addresses, in package problem. */
    private static final int LAST_BUT_TWO = Integer.MAX_VALUE - 2;

    void install(@Observes Router router) {
        SECRET_ADDRESSES.forEach(path -> router.route(path).order(LAST_BUT_TWO).failureHandler(UnhandledFailures::end));
    }

    private static void end(RoutingContext request) {
        Throwable failure = request.failure();
        // A request that is wrong in itself; and what Quarkus answers, with 401, 403 and 503, and without logging an
        // address.
        if (request.statusCode() < 500
                || failure instanceof SecurityException
                || failure instanceof RejectedExecutionException) {
            request.next();
            return;
        }
        String incident = UUID.randomUUID().toString();
        LOG.errorf(failure, "A consent request failed before it had a page incident=%s", incident);
        if (request.response().ended()) {
            return;
        }
        if (request.response().headWritten()) {
            // Half an answer cannot become another one: the browser has to notice that it is incomplete.
            request.response().reset();
            return;
        }
        request.response()
                .setStatusCode(500)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Referrer-Policy", "no-referrer")
                .end("Something failed here. Open the link in your invitation once more, and if it happens again,"
                        + " tell the company"
                        + " that sent it. Incident " + incident + ".");
    }
}
