package io.countersign.integration;

import java.util.Locale;

/** What an integration needs in production, in the order in which it is answered. */
enum GoLiveNeed {
    ENVIRONMENT,
    PUBLIC_URL,
    REDIRECT_URI,
    CLIENT_SECRET,
    RSA_KEY,
    CONSENT,
    SCOPES,
    DEMO_TWIN,
    FLAG;

    /** The check's id in JSON. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
