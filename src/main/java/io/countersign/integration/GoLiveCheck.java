package io.countersign.integration;

import java.util.Locale;

/**
 * One thing that an integration needs in production.
 *
 * @param id which
 * @param status whether it is there
 * @param detail what that means, and what to do, in sentences
 */
record GoLiveCheck(Id id, Status status, String detail) {

    /** What is looked at, in the order in which it is answered. */
    enum Id {
        ENVIRONMENT,
        PUBLIC_URL,
        REDIRECT_URI,
        CLIENT_SECRET,
        RSA_KEY,
        CONSENT,
        SCOPES,
        DEMO_TWIN,
        FLAG;

        /** The name in JSON. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it stands. */
    enum Status {
        /** There, or not needed. */
        OK,
        /** It does not work in production as it is. */
        MISSING,
        /** Nothing here tells. */
        UNKNOWN
    }

    static GoLiveCheck ok(Id id, String detail) {
        return new GoLiveCheck(id, Status.OK, detail);
    }

    static GoLiveCheck missing(Id id, String detail) {
        return new GoLiveCheck(id, Status.MISSING, detail);
    }

    static GoLiveCheck unknown(Id id, String detail) {
        return new GoLiveCheck(id, Status.UNKNOWN, detail);
    }
}
