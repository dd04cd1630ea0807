package io.countersign.console;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.ConsentReason;
import java.util.Objects;

/**
 * What a connection's state is called.
 *
 * @param label short
 * @param means what it means, and what to do next, in sentences
 */
record StateWords(String label, Mood mood, String means) {

    static StateWords of(ConnectionView connection) {
        ConnectionState state = ConnectionState.named(connection.state());
        return new StateWords(label(state), mood(state), means(state, connection));
    }

    /** In a list or beside a number. */
    static String label(ConnectionState state) {
        return switch (state) {
            case AWAITING_CONSENT -> "Awaiting consent";
            case AWAITING_CONFIRMATION -> "Awaiting confirmation";
            case ACTIVE -> "Active";
            case CONSENT_REQUIRED -> "Consent required";
            case DISCONNECTED -> "Disconnected";
        };
    }

    /** In a list. */
    static String label(ConsentReason reason) {
        return switch (reason) {
            case REFRESH_TOKEN_EXPIRED -> "The refresh token has ended";
            case CONSENT_REVOKED -> "The consent was withdrawn";
            case LOST_RESPONSE -> "An answer was lost";
            case SCOPES_MISSING -> "Scopes are missing";
            case USER_GONE -> "The user is gone";
        };
    }

    static Mood mood(ConnectionState state) {
        return switch (state) {
            case AWAITING_CONSENT, DISCONNECTED -> Mood.QUIET;
            case AWAITING_CONFIRMATION -> Mood.CAUTION;
            case ACTIVE -> Mood.GOOD;
            case CONSENT_REQUIRED -> Mood.BAD;
        };
    }

    private static String means(ConnectionState state, ConnectionView connection) {
        return switch (state) {
            case AWAITING_CONSENT ->
                "Nobody at the tenant has consented yet, so there is no token to issue. Make a consent link and send it"
                        + " to somebody at the tenant.";
            case AWAITING_CONFIRMATION -> awaiting(Objects.requireNonNull(connection.pending()));
            case ACTIVE ->
                connection.lastError() == null
                        ? "Tokens are issued and renewed. Nothing has to be done."
                        : "Tokens are issued, but the last renewal did not go well: see the last error below.";
            case CONSENT_REQUIRED ->
                connection.reason() == null
                        ? "DocuSign refuses to renew. Somebody at the tenant has to consent again."
                        : required(ConsentReason.named(connection.reason()));
            case DISCONNECTED -> "A caller ended it, and its tokens were destroyed. A new consent link leads back.";
        };
    }

    private static String awaiting(ConnectionView.Pending pending) {
        return pending.proof().equals("proven")
                ? "Somebody has consented, or an imported token has proven good. Look whose it is below: it counts"
                        + " once a caller who manages the connection confirms exactly this one."
                : "An imported token waits for its proof: DocuSign has not said yet whether it works. It is asked"
                        + " again, and nothing has to be done.";
    }

    private static String required(ConsentReason reason) {
        return switch (reason) {
            case REFRESH_TOKEN_EXPIRED ->
                "The refresh token has reached its end, and DocuSign refuses it. Make a consent link: somebody at the"
                        + " tenant has to consent again.";
            case CONSENT_REVOKED ->
                "DocuSign refuses to renew before the computed end: the consent was probably withdrawn there. Ask the"
                        + " tenant, and make a new consent link.";
            case LOST_RESPONSE ->
                "An answer of DocuSign's was lost on its way, and with it the tokens that it brought. Make a new"
                        + " consent link.";
            case SCOPES_MISSING ->
                "DocuSign wants a consent to scopes that nobody has consented to. Make a new consent link.";
            case USER_GONE ->
                "DocuSign does not know the user any more, or has closed it. Another person has to consent, or the"
                        + " connection has to name another user.";
        };
    }
}
