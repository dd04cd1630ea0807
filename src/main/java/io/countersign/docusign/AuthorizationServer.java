package io.countersign.docusign;

import io.quarkus.rest.client.reactive.ClientFormParam;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * DocuSign's authorization server on the wire. The answers are raw: a code or refresh token may be spent however odd the answer looks, so none of
 * them may turn into an exception. {@link DocuSign} is the one that speaks through it.
 */
@Path("/oauth")
@Produces(MediaType.APPLICATION_JSON)
interface AuthorizationServer {

    /** RFC 6749 section 4.1.3, RFC 7636 section 4.5. DocuSign does not want {@code redirect_uri} here. */
    @POST
    @Path("/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ClientFormParam(name = "grant_type", value = "authorization_code")
    Uni<Response> exchange(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String basic,
            @FormParam("code") String code,
            @FormParam("code_verifier") String codeVerifier);

    /** RFC 6749 section 6. DocuSign takes no {@code scope} here. */
    @POST
    @Path("/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ClientFormParam(name = "grant_type", value = "refresh_token")
    Uni<Response> refresh(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String basic, @FormParam("refresh_token") String refreshToken);

    /** OpenID Connect Core section 5.3.1. */
    @GET
    @Path("/userinfo")
    Uni<Response> userInfo(@HeaderParam(HttpHeaders.AUTHORIZATION) String bearer);
}
