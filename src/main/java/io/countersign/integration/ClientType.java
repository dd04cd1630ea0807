package io.countersign.integration;

import java.util.Locale;

/** The two types of OAuth client (RFC 6749 section 2.1). */
enum ClientType {
    /** It authenticates with a client secret. */
    CONFIDENTIAL,
    /** It has no client secret: PKCE alone protects its codes. */
    PUBLIC;

    /** Where a request or a row must name one of them. */
    static final String PATTERN = "confidential|public";

    /** The name in JSON and in the database. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The type with exactly this {@link #wireName}, where that was checked before: in a row, or in a valid request.
     *
     * @throws IllegalArgumentException for any other text
     */
    static ClientType of(String wireName) {
        for (ClientType type : values()) {
            if (type.wireName().equals(wireName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("No client type: " + wireName);
    }
}
