package io.countersign.consent;

import io.countersign.connection.Consenter;
import io.countersign.crypto.Pkce;
import io.countersign.crypto.Secret;
import io.countersign.docusign.AuthorizeRequest;
import io.countersign.docusign.DocuSign;
import io.countersign.grant.AccountChoice;
import io.countersign.integration.Integration;
import io.countersign.integration.Integrations;
import io.countersign.integration.PublicUrl;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns what happened into the page, or the redirect, that a browser gets. */
@ApplicationScoped
class ConsentPages {
    private static final String RESULTS = "countersign.consent.results";
    private static final Logger LOG = Logger.getLogger(ConsentPages.class);
    private static final int RETRY_AFTER_SECONDS = 60;

    private final PageSecurity security;
    private final DocuSign docusign;
    private final Integrations integrations;
    private final PublicUrl publicUrl;
    private final InstantSource time;
    private final Duration attemptLife;
    private final MeterRegistry registry;

    ConsentPages(
            PageSecurity security,
            DocuSign docusign,
            Integrations integrations,
            PublicUrl publicUrl,
            InstantSource time,
            ConsentConfiguration configuration,
            MeterRegistry registry) {
        this.security = security;
        this.docusign = docusign;
        this.integrations = integrations;
        this.publicUrl = publicUrl;
        this.time = time;
        this.attemptLife = configuration.attemptLife();
        this.registry = registry;
    }

    /** The page with the one form. */
    Response ask(Secret token, ConsentLink link) {
        URI origin = docusign.origin(link.environment());
        URI returnUrl = link.returnUrl();
        Set<URI> targets = returnUrl == null ? Set.of(origin) : Set.of(origin, returnUrl);
        return page(200, ConsentPage.of(link, addressOf(token)), security.headersWithForm(targets))
                .build();
    }

    /** The way to DocuSign, with the cookie that binds this browser. */
    Uni<Response> toDocuSign(Secret token, ConsentLink link, ConsentAttempts.Begun begun) {
        return integrations.find(link.integration()).map(found -> {
            Integration integration = found.orElseThrow();
            boolean admin = link.kind() == LinkKind.ADMIN;
            URI address = docusign.authorizeUri(
                    integration.environment(),
                    new AuthorizeRequest(
                            integration.integrationKey(),
                            integration.redirectUri(),
                            admin ? List.of("openid") : link.scopes(),
                            begun.state(),
                            Pkce.challengeOf(begun.codeVerifier()),
                            link.loginHint(),
                            admin ? link.scopes() : List.of()));
            Duration rest = Duration.between(time.instant(), link.expiresAt());
            Duration life = rest.compareTo(attemptLife) < 0 ? attemptLife : rest;
            return redirect(address)
                    .cookie(new BrowserBinding(begun.binding(), token, BrowserBinding.name(begun.state())).cookie(life))
                    .build();
        });
    }

    /**
     * The end of an attempt. A good one needs the browser's cookie no more; from any other it is the way back.
     *
     * @param binding the attempt's, with the link to lead back to
     * @param link the link, for where to go after a good end
     */
    Response result(ConsentResult result, BrowserBinding binding, ConsentLink link) {
        ConsentEnd end = result.end();
        ResultPage page = ResultPage.of(result, addressOf(binding.link())).about(link.appName());
        return counted(end, shown(end, page, binding, link));
    }

    private Response.ResponseBuilder shown(ConsentEnd end, ResultPage page, BrowserBinding binding, ConsentLink link) {
        if (!end.isGood()) {
            return ended(end, page);
        }
        URI returnUrl = link.returnUrl();
        return (returnUrl == null ? ended(end, page) : redirect(returnUrl))
                .cookie(BrowserBinding.expired(binding.name()));
    }

    /**
     * The end of an attempt that another callback of this browser took: the same, but for what the first one knows of
     * the person. Counted with that one.
     *
     * @param binding the attempt's, with the link to lead back to
     * @param link the link, for where to go after a good end
     */
    Response resultAgain(ConsentEnd end, BrowserBinding binding, ConsentLink link) {
        ResultPage page = ResultPage.of(end, addressOf(binding.link())).about(link.appName());
        return shown(end, page, binding, link).build();
    }

