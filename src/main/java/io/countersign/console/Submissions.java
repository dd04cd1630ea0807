package io.countersign.console;

import io.countersign.problem.ProblemMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers what forms of the console posted. What is asked for is done by the API's own operations, with their checks of
 * the caller and of the fields; where those refuse, the form comes back with what was typed and what is wrong with it.
 */
@Singleton
class Submissions {
    private final Shell shell;

    Submissions(Shell shell) {
        this.shell = shell;
    }

    /**
     * Does what a page of the request's session asks for. Fails with a 403 problem where the form is not of the
     * session, and with whatever is neither a bad field nor a conflict.
     *
     * @param body as it came
     * @param done does it, and answers
     * @param again the page with the form, should it be refused
     */
    Uni<Response> answer(
            RoutingContext context,
            byte @Nullable [] body,
            Function<PostedForm, Uni<Response>> done,
            Function<Typed, Uni<Content>> again) {
        PostedForm form = PostedForm.ofSession(context, body);
        return Uni.createFrom()
                .deferred(() -> done.apply(form))
                .onFailure()
                .recoverWithUni(failure -> ProblemMapper.mendable(failure)
                        .map(problem -> again.apply(new Typed(form, problem))
                                .map(content -> shell.page(problem.type().status(), context, content)))
                        .orElseGet(() -> Uni.createFrom().failure(failure)));
    }

    /** The same for what is pressed rather than typed: where it is refused, a page says why. */
    Uni<Response> answer(RoutingContext context, byte @Nullable [] body, Function<PostedForm, Uni<Response>> done) {
        PostedForm form = PostedForm.ofSession(context, body);
        return Uni.createFrom().deferred(() -> done.apply(form));
    }
}
