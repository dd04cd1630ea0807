package io.countersign.limit;

import io.countersign.problem.Answer;
import io.countersign.problem.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Stands before all that is served without a credential: the pages, where DocuSign sends people back to, the metadata,
 * the API's description, and what is no address at all. Who asks there too often gets 429, and nothing is looked up for
 * him. The API's addresses and those of the token endpoint have a door of their own, where the credential is judged.
 */
@ApplicationScoped
class Doorkeeper {
    /** Before whatever looks at a request more closely. */
    private static final int FIRST = 10_100;

    /** By then a network has a place again for one request at least. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final Problem TOO_MANY = Problem.tooManyRequests(
            "Nothing was done. More requests come from this network than are served to one. Send it again after"
                    + " Retry-After.",
            RETRY_AFTER);

    private final RequestLimits limits;
    private final BusyPage page;

    Doorkeeper(RequestLimits limits, BusyPage page) {
        this.limits = limits;
        this.page = page;
    }

    void install(@Observes Filters filters) {
        filters.register(this::receive, FIRST);
    }

    private void receive(RoutingContext context) {
        String path = context.normalizedPath();
        if (wantsCredential(path)
                || limits.mayLoad(ClientNetwork.of(context.request().remoteAddress()))) {
            context.next();
            return;
        }
        Answer.withoutBody(context);
        if (isPage(path)) {
            sendPage(context.response());
        } else {
            Answer.refuse(context, TOO_MANY, path.startsWith("/oauth/") || path.startsWith("/.well-known/"));
        }
    }

    /** Also an address below these that there is not: to say so costs no more than to refuse. */
    private static boolean wantsCredential(String path) {
        return path.startsWith("/v1/")
                || (path.startsWith("/oauth/")
                        && !path.startsWith("/oauth/callback/")
                        && !path.startsWith("/oauth/jwks"));
    }

    private static boolean isPage(String path) {
        return path.startsWith("/consent/") || path.startsWith("/oauth/callback/");
    }

    private void sendPage(HttpServerResponse response) {
        page.headers().forEach(response::putHeader);
        response.setStatusCode(HttpResponseStatus.TOO_MANY_REQUESTS.code())
                .putHeader(HttpHeaderNames.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()))
                .end(page.html());
    }
}
