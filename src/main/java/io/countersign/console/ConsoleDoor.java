package io.countersign.console;

import io.countersign.consent.FormOrigin;
import io.countersign.integration.PublicUrl;
import io.countersign.problem.Addresses;
import io.countersign.problem.Answer;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Stands before the console's addresses. Switched off, they are as any that there are not. Switched on, whatever goes
 * wrong there is told by a page; and what changes something comes from one of our own pages, in a body.
 */
@ApplicationScoped
class ConsoleDoor {
    /** Before Doorkeeper, of package limit, which is the first that refuses anything. */
    private static final int BEFORE_ALL = 10_200;

    /** Behind Reception, of package problem: what is wrong with a request comes before what it asks for. */
    private static final int AFTER_RECEPTION = 9_900;

    private final boolean enabled;
    private final ConsoleProblems problems;
    private final Addresses addresses;
    private final PublicUrl publicUrl;

    ConsoleDoor(
            ConsoleConfiguration configuration, ConsoleProblems problems, Addresses addresses, PublicUrl publicUrl) {
        this.enabled = configuration.enabled();
        this.problems = problems;
        this.addresses = addresses;
        this.publicUrl = publicUrl;
    }

    void install(@Observes Filters filters) {
        filters.register(this::mark, BEFORE_ALL);
        filters.register(this::judge, AFTER_RECEPTION);
    }

    private void mark(RoutingContext context) {
        if (ConsolePaths.isOne(context.normalizedPath())) {
            if (!enabled) {
                Answer.withoutBody(context);
                Answer.refuse(context, Problem.notFound(), false);
                return;
            }
            problems.attach(context);
        }
        context.next();
    }

    private void judge(RoutingContext context) {
        String path = context.normalizedPath();
        if (!ConsolePaths.isOne(path)) {
            context.next();
            return;
        }
        if (addresses.find(path).isEmpty()) {
            Answer.withoutBody(context);
            Answer.refuse(context, Problem.notFound(), false);
        } else if (context.request().method().equals(HttpMethod.POST)) {
            judgePost(context);
        } else {
            context.next();
        }
    }

    private void judgePost(RoutingContext context) {
        if (context.request().query() != null) {
            // It would stand in logs: a key that is sent so has to be taken back.
            Answer.refuse(
                    context,
                    Problem.of(
                            ProblemType.MALFORMED_REQUEST,
                            "Nothing was done. What a form sends belongs into the request's body, and this address"
                                    + " carries something behind a question mark. If that was an API key, delete it:"
                                    + " addresses end up in logs."),
                    false);
        } else if (!FormOrigin.of(context.request().headers()).mayBeOurs(publicUrl.value())) {
            Answer.refuse(
                    context,
                    Problem.of(
                            ProblemType.FORBIDDEN,
                            "Nothing was done. The form was sent from another site, and this one takes its own only."
                                    + " Open the console at the address under which it is known"
                                    + " (countersign.public-url), and try again there."),
                    false);
        } else {
            context.next();
        }
    }
}
