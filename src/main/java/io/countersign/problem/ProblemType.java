package io.countersign.problem;

import java.net.URI;

/**
 * The catalogue of problems (RFC 9457) that the API answers with. The constant's slug is part of the contract;
 * docs/api.md explains each for callers.
 */
public enum ProblemType {
    /** The body is not JSON, or not what the content type says. */
    MALFORMED_BODY(400, "malformed-body", "The request body could not be read"),
    /** Not the body, but the request around it: no host, or two, or an address of which nothing can be made. */
    MALFORMED_REQUEST(400, "malformed-request", "The request could not be understood"),
    /** No credential was sent, or none that is valid (any more). */
    UNAUTHENTICATED(401, "unauthenticated", "A valid credential is needed"),
    /** The tenant is visible to the caller, but this operation on it is not allowed. */
    FORBIDDEN(403, "forbidden", "The caller may not do this"),
    /** Does not exist, or is not the caller's: byte-identical for both. */
    NOT_FOUND(404, "not-found", "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "This address does not take that method"),
    NOT_ACCEPTABLE(406, "not-acceptable", "The answer is JSON, which the request does not accept"),
    /** The resource is in use, or a fixed field would change. */
    CONFLICT(409, "conflict", "The present state does not allow this"),
    /** No token can be issued before somebody at the tenant consents (again). */
    CONSENT_REQUIRED(409, "consent-required", "The tenant has to consent"),
    /** A consent was given and has to be confirmed before tokens are issued. */
    AWAITING_CONFIRMATION(409, "awaiting-confirmation", "The consent has to be confirmed"),
    PAYLOAD_TOO_LARGE(413, "payload-too-large", "The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The request body must be JSON"),
    /** One entry per bad field in {@code errors}. */
    INVALID_FIELDS(422, "invalid-fields", "Some fields are not valid"),
    /** An imported refresh token cannot be had: DocuSign refuses it, or it was imported before. */
    IMPORT_REFUSED(422, "import-refused", "The refresh token cannot be imported"),
    TOO_MANY_REQUESTS(429, "too-many-requests", "Too many requests"),
    INTERNAL(500, "internal", "Something failed here"),
    /** DocuSign, the database or a part of this service cannot be used right now. Carries {@code Retry-After}. */
    UNAVAILABLE(503, "unavailable", "Not available right now");

    private final int status;
    private final String slug;
    private final String title;

    ProblemType(int status, String slug, String title) {
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    /** The HTTP status code that goes with it. */
    public int status() {
        return status;
    }

    /** A sentence of a few words, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The {@code type} member: {@code urn:countersign:problem:<slug>}. */
    public URI uri() {
        return URI.create("urn:countersign:problem:" + slug);
    }
}
