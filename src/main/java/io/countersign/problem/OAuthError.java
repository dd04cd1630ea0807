package io.countersign.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One error as OAuth 2.0 clients get to see it (RFC 6749, section 5.2), where they would not understand a
 * {@link Problem}.
 *
 * @param code which one
 * @param description what happened, what it means and what to do, for a person; never a secret or what was sent
 * @param retryAfter when to try again, or null to send no {@code Retry-After}
 * @param challenge whether the client used {@code Authorization: Basic} and is refused: section 5.2 wants 401 there,
 *     and 400 suits the others, of whose clients most read nothing else
 */
public record OAuthError(
        Code code, String description, @Nullable Duration retryAfter, boolean challenge) {

    /** The codes that are in use here, each with its status. */
    public enum Code {
        INVALID_REQUEST("invalid_request", 400),
        INVALID_CLIENT("invalid_client", 400),
        INVALID_GRANT("invalid_grant", 400),
        UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", 400),
        /** RFC 8707, section 2. */
        INVALID_TARGET("invalid_target", 400),
        /** DocuSign's own word: a person has to act first. */
        CONSENT_REQUIRED("consent_required", 400),
        /** RFC 7009, section 2.2.1. */
        UNSUPPORTED_TOKEN_TYPE("unsupported_token_type", 400),
        /** RFC 6749, section 4.1.2.1, has it for another endpoint; nothing else says "later". */
        TEMPORARILY_UNAVAILABLE("temporarily_unavailable", 503),
        /** The same word, of a client that asks too often. */
        TOO_MANY_REQUESTS("temporarily_unavailable", 429);

        private final String text;
        private final int status;

        Code(String text, int status) {
            this.text = text;
            this.status = status;
        }

        /** As on the wire. */
        @Override
        public String toString() {
            return text;
        }
    }

    private static final Duration SOON = Duration.ofSeconds(5);

    /** An error that the same request meets again. */
    public static OAuthError of(Code code, String description) {
        return new OAuthError(code, description, null, false);
    }

    /** 503: the same request may go well later. */
    public static OAuthError unavailable(String description, Duration retryAfter) {
        return new OAuthError(Code.TEMPORARILY_UNAVAILABLE, description, retryAfter, false);
    }

    /** Nobody is authenticated, or not who it says. */
    public static OAuthError invalidClient(String description, boolean usedBasic) {
        return new OAuthError(Code.INVALID_CLIENT, description, null, usedBasic);
    }

    /**
     * What becomes of a failure that nothing closer to the request has named. Never 500: clients take that for a fault
     * of their own library, or for the end.
     */
    public static OAuthError of(Problem problem) {
        return switch (problem.type()) {
            case UNAVAILABLE, INTERNAL, CONFLICT -> unavailable(problem.detail(), pause(problem));
            case TOO_MANY_REQUESTS -> new OAuthError(Code.TOO_MANY_REQUESTS, problem.detail(), pause(problem), false);
            case CONSENT_REQUIRED, AWAITING_CONFIRMATION -> of(Code.CONSENT_REQUIRED, problem.detail());
            case UNAUTHENTICATED -> invalidClient(problem.detail(), false);
            case MALFORMED_BODY,
                    MALFORMED_REQUEST,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    INVALID_FIELDS,
                    IMPORT_REFUSED -> of(Code.INVALID_REQUEST, problem.detail());
        };
    }

    private static Duration pause(Problem problem) {
        return problem.retryAfter() == null ? SOON : problem.retryAfter();
    }

    int status() {
        return challenge ? 401 : code.status;
    }
}
