package io.countersign.issuing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a token; may be left out.
 *
 * @param minTtlSeconds the least number of seconds the token must last, or null for the default, which is less strict
 *     in an outage
 */
record TokenRequest(
        @Min(value = 0, message = TokenRequest.RULE)
        @Max(value = TokenRequest.MOST, message = TokenRequest.RULE)
        @Nullable
        Integer minTtlSeconds) {

    static final int MOST = 27_000;
    /** Where a signed assertion brings the tokens, which live for an hour. */
    static final int MOST_OF_ASSERTIONS = 3_000;

    static final String RULE_OF_ASSERTIONS = "must be a whole number of seconds from 0 to 3000 for jwt_bearer";
    static final String RULE = "must be a whole number of seconds from 0 to 27000";
}
