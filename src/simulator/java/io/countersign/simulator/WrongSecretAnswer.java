package io.countersign.simulator;

/** How a wrong client secret, or an unknown client, is answered at the token endpoint. */
public enum WrongSecretAnswer {
    /**
     * 400 {@code invalid_grant} with the description {@code unauthorized_client}, the one seen in DocuSign's traffic.
     */
    UNAUTHORIZED_CLIENT,
    /** 401 {@code invalid_client}, as RFC 6749 section 5.2 has it. */
    INVALID_CLIENT,
    /** 400 {@code invalid_grant} without a description: indistinguishable from a dead refresh token. */
    BARE_INVALID_GRANT
}
