package io.countersign.docusign;

import io.quarkus.rest.client.reactive.ClientFormParam;
import io.quarkus.runtime.annotations.RegisterForReflection;
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
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;
import org.jspecify.annotations.Nullable;

/**
 * DocuSign's authorization server on the wire. The answers are raw: a code or refresh token may be spent however odd
 * the answer looks, so none of them may turn into an exception. {@link DocuSign} is the one that speaks through it.
 */
@Path("/oauth")
@Produces(MediaType.APPLICATION_JSON)
// Without it every coding is acceptable (RFC 9110 section 12.5.3), also those that nobody here can unpack.
@ClientHeaderParam(name = HttpHeaders.ACCEPT_ENCODING, value = "identity")
interface AuthorizationServer {

    /** Where userinfo stands. */
    String USER_INFO = "/userinfo";

    /** RFC 6749 section 4.1.3, RFC 7636 section 4.5. DocuSign does not want {@code redirect_uri} here. */
    @POST
    @Path("/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ClientFormParam(name = "grant_type", value = "authorization_code")
    Uni<Response> exchange(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String basic,
            @FormParam("client_id") @Nullable String publicId,
            @FormParam("code") String code,
            @FormParam("code_verifier") String codeVerifier);

    /** A form that is whole already. */
    @POST
    @Path("/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Uni<Response> send(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String basic, TokenForm form);

    /** OpenID Connect Core section 5.3.1. */
    @GET
    @Path(USER_INFO)
    Uni<Response> userInfo(@HeaderParam(HttpHeaders.AUTHORIZATION) String bearer);

    /**
     * The REST client writes a body when the connection stands, right before it sends head and body together. If the
     * writing fails nothing is sent, and the connection is closed at the call's limit.
     *
     * <p>The REST client reads of the signature what a writer is for, and a native image keeps that only of classes
     * that are registered.
     */
    @RegisterForReflection(
            targets = {TokenFormWriter.class, TokenForm.class, MessageBodyWriter.class},
            methods = false,
            fields = false)
    final class TokenFormWriter implements MessageBodyWriter<TokenForm> {
        @Override
        public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
            return type == TokenForm.class;
        }

        @Override
        public void writeTo(
                TokenForm form,
                Class<?> type,
                Type genericType,
                Annotation[] annotations,
                MediaType mediaType,
                MultivaluedMap<String, Object> headers,
                OutputStream body)
                throws IOException {
            body.write(form.body());
        }
    }
}
