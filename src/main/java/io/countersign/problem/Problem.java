package io.countersign.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One problem as a caller gets to see it.
 *
 * @param type which of the catalogue
 * @param detail what happened, what it means and what to do, for a person; never a secret or an upstream body
 * @param errors one entry per bad field; empty but for {@link ProblemType#INVALID_FIELDS}
 * @param members further members of the document, in snake_case, in their order
 * @param retryAfter when to try again, or null to send no {@code Retry-After}
 */
public record Problem(
        ProblemType type,
        String detail,
        List<FieldError> errors,
        Map<String, Member> members,
        @Nullable Duration retryAfter) {

    /**
     * What is wrong with one field.
     *
     * @param field its name as on the wire, with a path for nested ones ({@code grants[0].tenants})
     * @param detail what it must be
     */
    public record FieldError(String field, String detail) {}

    /** Copies the collections. */
    public Problem {
        errors = List.copyOf(errors);
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A problem with nothing but a type and a detail. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, List.of(), Map.of(), null);
    }

    /** 404: says nothing about which part does not exist, so that it is the same for "not there" and "not yours". */
    public static Problem notFound() {
        return of(
                ProblemType.NOT_FOUND,
                "Nothing is here under that name, or the caller may not know of it. Check the name and the caller's"
                        + " grants.");
    }

    /** 400 where it is not the body that is wrong. */
    static Problem malformedRequest() {
        return of(
                ProblemType.MALFORMED_REQUEST,
                "Nothing was done. The request breaks HTTP's rules: send one Host header with the host that is asked,"
                        + " and percent-encode what the address cannot hold as it is.");
    }

    /** 405; goes with the header {@code Allow}. */
    static Problem methodNotAllowed() {
        return of(
                ProblemType.METHOD_NOT_ALLOWED,
                "The address exists, but not with this method. The API's description is at /q/openapi.");
    }

    /**
     * 406.
     *
     * @param answer the media type of what would be answered
     */
    static Problem notAcceptable(String answer) {
        return of(ProblemType.NOT_ACCEPTABLE, "Nothing was done. Accept " + answer + " and application/problem+json.");
    }

    /**
     * 415.
     *
     * @param how in which form the body is to be sent
     */
    static Problem unsupportedBody(String how) {
        return of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Nothing was changed. Send the body " + how + ".");
    }

    /** 409 for a change that the present state does not allow. */
    public static Problem conflict(String detail) {
        return of(ProblemType.CONFLICT, detail);
    }

    /** 422 for exactly one field. */
    public static Problem invalidField(String field, String detail) {
        return invalidFields(List.of(new FieldError(field, detail)));
    }

    /** 422, naming each bad field. */
    public static Problem invalidFields(List<FieldError> errors) {
        return invalidFields(errors, "");
    }

    /** As above, with a sentence after the detail, which begins with a space. */
    static Problem invalidFields(List<FieldError> errors, String remark) {
        return new Problem(
                ProblemType.INVALID_FIELDS,
                "Nothing was changed. Correct the fields listed in errors and send the request again." + remark,
                errors,
                Map.of(),
                null);
    }

    /** 401. Every reason looks the same. */
    static Problem unauthenticated() {
        return of(
                ProblemType.UNAUTHENTICATED,
                "The request carried no credential, or one that is malformed, unknown or expired. Send a valid API"
                        + " key, or a JWT of an identity of the caller, as Authorization: Bearer <key or JWT>.");
    }

    /** 429 with {@code Retry-After}. */
    public static Problem tooManyRequests(String detail, Duration retryAfter) {
        return new Problem(ProblemType.TOO_MANY_REQUESTS, detail, List.of(), Map.of(), retryAfter);
    }

    /** 503 with {@code Retry-After}. */
    public static Problem unavailable(String detail, Duration retryAfter) {
        return new Problem(ProblemType.UNAVAILABLE, detail, List.of(), Map.of(), retryAfter);
    }

    /**
     * The same with one member more.
     *
     * @param name in snake_case
     */
    public Problem with(String name, Member value) {
        Map<String, Member> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(type, detail, errors, more, retryAfter);
    }

    /** As an exception that carries it to the one mapper. */
    public ProblemException toException() {
        return new ProblemException(this);
    }
}
