package io.countersign.refresh;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What an attempt to renew ends with where it brings no tokens, for the connection's view. A refusal in words that
 * nobody knows stands there with its own code, a final one with the reason of the state it leads to.
 */
public enum LastError {
    /** Nothing was sent: no connection to DocuSign came about. */
    UNREACHABLE,
    /** DocuSign did not answer, not in time, or with nothing that can be read; the token may be spent. */
    NO_ANSWER,
    /** DocuSign asked for patience. */
    THROTTLED,
    /** Something before DocuSign answered: a 4xx without a code that is known. */
    UNEXPECTED_ANSWER,
    /** The integration rests after failures, or because DocuSign asked for it. */
    GATE_CLOSED,
    /** DocuSign refuses the integration's client. */
    CLIENT_REFUSED,
    /** The integration has no client secret. */
    CLIENT_SECRET_MISSING,
    /** DocuSign refuses each of the integration's RSA keys. */
    RSA_KEY_REFUSED,
    /** The integration has no RSA key. */
    RSA_KEY_MISSING,
    /** The client secrets, or RSA keys, were changed during the attempt. */
    CLIENT_SECRETS_CHANGED,
    /** A refusal that is not believed yet, since too many came at once. */
    REFUSAL_HELD,
    /** The connection has had its calls of this minute. */
    CALL_LIMIT,
    /** Nobody has consented yet that the user be impersonated. */
    CONSENT_MISSING,
    /** DocuSign took a fresh assertion for expired, twice. */
    ASSERTION_EXPIRED,
    /** The pinned account is none of the impersonated user's. */
    ACCOUNT_MISMATCH,
    /** The impersonated user has another address than the pinned one. */
    EMAIL_MISMATCH,
    /** DocuSign issued a token for another user than the impersonated one. */
    USER_MISMATCH,
    /** The impersonated user belongs to no account that can be used. */
    NO_ACCOUNT,
    /** DocuSign did not tell whose account the token is for. */
    USERINFO_SILENT,
    /** DocuSign refused an imported token: it is dead, or of another app. */
    IMPORT_REFUSED,
    /** This replica stood still, or was about to stop. */
    STOPPED,
    /** This replica lacks a key; another one goes on. */
    KEY_MISSING,
    /** The stored tokens do not open. */
    UNREADABLE,
    /** The client secrets, or RSA keys, could not be read. */
    INTERNAL;

    /** The one of that {@link #wireName}; empty for what DocuSign said. */
    public static Optional<LastError> named(String wireName) {
        return Arrays.stream(values())
                .filter(error -> error.wireName().equals(wireName))
                .findFirst();
    }

    /** Whether it is about what the integration proves itself with, which an operator has to mend. */
    public boolean isOfIntegration() {
        return switch (this) {
            case CLIENT_REFUSED, CLIENT_SECRET_MISSING, RSA_KEY_REFUSED, RSA_KEY_MISSING -> true;
            case UNREACHABLE,
                    NO_ANSWER,
                    THROTTLED,
                    UNEXPECTED_ANSWER,
                    GATE_CLOSED,
                    CLIENT_SECRETS_CHANGED,
                    REFUSAL_HELD,
                    CALL_LIMIT,
                    CONSENT_MISSING,
                    ASSERTION_EXPIRED,
                    ACCOUNT_MISMATCH,
                    EMAIL_MISMATCH,
                    USER_MISMATCH,
                    NO_ACCOUNT,
                    USERINFO_SILENT,
                    IMPORT_REFUSED,
                    STOPPED,
                    KEY_MISSING,
                    UNREADABLE,
                    INTERNAL -> false;
        };
    }

    /** The name on the wire and in the database: {@code no_answer}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
