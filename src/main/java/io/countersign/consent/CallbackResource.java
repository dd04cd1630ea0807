package io.countersign.consent;

import io.countersign.crypto.Secret;
import io.countersign.docusign.DocuSign;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Where DocuSign sends the person back (RFC 6749 section 4.1.2). Browser, state and integration must agree before
 * DocuSign is asked anything.
 */
@Path("/oauth/callback/{integration}")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@AttemptCookieFilter.OfPages
class CallbackResource {
    private static final int LONGEST_CODE = 16_384;

    private final ConsentLinks links;
    private final ConsentAttempts attempts;
    private final ConsentCompletion completion;
    private final ConsentPages pages;
    private final Integrations integrations;
    private final DocuSign docusign;

    CallbackResource(
            ConsentLinks links,
            ConsentAttempts attempts,
            ConsentCompletion completion,
            ConsentPages pages,
            Integrations integrations,
            DocuSign docusign) {
        this.links = links;
        this.attempts = attempts;
        this.completion = completion;
        this.pages = pages;
        this.integrations = integrations;
        this.docusign = docusign;
    }

    /**
     * What came in the query.
     *
     * @param code the authorization code, or null
     * @param error any value means that the person, or DocuSign, said no
     * @param issuer who claims to have issued it (RFC 9207), or null
     */
    private record Returned(
            @Nullable Secret code, boolean error, @Nullable String issuer) {}

    /** Ends on a page that a person understands, or on the link's {@code return_url}. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> callback(
            @RestPath String integration,
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String code,
            @RestQuery @Nullable String error,
            @RestQuery @Nullable String iss,
            @Context HttpHeaders headers) {
        Secret presented = Secret.ofText(state == null ? "" : state);
        Optional<BrowserBinding> binding = BrowserBinding.of(presented, headers.getCookies());
        if (binding.isEmpty()) {
            return Uni.createFrom().item(pages.end(ConsentEnd.NOT_MATCHED, null));
        }
        Secret usable = code == null || code.isEmpty() || code.length() > LONGEST_CODE ? null : Secret.ofText(code);
        Returned returned = new Returned(usable, error != null, iss);
        Secret token = binding.get().link();
        return links.find(token)
                .chain(link -> link.isEmpty()
                        ? Uni.createFrom().item(pages.end(ConsentEnd.LINK_UNKNOWN, null))
                        : returned(link.get(), integration, presented, binding.get(), returned))
                .onFailure()
                .recoverWithItem(failure -> pages.failure(failure, token));
    }

    private Uni<Response> returned(
            ConsentLink link, String integration, Secret state, BrowserBinding binding, Returned returned) {
        if (link.status() == ConsentLink.Status.USED || link.status() == ConsentLink.Status.WITHDRAWN) {
            return links.recordRefusal(link).replaceWith(() -> pages.end(link.end(), binding.link()));
        }
        return integrations
                .withSecrets(integration)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(pages.end(ConsentEnd.NOT_MATCHED, binding.link()))
                        : attempts.take(link, state, binding, found.get().integration())
                                .chain(attempt -> attempt.isEmpty()
                                        ? Uni.createFrom().item(pages.end(ConsentEnd.NOT_MATCHED, binding.link()))
                                        : complete(link, found.get(), attempt.get(), returned)
                                                .map(result -> pages.result(result, binding, link))));
    }

    private Uni<ConsentResult> complete(
            ConsentLink link, Credentials credentials, ConsentAttempts.Taken attempt, Returned returned) {
        Integration integration = credentials.integration();
        if (returned.issuer() != null
                && !returned.issuer()
                        .equals(docusign.origin(integration.environment()).toString())) {
            return stopped(link, ConsentEnd.NOT_MATCHED, "issuer_mismatch");
        }
        if (returned.error()) {
            return stopped(link, ConsentEnd.DECLINED, "declined");
        }
        Secret code = returned.code();
        return code == null
                ? stopped(link, ConsentEnd.NOT_MATCHED, "code_missing")
                : completion.complete(link, credentials, attempt, code);
    }

    private Uni<ConsentResult> stopped(ConsentLink link, ConsentEnd end, String reason) {
        return completion.stopped(link, new ConsentResult.Stopped(end, reason));
    }
}
