package io.countersign.problem;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How problems look at addresses that people open, where a document for programs would be of no use. Whoever serves
 * such addresses attaches one to each request, before anything else looks at it; from then on every problem of that
 * request is shown so, wherever it comes from.
 */
public interface ProblemPage {

    /**
     * A whole answer.
     *
     * @param status of HTTP; need not be the problem's
     * @param headers by name, the content's type among them
     * @param html the page; may be empty
     */
    record Shown(int status, Map<String, String> headers, String html) {
        /** Copies the headers. */
        public Shown {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * Finds out what {@link #show} needs to know of who asks, where Jakarta REST is not reached, so that nobody else
     * has. A failure makes no difference: the page is shown all the same.
     */
    Uni<Void> recognise(RoutingContext context, Problem problem);

    /** The answer. Quick: it asks nobody. */
    Shown show(RoutingContext context, Problem problem);

    /** From now on, this is how the request's problems look. */
    default void attach(RoutingContext context) {
        context.put(ProblemPage.class.getName(), this);
    }

    /** How the request's problems look, or null where they are documents for programs. */
    static @Nullable ProblemPage of(RoutingContext context) {
        return context.get(ProblemPage.class.getName());
    }
}
