package io.countersign.issuing;

import io.countersign.refresh.LastError;
import io.countersign.refresh.Renewal;
import java.util.Optional;

/** Why no new access token came, as far as any caller may know it. */
public enum Hindrance {
    /** DocuSign fails, does not answer, or asked for patience. */
    DOCUSIGN("DocuSign did not answer as it should, or asked for patience. The vault goes on trying."),
    /** The integration is flagged. */
    INTEGRATION("The app behind this connection is held: as it is set up here, DocuSign gives it no tokens. Nothing is"
            + " wrong with the connection. An operator of the vault has to look at its integration: last_error of the"
            + " connection says why."),
    /** The connection itself is held after refusals, or has had its calls. */
    CONNECTION("This connection is held for a while, after refusals that are no verdict yet, or too many calls in a"
            + " minute. The vault tries again by itself."),
    /** The tokens that came were not the connection's. */
    ACCOUNT("DocuSign's user or account is not the one that this connection is for. Somebody has to change its"
            + " settings: last_error of the connection says which."),
    /** The integration's calls rest or have no turn left, or an attempt that nobody ended is waited for. */
    PAUSED("DocuSign may not be asked just now: its app has to wait, or an attempt is in doubt. The vault goes on by"
            + " itself."),
    /** Somebody is at it. */
    UNDER_WAY("A renewal of this connection is under way, and has not ended in time."),
    /** Nothing was asked of DocuSign. */
    HERE("The vault itself could not ask DocuSign; last_error of the connection says why. It goes on trying."),
    /** None of it is known. */
    UNKNOWN("The vault goes on trying.");

    private static final String TOO_SHORT = "No new access token came, and the stored one does not last long enough.";
    private static final String NONE = "No access token came, and none is stored.";

    private final String detail;

    Hindrance(String detail) {
        this.detail = detail;
    }

    /**
     * For the answer, in words that tell nothing of integration or upstream.
     *
     * @param stored whether there is a token that does not last long enough
     */
    String detail(boolean stored) {
        return "%s %s Ask again after Retry-After.".formatted(stored ? TOO_SHORT : NONE, detail);
    }

    /**
     * What stood in the way.
     *
     * @param renewal how it ended
     * @param error the connection's last error by then, as its view shows it; DocuSign's own code where nobody knows
     *     what that means
     */
    static Hindrance of(Renewal renewal, Optional<String> error) {
        return switch (renewal) {
            case Renewal.Elsewhere elsewhere -> UNDER_WAY;
            case Renewal.NotBefore notBefore -> error.map(Hindrance::of).orElse(PAUSED);
            case Renewal.Renewed renewed -> error.map(Hindrance::of).orElse(UNKNOWN);
            case Renewal.Superseded superseded -> error.map(Hindrance::of).orElse(UNKNOWN);
            case Renewal.ConsentMissing missing -> error.map(Hindrance::of).orElse(UNKNOWN);
            case Renewal.AccountRefused refused -> error.map(Hindrance::of).orElse(UNKNOWN);
            case Renewal.ConsentRequired required -> error.map(Hindrance::of).orElse(UNKNOWN);
            case Renewal.Failed failed -> error.map(Hindrance::of).orElse(UNKNOWN);
        };
    }

    private static Hindrance of(String error) {
        return LastError.named(error).map(Hindrance::of).orElse(CONNECTION);
    }

    private static Hindrance of(LastError error) {
        return switch (error) {
            case UNREACHABLE, NO_ANSWER, THROTTLED, UNEXPECTED_ANSWER, GATE_CLOSED, USERINFO_SILENT -> DOCUSIGN;
            case CLIENT_REFUSED, CLIENT_SECRET_MISSING, RSA_KEY_REFUSED, RSA_KEY_MISSING -> INTEGRATION;
            case REFUSAL_HELD, CALL_LIMIT, CONSENT_MISSING -> CONNECTION;
            case ACCOUNT_MISMATCH, EMAIL_MISMATCH, USER_MISMATCH, NO_ACCOUNT -> ACCOUNT;
            case ASSERTION_EXPIRED, CLIENT_SECRETS_CHANGED, STOPPED, KEY_MISSING, UNREADABLE, INTERNAL -> HERE;
            // Of no attempt of the connection's own: those wait for something that its rows do not say.
            case IMPORT_REFUSED -> PAUSED;
        };
    }
}
