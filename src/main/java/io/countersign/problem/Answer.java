package io.countersign.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Problems answered where Jakarta REST is not reached. */
public final class Answer {
    /** What a client gets to read the answer while it still sends: closed at once, the answer might not reach it. */
    private static final long PATIENCE = Duration.ofSeconds(2).toMillis();

    /** RFC 9113, section 8.1: the answer holds, the rest of the body is not wanted. */
    private static final long NO_ERROR = 0;

    private Answer() {}

    /** Sends the problem. */
    static void refuse(RoutingContext context, Problem problem) {
        send(context, problem);
    }

    /**
     * To be called before an answer that does not wait for the body, where nobody has looked at the request yet: one
     * that is long, or may be, costs the connection.
     */
    public static void withoutBody(RoutingContext context) {
        if (Reception.mayBeLong(context.request())) {
            closeIfUnread(context);
        }
    }

    /**
     * Sends the problem.
     *
     * @param forOAuth whether as clients of OAuth 2.0 expect it
     */
    public static void refuse(RoutingContext context, Problem problem, boolean forOAuth) {
        if (forOAuth) {
            OAuthAnswer.send(context.response(), OAuthError.of(problem));
        } else {
            send(context, problem);
        }
    }

    /** What the API answers to a credential that is none: not a byte tells where it was refused. */
    public static void refuseCredential(RoutingContext context) {
        context.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, ProblemDocument.challengeOf(true));
        send(context.response(), Problem.unauthenticated());
    }

    private static void send(RoutingContext context, Problem problem) {
        ProblemPage page = ProblemPage.of(context);
        if (page == null) {
            send(context.response(), problem);
        } else {
            page.recognise(context, problem)
                    .onFailure()
                    .recoverWithNull()
                    .subscribe()
                    .with(ready -> send(context.response(), page.show(context, problem)));
        }
    }

    private static void send(HttpServerResponse response, ProblemPage.Shown shown) {
        if (!response.ended()) {
            shown.headers().forEach(response::putHeader);
            response.setStatusCode(shown.status()).end(shown.html());
        }
    }

    private static void send(HttpServerResponse response, Problem problem) {
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, Long.toString(ProblemDocument.wholeSeconds(retryAfter)));
        }
        response.setStatusCode(problem.type().status())
                .putHeader(HttpHeaderNames.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
                .putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .end(ProblemDocument.text(problem));
    }

    /** From now on, an answer that does not wait for the end of the body costs the connection; in HTTP/2 the stream. */
    static void closeIfUnread(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            context.addEndHandler(ended -> {
                if (ended.succeeded() && !request.isEnded()) {
                    context.response().reset(NO_ERROR);
                }
            });
            return;
        }
        context.addHeadersEndHandler(begins -> {
            if (!request.isEnded()) {
                context.response().putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        });
        context.addEndHandler(ended -> {
            // Where the connection broke, whoever reads the body has to hear of it.
            if (ended.succeeded() && !request.isEnded()) {
                closeAfterTheRest(context);
            }
        });
    }

    private static void closeAfterTheRest(RoutingContext context) {
        HttpServerRequest request = context.request();
        long end =
                context.vertx().setTimer(PATIENCE, late -> request.connection().close());
        request.handler(unread -> {});
        request.exceptionHandler(broken -> context.vertx().cancelTimer(end));
        request.endHandler(all -> {
            context.vertx().cancelTimer(end);
            request.connection().close();
        });
        request.resume();
    }
}
