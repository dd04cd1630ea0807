package io.countersign.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** An {@link OAuthError} on the wire. */
public final class OAuthErrorDocument {
    private OAuthErrorDocument() {}

    /** As an answer of Jakarta REST. */
    public static Response response(OAuthError error) {
        Response.ResponseBuilder response = Response.status(error.status()).entity(text(error));
        headers(error).forEach(response::header);
        return response.build();
    }

    /** Where Jakarta REST is not reached. */
    static void send(HttpServerResponse response, OAuthError error) {
        headers(error).forEach(response::putHeader);
        response.setStatusCode(error.status()).end(text(error));
    }

    private static Map<String, String> headers(OAuthError error) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpHeaderNames.CONTENT_TYPE.toString(), "application/json");
        headers.put(HttpHeaderNames.CACHE_CONTROL.toString(), "no-store");
        headers.put("pragma", "no-cache");
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

    private static String text(OAuthError error) {
        return new JsonObject()
                .put("error", error.code().toString())
                .put("error_description", allowed(error.description()))
                .encode();
    }

    /** RFC 6749, section 5.2: ASCII without the double quote and the backslash; strict clients refuse the rest. */
    private static String allowed(String description) {
        return description.replace('"', '\'').replace('\\', '/').replaceAll("[^\\x20-\\x7E]", "?");
    }
}
