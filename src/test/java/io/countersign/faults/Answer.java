package io.countersign.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.time.Duration;

/**
 * What a caller got.
 *
 * @param status the HTTP status, or {@link #NONE}
 * @param body the body, or why there was no answer
 * @param took how long it took
 * @param retryAfter {@code Retry-After}, or an empty text
 */
record Answer(int status, String body, Duration took, String retryAfter) {
    /** The status of a request that was not answered. */
    static final int NONE = 0;

    private static final ObjectMapper JSON = new ObjectMapper();

    boolean isOk() {
        return status == 200 || status == 201;
    }

    /** Whether the request never reached anybody. */
    boolean wasNotSent() {
        return status == NONE && body.startsWith(ConnectException.class.getName());
    }

    /** A member of the body; a missing node where there is none. */
    JsonNode member(String name) {
        return json().path(name);
    }

    /** The body. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("No JSON: " + status, e);
        }
    }

    /** The token of an answer that issues one. */
    String accessToken() {
        if (status != 200) {
            throw new AssertionError("No token was issued: " + this);
        }
        return member("access_token").asText();
    }

    /** The answer without what a token request brings. */
    @Override
    public String toString() {
        return status == 200 ? "200" : status + " " + body + " after " + took + " Retry-After " + retryAfter;
    }
}
