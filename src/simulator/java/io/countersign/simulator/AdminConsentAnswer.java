package io.countersign.simulator;

/** What the code that comes back from an administrator's consent is worth at the token endpoint. */
public enum AdminConsentAnswer {
    /** Tokens with an {@code id_token}, as the documents have it. */
    ID_TOKEN,
    /** {@code expired_client_token}, as was reported from the real service. */
    EXPIRED_CODE
}
