package io.countersign.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What OAuth 2.0 clients are answered: JSON that nobody may keep (RFC 6749, sections 5.1 and 5.2). */
public final class OAuthAnswer {
    private OAuthAnswer() {}

    /** 200 with that body. */
    public static Response ok(JsonObject body) {
        return response(200, headers(), body);
    }

    /** Its status and its body. */
    public static Response of(OAuthError error) {
        return response(error.status(), headers(error), body(error));
    }

    /**
     * What DocuSign answers to a token that it does not know, or that has ended: 401 with words that speak of a failure
     * of its own. Clients expect these.
     */
    public static Response unknownToken() {
        Map<String, String> headers = headers();
        headers.put(
                HttpHeaderNames.WWW_AUTHENTICATE.toString(), "Bearer realm=\"countersign\", error=\"invalid_token\"");
        return response(
                401,
                headers,
                new JsonObject()
                        .put("error", "internal_server_error")
                        .put("reference_id", UUID.randomUUID().toString()));
    }

    /** An error where Jakarta REST is not reached. */
    static void send(HttpServerResponse response, OAuthError error) {
        headers(error).forEach(response::putHeader);
        response.setStatusCode(error.status()).end(body(error).encode());
    }

    private static Response response(int status, Map<String, String> headers, JsonObject body) {
        Response.ResponseBuilder response = Response.status(status).entity(body.encode());
        headers.forEach(response::header);
        return response.build();
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpHeaderNames.CONTENT_TYPE.toString(), "application/json");
        headers.put(HttpHeaderNames.CACHE_CONTROL.toString(), "no-store");
        headers.put("pragma", "no-cache");
        return headers;
    }

    private static Map<String, String> headers(OAuthError error) {
        Map<String, String> headers = headers();
        if (error.retryAfter() != null) {
            headers.put(
                    HttpHeaderNames.RETRY_AFTER.toString(),
                    Long.toString(ProblemDocument.wholeSeconds(error.retryAfter())));
        }
        if (error.challenge()) {
            headers.put(HttpHeaderNames.WWW_AUTHENTICATE.toString(), "Basic realm=\"countersign\"");
        }
        return headers;
    }

    private static JsonObject body(OAuthError error) {
        return new JsonObject()
                .put("error", error.code().toString())
                .put("error_description", allowed(error.description()));
    }

    /** RFC 6749, section 5.2: ASCII without the double quote and the backslash; strict clients refuse the rest. */
    private static String allowed(String description) {
        return description.replace('"', '\'').replace('\\', '/').replaceAll("[^\\x20-\\x7E]", "?");
    }
}