    /** Where one of several accounts is chosen. The cookie lasts for as long as that may be done. */
    Response choose(ConsentLink link, BrowserBinding binding, Consenter person) {
        return choose(200, link, binding, person);
    }

    /** The same once more, because what was posted names none of them. */
    Response chooseAgain(ConsentLink link, BrowserBinding binding, Consenter person) {
        return choose(400, link, binding, person);
    }

    /** Where the page is: browsers send no cookie with a post from another site, but follow this with it. */
    Response choice(@Nullable String attempt) {
        return attempt == null || !BrowserBinding.isAttempt(attempt)
                ? end(ConsentEnd.CHOICE_OVER, null)
                : redirect(publicUrl.at("/consent/account?attempt=" + attempt)).build();
    }

    private Response choose(int status, ConsentLink link, BrowserBinding binding, Consenter person) {
        URI returnUrl = link.returnUrl();
        Set<URI> targets = returnUrl == null ? Set.of() : Set.of(returnUrl);
        AccountPage page = AccountPage.of(
                link.tenantDisplayName(), person, binding.attempt(), publicUrl.at("/consent/account"), status != 200);
        return page(status, page, security.headersWithForm(targets))
                .cookie(binding.cookie(AccountChoice.LIFE))
                .build();
    }

    /** What {@code HEAD} gets of every page: it looks at nothing. */
    Response nothing() {
        Response.ResponseBuilder response = Response.ok().type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
        security.headers().forEach(response::header);
        return response.build();
    }

    /**
     * An end that was not an attempt's.
     *
     * @param token the link to lead back to, or null where this browser does not know it
     */
    Response end(ConsentEnd end, @Nullable Secret token) {
        return counted(end, ended(end, ResultPage.of(end, token == null ? null : addressOf(token))));
    }

    /** As above, of a link that is known. */
    Response end(ConsentEnd end, Secret token, ConsentLink link) {
        return counted(end, ended(end, ResultPage.of(end, addressOf(token)).about(link.appName())));
    }

    /** The page for a failure of ours while an account was chosen: leads back to the choice. */
    Response failureOfChoice(Throwable cause, BrowserBinding binding) {
        LOG.errorf(cause, "A choice of an account failed");
        ResultPage page =
                ResultPage.of(ConsentEnd.FAILED_HERE, publicUrl.at("/consent/account?attempt=" + binding.attempt()));
        return counted(ConsentEnd.FAILED_HERE, ended(ConsentEnd.FAILED_HERE, page));
    }

    /** The page for a failure of ours. Nothing of the cause shows, and nothing of the link is logged. */
    Response failure(Throwable cause, @Nullable Secret token) {
        LOG.errorf(cause, "A consent page failed");
        return end(ConsentEnd.FAILED_HERE, token);
    }

    private Response.ResponseBuilder ended(ConsentEnd end, ResultPage page) {
        Response.ResponseBuilder response = page(end.status(), page, security.headers());
        return switch (end.status()) {
            case 503 -> response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            // By then every attempt that is in the way has ended.
            case 429 -> response.header(HttpHeaders.RETRY_AFTER, attemptLife.toSeconds());
            default -> response;
        };
    }

    private Response counted(ConsentEnd end, Response.ResponseBuilder response) {
        registry.counter(RESULTS, "outcome", end.name().toLowerCase(Locale.ROOT))
                .increment();
        return response.build();
    }

    private static Response.ResponseBuilder redirect(URI address) {
        return Response.status(Response.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, address.toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Referrer-Policy", "no-referrer");
    }

    private static Response.ResponseBuilder page(int status, TemplateInstance page, Map<String, String> headers) {
        Response.ResponseBuilder response =
                Response.status(status).entity(page).type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
        headers.forEach(response::header);
        return response;
    }

    private URI addressOf(Secret token) {
        return publicUrl.at("/consent/" + token.revealText());
    }
}
