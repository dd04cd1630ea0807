package io.countersign.console;

import io.countersign.keyring.KeyringResource;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The keyring, its rewrap, and the retirement of its keys. */
@Path("/console/keyring")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
class KeyringPageResource {
    private final KeyringPage page;
    private final KeyringResource keyring;
    private final Submissions submissions;
    private final Shell shell;

    KeyringPageResource(KeyringPage page, KeyringResource keyring, Submissions submissions, Shell shell) {
        this.page = page;
        this.keyring = keyring;
        this.submissions = submissions;
        this.shell = shell;
    }

    @GET
    @Operation(hidden = true)
    @PermissionsAllowed("keyring:read")
    public Uni<Response> show(@Context RoutingContext context) {
        return page.show(Viewer.of(context)).map(content -> shell.page(context, content));
    }

    /** Does not wait for the end. */
    @POST
    @Path("/rewrap")
    @Operation(hidden = true)
    @PermissionsAllowed("keyring:manage")
    public Uni<Response> rewrap(byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context, body, form -> keyring.rewrap(null).map(begun -> shell.seeOther(Menu.KEYRING.href())));
    }

    @GET
    @Path("/{key}/retirement")
    @Operation(hidden = true)
    @PermissionsAllowed("keyring:manage")
    public Uni<Response> retirement(@RestPath String key, @Context RoutingContext context) {
        return page.retire(Viewer.of(context), key).map(content -> shell.page(context, content));
    }

    @POST
    @Path("/{key}/retirement")
    @Operation(hidden = true)
    @PermissionsAllowed("keyring:manage")
    public Uni<Response> retire(@RestPath String key, byte @Nullable [] body, @Context RoutingContext context) {
        return submissions.answer(
                context,
                body,
                form -> page.requireUnchanged(form, key)
                        .chain(() -> keyring.retire(key, null))
                        .map(retired -> shell.seeOther(Menu.KEYRING.href())));
    }
}
