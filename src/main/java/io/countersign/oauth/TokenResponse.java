package io.countersign.oauth;

import io.countersign.issuing.IssueAnswer.Issued;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Successful answers (RFC 6749, section 5.1). What is not known is left out: strict clients take null for a fault. */
final class TokenResponse {
    private TokenResponse() {}

    /** With all that a caller needs to use the token at DocuSign. */
    static Response whole(Issued issued) {
        JsonObject token = token(issued);
        putIfKnown(token, "scope", issued.scope());
        putIfKnown(token, "account_id", issued.accountId());
        putIfKnown(token, "base_uri", issued.baseUri());
        return ok(token.put("environment", issued.environment().wireName()));
    }

    /**
     * The four fields of DocuSign's own answer.
     *
     * @param handle which the client goes on using
     */
    static Response likeDocuSign(Issued issued, RefreshHandle handle) {
        return ok(token(issued).put("refresh_token", handle.reveal()));
    }

    /** Any JSON, which nobody may keep. */
    static Response ok(JsonObject body) {
        return Response.ok(body.encode(), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Pragma", "no-cache")
                .build();
    }

    private static JsonObject token(Issued issued) {
        return new JsonObject()
                .put("access_token", issued.accessToken().revealText())
                .put("token_type", "Bearer")
                .put("expires_in", issued.expiresIn());
    }

    private static void putIfKnown(JsonObject token, String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            token.put(name, value);
        }
    }
}
