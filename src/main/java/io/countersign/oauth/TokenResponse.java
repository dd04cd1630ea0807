package io.countersign.oauth;

import io.countersign.issuing.IssueAnswer.Issued;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Successful answers (RFC 6749, section 5.1). What is not known is left out: strict clients take null for a fault. */
final class TokenResponse {
    private TokenResponse() {}

    /** With all that a caller needs to use the token at DocuSign. */
    static JsonObject whole(Issued issued) {
        JsonObject token = token(issued);
        putIfKnown(token, "scope", issued.scope());
        putIfKnown(token, "account_id", issued.accountId());
        putIfKnown(token, "base_uri", issued.baseUri());
        return token.put("environment", issued.environment().wireName());
    }

    /** The same for a token that was exchanged (RFC 8693, section 2.2.1). */
    static JsonObject exchanged(Issued issued) {
        return whole(issued).put("issued_token_type", GrantRequest.ACCESS_TOKEN_TYPE);
    }

    /**
     * The four fields of DocuSign's own answer.
     *
     * @param handle which the client goes on using
     */
    static JsonObject likeDocuSign(Issued issued, RefreshHandle handle) {
        return token(issued).put("refresh_token", handle.reveal());
    }

    private static JsonObject token(Issued issued) {
        return new JsonObject()
                .put("access_token", issued.accessToken().revealText())
                .put("token_type", "Bearer")
                .put("expires_in", issued.expiresIn());
    }

    /** Puts a member whose value is not null. */
    static void putIfKnown(JsonObject token, String name, @Nullable String value) {
        if (value != null) {
            token.put(name, value);
        }
    }
}
