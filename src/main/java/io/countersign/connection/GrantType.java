package io.countersign.connection;

import java.util.Locale;

/** How a connection gets its tokens. */
public enum GrantType {
    /** Somebody consents in a browser (RFC 6749 section 4.1); a refresh token keeps it alive. */
    AUTHORIZATION_CODE,
    /** A signed assertion impersonates a user (RFC 7523); there is no refresh token, and none to lose. */
    JWT_BEARER;

    /** The name on the wire and in the database: {@code jwt_bearer}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The grant type of that {@link #wireName}. */
    public static GrantType named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
