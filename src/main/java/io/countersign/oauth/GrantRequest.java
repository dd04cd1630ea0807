package io.countersign.oauth;

import io.countersign.crypto.Secret;
import io.countersign.issuing.Place;
import io.countersign.problem.OAuthError;
import io.countersign.problem.OAuthError.Code;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a form asks the token endpoint for. */
sealed interface GrantRequest {
    String CLIENT_CREDENTIALS = "client_credentials";
    String REFRESH_TOKEN = "refresh_token";
    String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    /** RFC 8693, section 3. */
    String ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

    /** Of tokens that say whose they are: issuers differ in what they call a JWT. */
    Set<String> SUBJECT_TOKEN_TYPES = Set.of(
            "urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token", ACCESS_TOKEN_TYPE);

    /** {@code client_credentials} for that connection. */
    record ForPlace(Place place) implements GrantRequest {}

    /**
     * {@code refresh_token} with what may be a handle.
     *
     * @param place what else the request says that it is for; empty where it leaves that to the handle
     */
    record ByHandle(RefreshHandle handle, Optional<Place> place) implements GrantRequest {}

    /**
     * A token exchange.
     *
     * @param subjectToken which says who asks
     * @param place empty where the request names none
     */
    record ByExchange(Secret subjectToken, Optional<Place> place) implements GrantRequest {}

    /** Something that no client gets; who is none hears only that. */
    record AfterClient(OAuthError error) implements GrantRequest {}

    /** Something that needs no client to be refused. */
    record Refused(OAuthError error) implements GrantRequest {}

    /** Reads the form. */
    static GrantRequest of(Form form) {
        @Nullable String type = form.get("grant_type");
        if (type == null) {
            return refused(Code.INVALID_REQUEST, "grant_type is missing.");
        }
        return switch (type) {
            case CLIENT_CREDENTIALS -> forPlace(form);
            case REFRESH_TOKEN -> byHandle(form);
            case TOKEN_EXCHANGE -> exchange(form);
            default ->
                refused(
                        Code.UNSUPPORTED_GRANT_TYPE,
                        "grant_type must be %s, %s or %s."
                                .formatted(CLIENT_CREDENTIALS, REFRESH_TOKEN, TOKEN_EXCHANGE));
        };
    }

    /** There is no such connection, or not for this caller. */
    static OAuthError invalidTarget() {
        return OAuthError.of(
                Code.INVALID_TARGET,
                "There is no such connection for this client. Check how tenant and connection are spelt, and that the"
                        + " caller has token:issue on the tenant.");
    }

    /** Nobody can tell which connection is meant. */
    static OAuthError noTarget(Form form) {
        return OAuthError.of(
                Code.INVALID_TARGET,
                form.resources().size() > 1
                        ? "resource is sent more than once, in the form and the address together; send it once."
                        : "Name the connection as resource, or as the only scope: urn:countersign:tenant:<tenant>, with"
                                + " :<connection> behind it where that is not called default. DocuSign's scopes belong"
                                + " to the connection, not into the request.");
    }

    /** The handle is another connection's. */
    static OAuthError otherTarget() {
        return OAuthError.of(
                Code.INVALID_TARGET, "resource does not name the connection of this refresh handle; leave it out.");
    }

    /** It is no handle, or not this caller's, or worth nothing any more. */
    static OAuthError invalidHandle() {
        return OAuthError.of(
                Code.INVALID_GRANT,
                "The refresh token is no refresh handle of this client, or was revoked or has expired. A refresh token"
                        + " of DocuSign's own belongs in an import, nowhere else.");
    }

    private static GrantRequest forPlace(Form form) {
        return Target.of(form).<GrantRequest>map(ForPlace::new).orElseGet(() -> new AfterClient(noTarget(form)));
    }

    private static GrantRequest byHandle(Form form) {
        @Nullable String token = form.get("refresh_token");
        if (token == null) {
            return refused(Code.INVALID_REQUEST, "refresh_token is missing.");
        }
        Optional<Place> place = Target.ofResource(form);
        if (place.isEmpty() && !form.resources().isEmpty()) {
            return new AfterClient(otherTarget());
        }
        return RefreshHandle.parse(token)
                .<GrantRequest>map(handle -> new ByHandle(handle, place))
                .orElseGet(() -> new AfterClient(invalidHandle()));
    }

    /** RFC 8693, section 2.1. What {@code audience} says is left out of account: the resource is the target. */
    private static GrantRequest exchange(Form form) {
        @Nullable String subject = form.get("subject_token");
        @Nullable String type = form.get("subject_token_type");
        @Nullable String requested = form.get("requested_token_type");
        if (subject == null || type == null) {
            return refused(Code.INVALID_REQUEST, "subject_token or subject_token_type is missing.");
        }
        if (!SUBJECT_TOKEN_TYPES.contains(type)) {
            return refused(
                    Code.INVALID_REQUEST,
                    "subject_token_type must be urn:ietf:params:oauth:token-type:jwt, or :id_token or :access_token"
                            + " where the token is a JWT.");
        }
        if (requested != null && !requested.equals(ACCESS_TOKEN_TYPE)) {
            return refused(
                    Code.INVALID_REQUEST,
                    "requested_token_type must be " + ACCESS_TOKEN_TYPE + "; it may be left out.");
        }
        if (form.get("actor_token") != null || form.get("actor_token_type") != null) {
            return refused(Code.INVALID_REQUEST, "actor_token is not taken: nobody acts for a caller.");
        }
        return new ByExchange(Secret.ofText(subject), Target.of(form));
    }

    private static GrantRequest refused(Code code, String description) {
        return new Refused(OAuthError.of(code, description));
    }
}
