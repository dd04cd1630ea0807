package io.countersign.caller.identity;

import java.time.Duration;

/** What becomes of a JWT. */
public sealed interface JwtVerdict {

    /** It is good, and that one's. */
    record Proven(ProvenIdentity identity) implements JwtVerdict {}

    /**
     * It is not.
     *
     * @param reason for the operator's figures alone: whoever sends a token hears of no difference
     */
    record Refused(Reason reason) implements JwtVerdict {}

    /**
     * Nobody knows, since its issuer's keys cannot be had.
     *
     * @param retryAfter when it may be sent again
     */
    record Unknowable(Duration retryAfter) implements JwtVerdict {}

    /** Why a token is not good. */
    enum Reason {
        /** It is none that could be read. */
        MALFORMED,
        /** {@code iss} is not one of the configuration. */
        UNKNOWN_ISSUER,
        /** It is signed by none of the algorithms that are taken. */
        ALGORITHM,
        /** Its issuer has no such key. */
        UNKNOWN_KEY,
        /** The signature is not that key's. */
        SIGNATURE,
        /** Its life is over. */
        EXPIRED,
        /** Its life has not begun. */
        NOT_YET_VALID,
        /** It is meant for somebody else. */
        AUDIENCE,
        /** A claim is missing or odd. */
        CLAIMS
    }
}
