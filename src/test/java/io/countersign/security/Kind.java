package io.countersign.security;

import io.countersign.docusign.Environment;

/** The kinds of connection that one integration key can have. */
enum Kind {
    DEMO_CODE(Environment.DEMO, "authorization_code"),
    PRODUCTION_CODE(Environment.PRODUCTION, "authorization_code"),
    DEMO_JWT(Environment.DEMO, "jwt_bearer"),
    PRODUCTION_JWT(Environment.PRODUCTION, "jwt_bearer");

    private final Environment environment;
    private final String grant;

    Kind(Environment environment, String grant) {
        this.environment = environment;
        this.grant = grant;
    }

    Environment environment() {
        return environment;
    }

    /** As the API has it. */
    String grant() {
        return grant;
    }

    boolean impersonates() {
        return this == DEMO_JWT || this == PRODUCTION_JWT;
    }

    /** The same grant in the other environment. */
    Kind elsewhere() {
        return switch (this) {
            case DEMO_CODE -> PRODUCTION_CODE;
            case PRODUCTION_CODE -> DEMO_CODE;
            case DEMO_JWT -> PRODUCTION_JWT;
            case PRODUCTION_JWT -> DEMO_JWT;
        };
    }

    /** The other grant in the same environment. */
    Kind otherwise() {
        return switch (this) {
            case DEMO_CODE -> DEMO_JWT;
            case PRODUCTION_CODE -> PRODUCTION_JWT;
            case DEMO_JWT -> DEMO_CODE;
            case PRODUCTION_JWT -> PRODUCTION_CODE;
        };
    }
}
