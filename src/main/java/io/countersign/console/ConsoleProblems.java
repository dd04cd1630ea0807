package io.countersign.console;

import io.countersign.problem.Problem;
import io.countersign.problem.ProblemPage;
import io.countersign.problem.ProblemType;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells people of problems, on a page that keeps the menu of whoever is signed in. */
@ApplicationScoped
class ConsoleProblems implements ProblemPage {
    private final ConsoleSessions sessions;
    private final Shell shell;

    ConsoleProblems(ConsoleSessions sessions, Shell shell) {
        this.sessions = sessions;
        this.shell = shell;
    }

    /** Who asks too often is not looked up for that. */
    @Override
    public Uni<Void> recognise(RoutingContext context, Problem problem) {
        return problem.type() == ProblemType.TOO_MANY_REQUESTS || ConsoleSessions.present(context) != null
                ? Uni.createFrom().voidItem()
                : sessions.of(context).replaceWithVoid();
    }

    @Override
    public Shown show(RoutingContext context, Problem problem) {
        Map<String, String> headers = new HashMap<>(shell.headers());
        if (problem.type() == ProblemType.UNAUTHENTICATED) {
            headers.put("Location", ConsolePaths.SIGN_IN);
            return new Shown(HttpResponseStatus.SEE_OTHER.code(), headers, "");
        }
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            headers.put(
                    "Retry-After",
                    Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
        }
        return new Shown(problem.type().status(), headers, shell.render(context, page(problem)));
    }

    private static Content page(Problem problem) {
        String title = title(problem.type());
        Block said = Block.of(
                null,
                problem.type() == ProblemType.METHOD_NOT_ALLOWED
                        ? "The address exists, but it cannot be asked for in this way. Open it from the menu."
                        : problem.detail());
        return new Content(
                title,
                null,
                problem.errors().isEmpty()
                        ? List.of(said)
                        : List.of(
                                said,
                                Block.facts(
                                        "What does not fit",
                                        problem.errors().stream()
                                                .map(error -> Fact.of(error.field(), error.detail()))
                                                .toList())));
    }

    /** In words for somebody who sent no request, but followed a link. */
    private static String title(ProblemType type) {
        return switch (type) {
            case NOT_FOUND -> "There is nothing here";
            case FORBIDDEN -> "This is not allowed";
            case METHOD_NOT_ALLOWED -> "This address is asked for in another way";
            case PAYLOAD_TOO_LARGE -> "That was too much at once";
            case TOO_MANY_REQUESTS -> "Too many requests";
            case INTERNAL -> "Something failed here";
            case UNAVAILABLE -> "Not available right now";
            case INVALID_FIELDS -> "Something in the address does not fit";
            case MALFORMED_BODY,
                    MALFORMED_REQUEST,
                    UNAUTHENTICATED,
                    NOT_ACCEPTABLE,
                    CONFLICT,
                    CONSENT_REQUIRED,
                    AWAITING_CONFIRMATION,
                    UNSUPPORTED_MEDIA_TYPE,
                    IMPORT_REFUSED -> type.title();
        };
    }
}
