package io.countersign.consent;

import io.countersign.crypto.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestPath;

/** The page behind a consent link. Looking changes nothing (mail scanners look); pressing the button binds this browser and leads to DocuSign. */
@Path("/consent/{link}")
@Produces(MediaType.TEXT_HTML)
class ConsentPageResource {
    private final ConsentLinks links;
    private final ConsentAttempts attempts;
    private final ConsentPages pages;

    ConsentPageResource(ConsentLinks links, ConsentAttempts attempts, ConsentPages pages) {
        this.links = links;
        this.attempts = attempts;
        this.pages = pages;
    }

    /** Shows who asks for what. */
    @GET
    public Uni<Response> show(@RestPath String link) {
        Secret token = Secret.ofText(link);
        return open(token, found -> Uni.createFrom().item(pages.ask(token, found)));
    }

    /** Begins an attempt in this browser. */
    @POST
    public Uni<Response> begin(@RestPath String link) {
        Secret token = Secret.ofText(link);
        return open(token, found -> attempts.begin(found).chain(begun -> pages.toDocuSign(token, found, begun)));
    }

    private Uni<Response> open(Secret token, Function<ConsentLink, Uni<Response>> action) {
        return links.find(token)
                .chain(found -> {
                    if (found.isEmpty()) {
                        return Uni.createFrom().item(pages.result(ConsentStop.LINK_UNKNOWN, null, null));
                    }
                    ConsentLink link = found.get();
                    return link.status() == ConsentLink.Status.OPEN
                            ? action.apply(link)
                            : links.recordRefusal(link).replaceWith(() -> pages.result(link.stop(), token, null));
                })
                .onFailure()
                .recoverWithItem(failure -> pages.failure(failure, token));
    }
}
