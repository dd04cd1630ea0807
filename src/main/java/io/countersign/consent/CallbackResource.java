package io.countersign.consent;

import io.countersign.crypto.Secret;
import io.countersign.docusign.AuthorizeError;
import io.countersign.docusign.DocuSign;
import io.countersign.grant.AccountChoice;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.countersign.naming.Name;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
    private static final Set<String> OF_CODES = Set.of("invalid_grant", "expired_client_token");

    private final ConsentLinks links;
    private final ConsentAttempts attempts;
    private final TakenAttempts taken;
    private final EarlierCallback earlier;
    private final ConsentCompletion completion;
    private final AccountChoice choice;
    private final ConsentPages pages;
    private final Integrations integrations;
    private final DocuSign docusign;

    CallbackResource(
            ConsentLinks links,
            ConsentAttempts attempts,
            TakenAttempts taken,
            EarlierCallback earlier,
            ConsentCompletion completion,
            AccountChoice choice,
            ConsentPages pages,
            Integrations integrations,
            DocuSign docusign) {
        this.links = links;
        this.attempts = attempts;
        this.taken = taken;
        this.earlier = earlier;
        this.completion = completion;
        this.choice = choice;
        this.pages = pages;
        this.integrations = integrations;
        this.docusign = docusign;
    }

    /**
     * What came in the query. A parameter without a value counts as left out (RFC 6749 section 3.1), which is what
     * JAX-RS makes of it.
     *
     * @param code the authorization code, or null
     * @param error what DocuSign says instead of a code, or null
     * @param issuer who claims to have issued it (RFC 9207), or null
     */
    private record Returned(
            @Nullable Secret code,
            @Nullable AuthorizeError error,
            @Nullable String issuer) {}

    /**
     * A return from DocuSign in the browser that began.
     *
     * @param integration from the path
     */
    private record Callback(
            ConsentLink link, BrowserBinding binding, Secret state, String integration, Returned returned) {}

    /** Takes nothing: a browser or scanner that looks ahead must not cost the person the code. */
    @HEAD
    @Operation(hidden = true)
    public Response head() {
        return pages.nothing();
    }

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
            return withoutCookie(presented);
        }
        Secret usable = code == null || code.isEmpty() || code.length() > LONGEST_CODE ? null : Secret.ofText(code);
        Returned returned = new Returned(usable, error == null ? null : AuthorizeError.of(error), iss);
        Secret token = binding.get().link();
        return links.find(token)
                .chain(link -> link.isEmpty()
                        ? Uni.createFrom().item(pages.end(ConsentEnd.LINK_UNKNOWN, null))
                        : answer(new Callback(link.get(), binding.get(), presented, integration, returned)))
                .onFailure()
                .recoverWithItem(failure -> pages.failure(failure, token));
    }

    /** The page that ended well took the cookie away, and may be loaded again. */
    private Uni<Response> withoutCookie(Secret state) {
        return taken.endOf(state)
                .map(end -> end.filter(ConsentEnd::isGood).map(CallbackResource::over))
                .map(end -> pages.end(end.orElse(ConsentEnd.NOT_MATCHED), null))
                .onFailure()
                .recoverWithItem(failure -> pages.failure(failure, null));
    }

    private Uni<Response> answer(Callback callback) {
        if (!Name.isValid(callback.integration())) {
            return unusable(callback);
        }
        return callback.link().isOver()
                ? answerAgain(callback)
                : integrations.withSecrets(callback.integration()).chain(found -> take(callback, found));
    }

    /** An integration that is gone is one that the connection was moved away from. */
    private Uni<Response> take(Callback callback, Optional<Credentials> credentials) {
        ConsentLink link = callback.link();
        return attempts.take(
                        link,
                        callback.state(),
                        callback.binding(),
                        callback.integration(),
                        credentials.map(Credentials::integration))
                .chain(taking -> switch (taking) {
                    case ConsentAttempts.Taken attempt ->
                        finish(callback, complete(link, credentials.orElseThrow(), attempt, callback.returned()));
                    case ConsentAttempts.Moved moved ->
                        finish(
                                callback,
                                stopped(link, moved.state(), ConsentEnd.CONNECTION_MOVED, "integration_changed"));
                    case ConsentAttempts.NotTaken notTaken -> answerAgain(callback);
                });
    }

    private Uni<Response> finish(Callback callback, Uni<ConsentResult> completing) {
        return completing
                .onFailure()
                .call(() -> taken.failed(callback.link(), callback.state()))
                .chain(result -> result.end() == ConsentEnd.AWAITING_CONFIRMATION
                        ? choiceOr(callback, () -> ended(callback, result))
                        : ended(callback, result));
    }

    private Uni<Response> ended(Callback callback, ConsentResult result) {
        return Uni.createFrom().item(() -> pages.result(result, callback.binding(), callback.link()));
    }

    /** The page on which one of several accounts is chosen, for as long as this browser may do so. */
    private Uni<Response> choiceOr(Callback callback, Supplier<Uni<Response>> otherwise) {
        BrowserBinding binding = callback.binding();
        return choice.find(callback.link().id(), binding.hash())
                .chain(person -> person.isPresent()
                        ? Uni.createFrom().item(pages.choose(callback.link(), binding, person.get()))
                        : otherwise.get());
    }

    /** Nothing was taken: perhaps an earlier callback of this browser has done so. */
    private Uni<Response> answerAgain(Callback callback) {
        ConsentLink link = callback.link();
        return earlier.fate(() -> taken.look(link, callback.state(), callback.binding(), callback.integration()))
                .chain(fate -> choiceOr(callback, () -> told(callback, fate)));
    }

    private Uni<Response> told(Callback callback, EarlierCallback.Fate fate) {
        ConsentLink link = callback.link();
        Secret token = callback.binding().link();
        return switch (fate) {
            case EarlierCallback.Fate.None none -> unusable(callback);
            case EarlierCallback.Fate.Over ended ->
                link.isOver() && !ended.end().isGood()
                        ? unusable(callback)
                        : Uni.createFrom().item(pages.end(over(ended.end()), token, link));
            case EarlierCallback.Fate.Awaited ended ->
                Uni.createFrom().item(pages.resultAgain(ended.end(), callback.binding(), link));
            case EarlierCallback.Fate.Unheard unheard ->
                Uni.createFrom().item(pages.end(ConsentEnd.STILL_UNDER_WAY, token, link));
        };
    }

    private Uni<Response> unusable(Callback callback) {
        ConsentLink link = callback.link();
        return link.isOver()
                ? links.recordRefusal(link)
                        .onFailure()
                        .recoverWithNull()
                        .replaceWith(
                                () -> pages.end(link.end(), callback.binding().link(), link))
                : Uni.createFrom().item(notMatched(callback));
    }

    private Response notMatched(Callback callback) {
        return pages.end(ConsentEnd.NOT_MATCHED, callback.binding().link(), callback.link());
    }

    private static ConsentEnd over(ConsentEnd end) {
        return end.isGood() ? ConsentEnd.SIGN_IN_DONE : ConsentEnd.SIGN_IN_OVER;
    }

    private Uni<ConsentResult> complete(
            ConsentLink link, Credentials credentials, ConsentAttempts.Taken attempt, Returned returned) {
        Integration integration = credentials.integration();
        if (returned.issuer() != null && !docusign.isIssuer(integration.environment(), returned.issuer())) {
            return stopped(link, attempt.state(), ConsentEnd.NOT_MATCHED, "issuer_mismatch");
        }
        if (returned.error() != null && !(link.ignoresCode() && isOfCode(returned.error()))) {
            return completion.stopped(link, attempt.state(), stopOf(returned.error()));
        }
        if (link.ignoresCode()) {
            return completion.complete(link, integration, attempt);
        }
        Secret code = returned.code();
        return code == null
                ? stopped(link, attempt.state(), ConsentEnd.NOT_MATCHED, "code_missing")
                : completion.complete(link, credentials, attempt, code);
    }

    /** What DocuSign says of a code that is exchanged: where nobody exchanges it, it says nothing of the consent. */
    private static boolean isOfCode(AuthorizeError error) {
        return OF_CODES.contains(error.code());
    }

    private static ConsentResult.Stopped stopOf(AuthorizeError error) {
        return switch (error.meaning()) {
            case DECLINED -> new ConsentResult.Stopped(ConsentEnd.DECLINED, "declined", error.code());
            case UNAVAILABLE ->
                new ConsentResult.Stopped(ConsentEnd.DOCUSIGN_UNAVAILABLE, "docusign_unavailable", error.code());
            case REFUSED -> new ConsentResult.Stopped(ConsentEnd.APP_REFUSED, "docusign_refused", error.code());
        };
    }

    private Uni<ConsentResult> stopped(ConsentLink link, Secret state, ConsentEnd end, String reason) {
        return completion.stopped(link, state, new ConsentResult.Stopped(end, reason));
    }
}
