package io.countersign.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.countersign.crypto.LostKeyException;
import io.countersign.crypto.MissingKeyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a failure becomes an answer. What is not known here is an incident: the answer carries nothing
 * but its number, the log the rest.
 */
public class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final Duration KEY_RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration LOST_RETRY_AFTER = Duration.ofSeconds(30);

    private final Addresses addresses;

    ProblemMapper(Addresses addresses) {
        this.addresses = addresses;
    }

    /**
     * Renders any failure of a request as a problem document, or for OAuth 2.0 clients as they expect it. The types are
     * listed because Quarkus brings a mapper of its own for each of them, which only the same or a more specific type
     * beats.
     */
    @ServerExceptionMapper({
        ProblemException.class,
        ConstraintViolationException.class,
        MismatchedInputException.class,
        JsonProcessingException.class,
        UnauthorizedException.class,
        AuthenticationFailedException.class,
        ForbiddenException.class,
        WebApplicationException.class,
        Throwable.class
    })
    public Response render(Throwable failure, RoutingContext context) {
        if (addresses.isOAuth(context.normalizedPath())) {
            return OAuthAnswer.of(OAuthError.of(problemOf(failure)));
        }
        ProblemPage page = ProblemPage.of(context);
        if (page != null) {
            return pageOf(page.show(context, problemOf(failure)));
        }
        return switch (failure) {
            case UnauthorizedException none -> ProblemDocument.challenge(Problem.unauthenticated(), false);
            case AuthenticationFailedException bad -> ProblemDocument.challenge(Problem.unauthenticated(), true);
            default -> ProblemDocument.of(problemOf(failure));
        };
    }

    private static Response pageOf(ProblemPage.Shown shown) {
        Response.ResponseBuilder response = Response.status(shown.status()).entity(shown.html());
        shown.headers().forEach(response::header);
        return response.build();
    }

    /**
     * The problem that whoever sent a form can mend in it: bad fields, and a conflict with how things stand. Empty for
     * all others.
     */
    public static Optional<Problem> mendable(Throwable failure) {
        return switch (failure) {
            case ProblemException known
            when known.problem().type() == ProblemType.INVALID_FIELDS
                    || known.problem().type() == ProblemType.CONFLICT -> Optional.of(known.problem());
            case ConstraintViolationException violated -> Optional.of(Violations.problemOf(violated));
            default -> Optional.empty();
        };
    }

    /** What to answer to a failure; what nobody foresaw is logged. */
    static Problem problemOf(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known.problem();
            case MissingKeyException missing -> keyMissing();
            case LostKeyException lost -> keyLost();
            case ConstraintViolationException violated -> Violations.problemOf(violated);
            case JsonProcessingException unread -> BodyProblem.malformed();
            case UnauthorizedException none -> Problem.unauthenticated();
            case AuthenticationFailedException bad -> Problem.unauthenticated();
            case ForbiddenException refused -> forbidden(refused.getCause());
            case WebApplicationException http -> httpProblem(http);
            default ->
                DatabaseProblem.of(failure)
                        .or(() -> BodyProblem.ofBrokenRead(failure))
                        .orElseGet(() -> incident(failure));
        };
    }

    /** Quarkus hands the failure of a permission check over as the cause of a refusal: that failure is the answer. */
    private static Problem forbidden(@Nullable Throwable cause) {
        if (cause != null) {
            return problemOf(cause);
        }
        return Problem.of(
                ProblemType.FORBIDDEN,
                "The caller is known and may know of this, but has no permission for this operation. An operator can"
                        + " grant it.");
    }

    private static Problem httpProblem(WebApplicationException http) {
        if (http.getCause() instanceof ProblemException known) {
            return known.problem();
        }
        if (http.getCause() instanceof JsonProcessingException) {
            return BodyProblem.malformed();
        }
        return switch (http.getResponse().getStatus()) {
            case 400 -> BodyProblem.malformed();
            case 401 -> Problem.unauthenticated();
            case 403 -> forbidden(null);
            case 404 -> Problem.notFound();
            case 405 -> Problem.methodNotAllowed();
            case 406 -> Problem.notAcceptable("application/json");
            case 413 -> BodyProblem.tooLarge();
            case 415 -> Problem.unsupportedBody("as JSON with Content-Type: application/json");
            default -> incident(http);
        };
    }

    /** Which key it is stands in the log and in the readiness, not here. */
    private static Problem keyMissing() {
        return Problem.unavailable(
                "This replica of the vault has not got a key yet that others have. Nothing was changed, and nothing"
                        + " is wrong with the"
                        + " connection. Send the request again: another replica can answer it.",
                KEY_RETRY_AFTER);
    }

    private static Problem keyLost() {
        return Problem.unavailable(
                "The vault has lost the key that vouches for its callers, and does not go by what nobody vouches for."
                        + " Nothing was changed. An operator has to restore the row vault_key of the database.",
                LOST_RETRY_AFTER);
    }

    private static Problem incident(Throwable failure) {
        String incident = UUID.randomUUID().toString();
        LOG.errorf(failure, "A request failed for a reason that nobody foresaw incident=%s", incident);
        return Problem.of(
                ProblemType.INTERNAL,
                "The request failed here and may or may not have taken effect. An operator finds the cause in the log"
                        + " under"
                        + " incident " + incident + ".");
    }
}
