package io.countersign.docusign;

import java.util.Arrays;
import java.util.Optional;

/** DocuSign's two worlds. Users, consents, client secrets and tokens of one mean nothing in the other. */
public enum Environment {
    /** The developer environment. */
    DEMO("demo"),
    /** All paid accounts, in every region of the world: they differ only in the address of their API. */
    PRODUCTION("production");

    private final String wireName;

    Environment(String wireName) {
        this.wireName = wireName;
    }

    /** The name in JSON, in the database and in configuration: {@code demo} or {@code production}. */
    public String wireName() {
        return wireName;
    }

    /** The environment with exactly this {@link #wireName}, or empty. */
    public static Optional<Environment> named(String wireName) {
        return Arrays.stream(values())
                .filter(environment -> environment.wireName.equals(wireName))
                .findFirst();
    }

    /**
     * The environment with this {@link #wireName}, where that was checked before: in a row, or in a valid request.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Environment of(String wireName) {
        return named(wireName).orElseThrow(() -> new IllegalArgumentException("No environment: " + wireName));
    }
}
