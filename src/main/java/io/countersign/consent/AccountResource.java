package io.countersign.consent;

import io.countersign.grant.AccountChoice;
import io.countersign.grant.ConsentOutcome;
import io.countersign.integration.PublicUrl;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Where whoever gave a consent and has several accounts chooses one, after the callback has shown them. */
@Path("/consent/account")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@AttemptCookieFilter.OfPages
class AccountResource {
    private final ConsentLinks links;
    private final AccountChoice choice;
    private final ConsentPages pages;
    private final PublicUrl publicUrl;

    AccountResource(ConsentLinks links, AccountChoice choice, ConsentPages pages, PublicUrl publicUrl) {
        this.links = links;
        this.choice = choice;
        this.pages = pages;
        this.publicUrl = publicUrl;
    }

    /** Browsers and scanners ask so: nothing is looked up for them. */
    @HEAD
    @Operation(hidden = true)
    public Response head() {
        return pages.nothing();
    }

    /** Whoever opens the address of a page that was posted to sees it again. */
    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@RestQuery @Nullable String attempt, @Context HttpHeaders headers) {
        return open(BrowserBinding.ofAttempt(attempt, headers.getCookies()), this::show);
    }

    /** Takes the choice. A form on somebody else's site cannot: whoever is sent here by one has chosen nothing. */
    @POST
    @Operation(hidden = true)
    public Uni<Response> choose(
            byte @Nullable [] body, @Context HttpServerRequest request, @Context HttpHeaders headers) {
        AccountForm form =
                AccountForm.of(headers.getHeaderString(HttpHeaders.CONTENT_TYPE), body == null ? new byte[0] : body);
        Optional<BrowserBinding> binding = BrowserBinding.ofAttempt(form.attempt(), headers.getCookies());
        if (FormOrigin.of(request.headers()).mayBeOurs(publicUrl.value())) {
            return open(binding, (link, known) -> choose(link, known, form.accountId()));
        }
        return binding.isEmpty() ? Uni.createFrom().item(pages.choice(form.attempt())) : open(binding, this::show);
    }

    private Uni<Response> open(
            Optional<BrowserBinding> binding, BiFunction<ConsentLink, BrowserBinding, Uni<Response>> action) {
        if (binding.isEmpty()) {
            return Uni.createFrom().item(over());
        }
        return links.find(binding.get().link())
                .chain(link -> link.isEmpty() ? Uni.createFrom().item(over()) : action.apply(link.get(), binding.get()))
                .onFailure()
                .recoverWithItem(failure -> pages.failureOfChoice(failure, binding.get()));
    }

    private Uni<Response> show(ConsentLink link, BrowserBinding binding) {
        return choice.find(link.id(), binding.hash())
                .map(person ->
                        person.map(known -> pages.choose(link, binding, known)).orElseGet(this::over));
    }

    private Uni<Response> choose(ConsentLink link, BrowserBinding binding, @Nullable String accountId) {
        return choice.choose(link.id(), binding.hash(), accountId).map(result -> switch (result) {
            case AccountChoice.Result.Chosen chosen -> end(link, binding, chosen);
            case AccountChoice.Result.NoneOfTheirs none -> pages.chooseAgain(link, binding, none.person());
            case AccountChoice.Result.Over nothing -> over();
        });
    }

    private Response end(ConsentLink link, BrowserBinding binding, AccountChoice.Result.Chosen chosen) {
        return chosen.outcome() instanceof ConsentOutcome.Refused
                ? pages.end(ConsentEnd.CHOICE_REFUSED, null)
                : pages.result(new ConsentResult.Decided(chosen.person(), chosen.outcome()), binding, link);
    }

    private Response over() {
        return pages.end(ConsentEnd.CHOICE_OVER, null);
    }
}
