package io.countersign.connection;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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

    /**
     * What a person is asked to consent to, and an assertion asks for: the connection's scopes as they are, or without
     * {@code extended}, which is of refresh tokens, and with {@code impersonation}.
     */
    public List<String> asksFor(List<String> scopes) {
        return switch (this) {
            case AUTHORIZATION_CODE -> scopes;
            case JWT_BEARER ->
                Stream.concat(scopes.stream().filter(scope -> !scope.equals("extended")), Stream.of("impersonation"))
                        .distinct()
                        .toList();
        };
    }

    /** The grant type of that {@link #wireName}. */
    public static GrantType named(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
