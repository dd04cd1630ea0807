package io.countersign.connection;

import java.util.Locale;

/**
 * What a connection can do. {@link #AWAITING_CONFIRMATION} is derived, not stored: no tokens of its own, but a pending
 * grant.
 */
public enum ConnectionState {
    /** Nobody has consented yet. */
    AWAITING_CONSENT,
    /** Somebody has consented, and a caller has to confirm it; or an import waits for that, or for its proof. */
    AWAITING_CONFIRMATION,
    /** Tokens are issued. */
    ACTIVE,
    /** DocuSign refuses to renew; somebody has to consent again. */
    CONSENT_REQUIRED,
    /** A caller ended it; a new link leads back. */
    DISCONNECTED;

    /** The name on the wire and in the database: {@code awaiting_consent}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that {@link #wireName}. */
    public static ConnectionState named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /**
     * The state to show.
     *
     * @param stored the database's
     * @param pending whether a grant waits for confirmation, or an import for its proof
     */
    public static ConnectionState shown(String stored, boolean pending) {
        ConnectionState state = named(stored);
        return pending && (state == AWAITING_CONSENT || state == DISCONNECTED) ? AWAITING_CONFIRMATION : state;
    }
}
