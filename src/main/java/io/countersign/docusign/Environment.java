package io.countersign.docusign;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** DocuSign's two worlds. Users, consents, client secrets and tokens of one mean nothing in the other. */
public enum Environment {
    /** The developer environment. */
    DEMO("demo", "https://account-d.docusign.com"),
    /** All paid accounts, in every region of the world: they differ only in the address of their API. */
    PRODUCTION("production", "https://account.docusign.com");

    private final String wireName;
    private final URI realAuthUrl;

    Environment(String wireName, String realAuthUrl) {
        this.wireName = wireName;
        this.realAuthUrl = URI.create(realAuthUrl);
    }

    /** The name in JSON, in the database and in configuration: {@code demo} or {@code production}. */
    public String wireName() {
        return wireName;
    }

    /** DocuSign's own authorization server; what is really called is {@link DocuSign#origin}. */
    public URI realAuthUrl() {
        return realAuthUrl;
    }

    /** The environment with exactly this {@link #wireName}, or empty. */
    public static Optional<Environment> named(String wireName) {
        return Arrays.stream(values())
                .filter(environment -> environment.wireName.equals(wireName))
                .findFirst();
    }
}
