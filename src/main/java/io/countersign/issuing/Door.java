package io.countersign.issuing;

import java.util.Locale;

/** By which way a caller asks for an access token; issue records tell. */
public enum Door {
    /** The API's own operation. */
    API,
    /** OAuth 2.0's grant of that name (RFC 6749, section 4.4). */
    CLIENT_CREDENTIALS,
    /** A refresh handle, sent as OAuth 2.0's refresh token (RFC 6749, section 6). */
    REFRESH_TOKEN,
    /** A token of the caller's own issuer, exchanged (RFC 8693). */
    TOKEN_EXCHANGE;

    /** As in the database and in metrics. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
