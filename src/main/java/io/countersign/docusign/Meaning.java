package io.countersign.docusign;

/** What it means that DocuSign refused a token, in terms of who has to do what. */
public enum Meaning {
    /** DocuSign asks for patience (429): the same request is good later. */
    RETRY,
    /**
     * DocuSign asks for patience with this one user ({@code principal_throttled}): others of the integration may go on.
     */
    USER_THROTTLED,
    /**
     * The code or refresh token is worth nothing: expired, spent or revoked. Somebody at the tenant has to consent
     * again.
     */
    RECONNECT,
    /**
     * Either the code is too old or the client secret is wrong: on a code exchange DocuSign says the same for both. Try
     * the next client secret; if none is left, the person starts again.
     */
    RECONNECT_OR_OPERATOR,
    /** DocuSign knows the user but has no consent for what was asked. */
    NEEDS_CONSENT,
    /** DocuSign does not know the user, or not any more. */
    USER_GONE,
    /**
     * DocuSign does not accept the integration itself: key, secret or its settings. An operator's matter, never a
     * tenant's.
     */
    OPERATOR,
    /**
     * DocuSign does not accept the signature of an assertion. Try the next RSA key; if none is left, it is an
     * operator's matter, never a tenant's.
     */
    KEY_REFUSED,
    /** The assertion was too old when it arrived: sign again, once. Somebody's clock is wrong. */
    EXPIRED_ASSERTION,
    /**
     * A refusal (400 or 401 with a JSON {@code error}) in words that are in no catalogue. It may be about the refresh
     * token, the client or the request's form; once is no verdict, again and again is one.
     */
    UNKNOWN_REFUSAL,
    /**
     * Says nothing about the token: whatever stands before DocuSign does not let the request through. Alert and try
     * again later, as in an outage.
     */
    UNEXPECTED
}
