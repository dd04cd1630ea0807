package io.countersign.problem;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the failures that reach neither Jakarta REST nor a page. Quarkus' own last handler would log what was sent as an
 * address, which is a stranger's text and may hold a secret, and call it an error where only the request is wrong.
 */
@ApplicationScoped
class UnroutedFailures {
    /** Behind everything but Quarkus' own. */
    private static final int LAST_BUT_ONE = Integer.MAX_VALUE - 1;

    private final Addresses addresses;

    UnroutedFailures(Addresses addresses) {
        this.addresses = addresses;
    }

    void install(@Observes Router router) {
        router.route().order(LAST_BUT_ONE).failureHandler(this::end);
    }

    private void end(RoutingContext context) {
        @Nullable Throwable failure = context.failure();
        // Quarkus answers these, with 401, 403 and 503, and logs no address.
        if (failure instanceof SecurityException || failure instanceof RejectedExecutionException) {
            context.next();
            return;
        }
        Problem problem = problem(context.statusCode(), failure);
        if (context.response().ended()) {
            return;
        }
        if (context.response().headWritten()) {
            // Half an answer cannot become another one: the client has to notice that it is incomplete.
            context.response().reset();
            return;
        }
        if (addresses.isOAuth(context.normalizedPath())) {
            OAuthAnswer.send(context.response(), OAuthError.of(problem));
        } else {
            Answer.refuse(context, problem);
        }
    }

    private static Problem problem(int status, @Nullable Throwable failure) {
        if (status == 404) {
            return Problem.notFound();
        }
        if (status >= 400 && status < 500) {
            return Problem.malformedRequest();
        }
        return ProblemMapper.problemOf(failure == null ? new IllegalStateException("Status " + status) : failure);
    }
}
