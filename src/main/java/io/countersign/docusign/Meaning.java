package io.countersign.docusign;

/** What it means that DocuSign refused a token, in terms of who has to do what. */
public enum Meaning {
    /** DocuSign asks for patience (429): the same request is good later. */
    RETRY,
    /** The code or refresh token is worth nothing: expired, spent or revoked. Somebody at the tenant has to consent again. */
    RECONNECT,
    /**
     * Either the code is too old or the client secret is wrong: on a code exchange DocuSign says the same for both. Try the next client secret; if
     * none is left, the person starts again.
     */
    RECONNECT_OR_OPERATOR,
    /** DocuSign knows the user but has no consent for what was asked. */
    NEEDS_CONSENT,
    /** DocuSign does not know the user, or not any more. */
    USER_GONE,
    /** DocuSign does not accept the integration itself: key, secret or its settings. An operator's matter, never a tenant's. */
    OPERATOR,
    /** Says nothing about the token: a complaint about the request's form, or an answer that is in no catalogue. Alert and try again later. */
    UNEXPECTED
}
