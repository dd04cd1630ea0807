package io.countersign.oauth;

import io.countersign.integration.PublicUrl;
import io.countersign.problem.OAuthAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * What clients that are given nothing but the issuer find the endpoints by: RFC 8414, and the same at the address of
 * OpenID Connect Discovery 1.0, which several libraries ask first. No ID token is ever issued here.
 */
@Path("/")
@Cancellable(false)
class MetadataResource {
    private final String issuer;
    private final String address;
    private final JsonArray authentication;

    MetadataResource(PublicUrl publicUrl) {
        // Not tls_client_auth (RFC 8705): these addresses are the public ones, where no certificate is asked for.
        this.authentication = new JsonArray().add("client_secret_basic").add("client_secret_post");
        this.issuer = publicUrl.value().toString();
        this.address = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    /** RFC 8414, section 3. */
    @GET
    @Path(".well-known/oauth-authorization-server")
    @Operation(hidden = true)
    public Response authorizationServer() {
        return metadata();
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    @GET
    @Path(".well-known/openid-configuration")
    @Operation(hidden = true)
    public Response openidConfiguration() {
        return metadata();
    }

    /** RFC 7517, section 5: nothing is signed here. */
    @GET
    @Path("oauth/jwks")
    @Operation(hidden = true)
    public Response keys() {
        return OAuthAnswer.ok(new JsonObject().put("keys", new JsonArray()));
    }

    private Response metadata() {
        return OAuthAnswer.ok(new JsonObject()
                .put("issuer", issuer)
                .put("token_endpoint", address + "/oauth/token")
                .put("token_endpoint_auth_methods_supported", authentication)
                .put(
                        "grant_types_supported",
                        new JsonArray()
                                .add(GrantRequest.CLIENT_CREDENTIALS)
                                .add(GrantRequest.REFRESH_TOKEN)
                                .add(GrantRequest.TOKEN_EXCHANGE))
                .put("response_types_supported", new JsonArray())
                .put("introspection_endpoint", address + "/oauth/introspect")
                .put("introspection_endpoint_auth_methods_supported", authentication)
                .put("revocation_endpoint", address + "/oauth/revoke")
                .put("revocation_endpoint_auth_methods_supported", authentication)
                .put("userinfo_endpoint", address + "/oauth/userinfo")
                .put("jwks_uri", address + "/oauth/jwks")
                .put("subject_types_supported", new JsonArray().add("public")));
    }
}
