package io.countersign.connection;

import java.util.Locale;

/** Why a connection is in {@code consent_required}. */
public enum ConsentReason {
    /** DocuSign refuses the refresh token, past its computed end. */
    REFRESH_TOKEN_EXPIRED,
    /** DocuSign refuses the refresh token before its computed end. */
    CONSENT_REVOKED,
    /**
     * DocuSign refuses it after an attempt whose answer never came: the token was probably replaced, and the new one
     * lost.
     */
    LOST_RESPONSE,
    /** DocuSign wants consent to scopes that were not consented to. */
    SCOPES_MISSING,
    /** DocuSign does not know the user any more. */
    USER_GONE;

    /** The name on the wire and in the database: {@code lost_response}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason of that {@link #wireName}. */
    public static ConsentReason named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /** Whether the access token at hand is still good: DocuSign lets it run although nothing can renew it. */
    public boolean leavesAccessToken() {
        return switch (this) {
            case LOST_RESPONSE, REFRESH_TOKEN_EXPIRED, SCOPES_MISSING -> true;
            case CONSENT_REVOKED, USER_GONE -> false;
        };
    }
}
