package io.countersign.problem;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** A problem on the wire: RFC 9457, section 3. */
final class ProblemDocument {
    static final String MEDIA_TYPE = "application/problem+json";

    private ProblemDocument() {}

    static Response of(Problem problem) {
        return response(problem).build();
    }

    /** Answers with a {@link #challengeOf challenge}. */
    static Response challenge(Problem problem, boolean refused) {
        return response(problem)
                .header(HttpHeaders.WWW_AUTHENTICATE, challengeOf(refused))
                .build();
    }

    /**
     * The challenge that goes with a 401 (RFC 9110, section 11.6.1).
     *
     * @param refused whether a credential was sent and refused: RFC 6750, section 3.1 wants no error code where none
     *     was sent
     */
    static String challengeOf(boolean refused) {
        return "Bearer realm=\"countersign\"" + (refused ? ", error=\"invalid_token\"" : "");
    }

    private static Response.ResponseBuilder response(Problem problem) {
        Response.ResponseBuilder response = Response.status(problem.type().status())
                .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(text(problem));
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(retryAfter));
        }
        return response;
    }

    static String text(Problem problem) {
        return json(problem).encode();
    }

    private static JsonObject json(Problem problem) {
        JsonObject document = new JsonObject()
                .put("type", problem.type().uri().toString())
                .put("title", problem.type().title())
                .put("status", problem.type().status())
                .put("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            document.put("errors", errors(problem));
        }
        problem.members().forEach((name, value) -> document.put(name, value.json()));
        return document;
    }

    private static JsonArray errors(Problem problem) {
        JsonArray errors = new JsonArray();
        problem.errors()
                .forEach(error ->
                        errors.add(new JsonObject().put("field", error.field()).put("detail", error.detail())));
        return errors;
    }

    /** Rounded up, and never 0: that would invite an immediate repetition. */
    static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
