package io.countersign.consent;

import io.countersign.crypto.Secret;
import io.countersign.integration.PublicUrl;
import io.countersign.limit.ClientNetwork;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * The page behind a consent link. Looking changes nothing, be the link dead or alive (mail scanners look); pressing the
 * button binds this browser and leads to DocuSign.
 */
@Path("/consent/{link}")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@AttemptCookieFilter.OfPages
class ConsentPageResource {
    private final ConsentLinks links;
    private final ConsentAttempts attempts;
    private final ConsentPages pages;
    private final PublicUrl publicUrl;

    ConsentPageResource(ConsentLinks links, ConsentAttempts attempts, ConsentPages pages, PublicUrl publicUrl) {
        this.links = links;
        this.attempts = attempts;
        this.pages = pages;
        this.publicUrl = publicUrl;
    }

    /** Link checkers ask so: nothing is looked up for them. */
    @HEAD
    @Operation(hidden = true)
    public Response head() {
        return pages.nothing();
    }

    /** Shows who asks for what. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@RestPath String link) {
        Secret token = Secret.ofText(link);
        return open(
                token,
                found -> Uni.createFrom().item(pages.ask(token, found)),
                dead -> Uni.createFrom().voidItem());
    }

    /**
     * Begins an attempt in this browser. A form on somebody else's site may not: whoever is sent here by one has not
     * seen who asks for what, and sees it now.
     */
    @POST
    @Operation(hidden = true)
    public Uni<Response> begin(@RestPath String link, @Context HttpServerRequest request) {
        if (!FormOrigin.of(request.headers()).mayBeOurs(publicUrl.value())) {
            return show(link);
        }
        Secret token = Secret.ofText(link);
        byte[] address = AttemptPlace.hash(ClientNetwork.of(request.remoteAddress()), token);
        return open(
                token,
                found -> attempts.begin(found, address).chain(beginning -> switch (beginning) {
                    case ConsentAttempts.Begun begun -> pages.toDocuSign(token, found, begun);
                    case ConsentAttempts.Full full ->
                        Uni.createFrom().item(pages.end(ConsentEnd.TOO_MANY, token, found));
                    case ConsentAttempts.Gone gone -> Uni.createFrom().item(pages.end(ConsentEnd.LINK_UNKNOWN, null));
                }),
                links::recordRefusal);
    }

    private Uni<Response> open(
            Secret token, Function<ConsentLink, Uni<Response>> action, Function<ConsentLink, Uni<Void>> refusal) {
        return links.find(token)
                .chain(found -> {
                    if (found.isEmpty()) {
                        return Uni.createFrom().item(pages.end(ConsentEnd.LINK_UNKNOWN, null));
                    }
                    ConsentLink link = found.get();
                    return link.status() == ConsentLink.Status.OPEN
                            ? action.apply(link)
                            : refusal.apply(link)
                                    .onFailure()
                                    .recoverWithNull()
                                    .replaceWith(() -> pages.end(link.end(), token, link));
                })
                .onFailure()
                .recoverWithItem(failure -> pages.failure(failure, token));
    }
}
