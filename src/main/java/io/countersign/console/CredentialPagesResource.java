package io.countersign.console;

import io.countersign.crypto.Secret;
import io.countersign.integration.ClientSecretRequest;
import io.countersign.integration.ClientSecretResource;
import io.countersign.integration.RsaKeyRequest;
import io.countersign.integration.RsaKeyResource;
import io.countersign.naming.Name;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Client secrets and RSA keys of an integration. */
@Path("/console/integrations/{integration}")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("integration:manage")
class CredentialPagesResource {
    private final CredentialPages pages;
    private final ClientSecretResource clientSecrets;
    private final RsaKeyResource rsaKeys;
    private final Submissions submissions;
    private final Shell shell;

    CredentialPagesResource(
            CredentialPages pages,
            ClientSecretResource clientSecrets,
            RsaKeyResource rsaKeys,
            Submissions submissions,
            Shell shell) {
        this.pages = pages;
        this.clientSecrets = clientSecrets;
        this.rsaKeys = rsaKeys;
        this.submissions = submissions;
        this.shell = shell;
    }

    @GET
    @Path("/client-secrets")
    @Operation(hidden = true)
    public Uni<Response> secret(@RestPath String integration, @Context RoutingContext context) {
        return pages.addSecret(Viewer.of(context), Name.existing(integration), Typed.NOTHING)
                .map(content -> shell.page(context, content));
    }

    @POST
    @Path("/client-secrets")
    @Operation(hidden = true)
    public Uni<Response> addSecret(
            @RestPath String integration, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(integration);
        return submissions.answer(
                context,
                body,
                form -> done(
                        form,
                        name,
                        () -> clientSecrets.add(
                                name,
                                new ClientSecretRequest(Secret.ofText(
                                        form.field("client_secret").orElse(""))))),
                typed -> pages.addSecret(Viewer.of(context), name, typed));
    }

    @GET
    @Path("/client-secrets/{id}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deletionOfSecret(
            @RestPath String integration, @RestPath String id, @Context RoutingContext context) {
        return pages.deleteSecret(Viewer.of(context), Name.existing(integration), id)
                .map(content -> shell.page(context, content));
    }

    @POST
    @Path("/client-secrets/{id}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deleteSecret(
            @RestPath String integration,
            @RestPath String id,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        String name = Name.existing(integration);
        return submissions.answer(context, body, form -> done(form, name, () -> clientSecrets.delete(name, id)));
    }

    @GET
    @Path("/rsa-keys")
    @Operation(hidden = true)
    public Uni<Response> key(@RestPath String integration, @Context RoutingContext context) {
        return pages.addKey(Viewer.of(context), Name.existing(integration), Typed.NOTHING)
                .map(content -> shell.page(context, content));
    }

    @POST
    @Path("/rsa-keys")
    @Operation(hidden = true)
    public Uni<Response> addKey(@RestPath String integration, byte @Nullable [] body, @Context RoutingContext context) {
        String name = Name.existing(integration);
        Function<PostedForm, @Nullable Secret> pasted =
                form -> form.field("private_key").map(Secret::ofText).orElse(null);
        return submissions.answer(
                context,
                body,
                form -> done(form, name, () -> rsaKeys.add(name, new RsaKeyRequest(pasted.apply(form)))),
                typed -> pages.addKey(Viewer.of(context), name, typed));
    }

    @GET
    @Path("/rsa-keys/{id}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deletionOfKey(
            @RestPath String integration, @RestPath String id, @Context RoutingContext context) {
        return pages.deleteKey(Viewer.of(context), Name.existing(integration), id)
                .map(content -> shell.page(context, content));
    }

    @POST
    @Path("/rsa-keys/{id}/deletion")
    @Operation(hidden = true)
    public Uni<Response> deleteKey(
            @RestPath String integration,
            @RestPath String id,
            byte @Nullable [] body,
            @Context RoutingContext context) {
        String name = Name.existing(integration);
        return submissions.answer(context, body, form -> done(form, name, () -> rsaKeys.delete(name, id)));
    }

    /** Where nothing has changed since the form was shown; then back to the integration. */
    private Uni<Response> done(PostedForm form, String integration, Supplier<Uni<?>> change) {
        return pages.requireUnchanged(form, integration)
                .chain(() -> change.get().replaceWithVoid())
                .map(done -> shell.seeOther(Paths.integration(integration)));
    }
}
