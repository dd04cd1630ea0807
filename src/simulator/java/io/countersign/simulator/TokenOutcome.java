package io.countersign.simulator;

import org.jspecify.annotations.Nullable;

/** What the token endpoint decided about a call. */
sealed interface TokenOutcome {
    /** Tokens were issued; they are valid from now on, whatever becomes of the answer. */
    record Issued(IssuedTokens tokens) implements TokenOutcome {}

    /**
     * The call was refused.
     *
     * @param status the HTTP status
     * @param error the OAuth error code
     * @param description the {@code error_description}, in which DocuSign puts the actual reason, or null
     * @param why what DocuSign would not tell, in a sentence for the log; or null
     */
    record Refused(
            int status,
            String error,
            @Nullable String description,
            @Nullable String why) implements TokenOutcome {
        Refused(int status, String error, @Nullable String description) {
            this(status, error, description, null);
        }

        /** The same, with a sentence for the log. */
        Refused because(String sentence) {
            return new Refused(status, error, description, sentence);
        }

        /** Error and description as one line. */
        String label() {
            return description == null ? error : error + " " + description;
        }
    }

    /** A form that is malformed or lacks a parameter. */
    static Refused invalidRequest() {
        return new Refused(400, "invalid_request", null);
    }

    /** A grant the simulator does not know; the error of RFC 6749 section 5.2. */
    static Refused unsupportedGrantType() {
        return new Refused(400, "unsupported_grant_type", null);
    }

    /** A dead refresh token, a failed PKCE check, a closed user: DocuSign says no more than this. */
    static Refused invalidGrant() {
        return new Refused(400, "invalid_grant", null);
    }

    /** A code that is unknown, used or older than two minutes. */
    static Refused expiredCode() {
        return refusedGrant("expired_client_token");
    }

    /** A code or an assertion that is refused, with DocuSign's reason in the description. */
    static Refused refusedGrant(String reason) {
        return new Refused(400, "invalid_grant", reason);
    }

    /** An assertion for a user who has not consented to the scopes; the one error that needs no description. */
    static Refused consentRequired() {
        return new Refused(400, "consent_required", null);
    }

    /** A wrong secret or unknown client. */
    static Refused wrongSecret(WrongSecretAnswer style) {
        return switch (style) {
            case UNAUTHORIZED_CLIENT -> refusedGrant("unauthorized_client");
            case INVALID_CLIENT -> new Refused(401, "invalid_client", null);
            case BARE_INVALID_GRANT -> invalidGrant();
        };
    }
}
