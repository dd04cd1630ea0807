package io.countersign.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer, for whoever wonders what their application sends. Secrets, codes and tokens are
 * shortened to their first characters.
 *
 * @param sequence 0 for the first one, then counting up
 * @param receivedAt when it came, by the simulator's clock
 * @param method the HTTP method
 * @param path the path
 * @param query the parameters of the query
 * @param form the fields of the form in the body, as far as they were read
 * @param authorization the header, or null
 * @param clientId the client that is named in an assertion, the header, the form or the query, or null
 * @param status the HTTP status; null until it is sent, and where a fault closed the connection instead
 * @param location where a redirect leads, or null
 * @param answer the answer if it is JSON and not too long, or null
 * @param why what was wrong with an assertion that was refused, in a sentence, or null
 */
public record LoggedCall(
        long sequence,
        Instant receivedAt,
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> form,
        @Nullable String authorization,
        @Nullable String clientId,
        @Nullable Integer status,
        @Nullable String location,
        @Nullable JsonNode answer,
        @Nullable String why) {

    /** This call with the fields of its form, and the client whose assertion is among them, or null. */
    LoggedCall withForm(Map<String, String> fields, @Nullable String issuer) {
        String named = clientId == null ? fields.get("client_id") : clientId;
        String client = issuer == null ? named : issuer;
        return new LoggedCall(
                sequence,
                receivedAt,
                method,
                path,
                query,
                fields,
                authorization,
                client,
                status,
                location,
                answer,
                why);
    }

    LoggedCall answered(int code, @Nullable String redirect) {
        return new LoggedCall(
                sequence, receivedAt, method, path, query, form, authorization, clientId, code, redirect, answer, why);
    }

    LoggedCall withAnswer(JsonNode json) {
        return new LoggedCall(
                sequence, receivedAt, method, path, query, form, authorization, clientId, status, location, json, why);
    }

    LoggedCall refusedBecause(@Nullable String sentence) {
        return new LoggedCall(
                sequence,
                receivedAt,
                method,
                path,
                query,
                form,
                authorization,
                clientId,
                status,
                location,
                answer,
                sentence);
    }
}
