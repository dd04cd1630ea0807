package io.countersign.docusign;

import io.countersign.egress.EgressProxies;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.resteasy.reactive.client.api.LoggingScope;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/**
 * The REST clients, one per environment. They follow no redirect, log nothing and read no answer that is too long.
 *
 * <p>They are made at start, on the main thread and after the start-up checks, which report a wrong address. Vert.x
 * closes an HTTP client with the verticle that made it: one that is made within a request ends with the HTTP server,
 * and calls whose answer holds the only valid refresh token would break off at every shutdown. One that no verticle
 * made ends with Vert.x itself, after everything that observes the shutdown.
 */
@Startup
@ApplicationScoped
class AuthorizationServers {

    /** Bytes of a token answer's body, as sent and unpacked; a token is about 4 KB at most. */
    static final int MAXIMUM_ANSWER = 64 * 1024;

    /** Likewise of userinfo, which lists every account of the user: people who administer for others have hundreds. */
    static final int MAXIMUM_USER_INFO = 1024 * 1024;

    /**
     * Calls at the same time, per environment and process. One more is refused at once: waiting for a connection would
     * look like a sent call.
     */
    static final int MAXIMUM_CALLS = 256;

    /** Bytes. */
    private static final int LARGEST_HEADERS = 64 * 1024;

    private final DocuSignConfiguration configuration;
    private final ClockSkew clockSkew;
    private final ProxyRoute demoRoute;
    private final ProxyRoute productionRoute;
    private final AuthorizationServer demo;
    private final AuthorizationServer production;

    AuthorizationServers(DocuSignConfiguration configuration, ClockSkew clockSkew, EgressProxies proxies) {
        this.configuration = configuration;
        this.clockSkew = clockSkew;
        this.demoRoute = new ProxyRoute(Environment.DEMO, proxies.to(address(Environment.DEMO)));
        this.productionRoute = new ProxyRoute(Environment.PRODUCTION, proxies.to(address(Environment.PRODUCTION)));
        this.demo = connect(Environment.DEMO);
        this.production = connect(Environment.PRODUCTION);
    }

    /** The configured address of the environment's authorization server, without a trailing slash. */
    URI address(Environment environment) {
        URI configured = switch (environment) {
            case DEMO -> configuration.demo().authUrl();
            case PRODUCTION -> configuration.production().authUrl();
        };
        String text = configured.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : configured;
    }

    /**
     * Makes one HTTP call, which ends within the limit, however slowly the bytes trickle. Fails with whatever exception
     * the client has if there is no answer. One that broke off is an answer that is not
     * {@linkplain WireAnswer#whole whole}.
     *
     * @param longest how many bytes the unpacked body may have
     */
    Uni<WireAnswer> call(
            Environment environment,
            Duration limit,
            int longest,
            Function<AuthorizationServer, Uni<Response>> request) {
        return Uni.createFrom()
                .deferred(() -> {
                    Instant asked = clockSkew.now();
                    return request.apply(client(environment))
                            .invoke(answer ->
                                    clockSkew.compare(environment, asked, answer.getHeaderString(HttpHeaders.DATE)));
                })
                .map(answer -> WireAnswer.of(answer, longest))
                .onFailure()
                .invoke(failure -> route(environment).failed(failure, clockSkew.now()))
                .onFailure()
                .recoverWithUni(failure -> brokenOff(failure, longest))
                .ifNoItem()
                .after(limit)
                .fail();
    }

    private static Uni<WireAnswer> brokenOff(Throwable failure, int longest) {
        BrokenOffException brokenOff = BrokenOffException.in(failure);
        return brokenOff == null
                ? Uni.createFrom().failure(failure)
                : Uni.createFrom().item(() -> brokenOff.answer(longest));
    }

    private AuthorizationServer client(Environment environment) {
        return switch (environment) {
            case DEMO -> demo;
            case PRODUCTION -> production;
        };
    }

    private ProxyRoute route(Environment environment) {
        return switch (environment) {
            case DEMO -> demoRoute;
            case PRODUCTION -> productionRoute;
        };
    }

    private AuthorizationServer connect(Environment environment) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(address(environment))
                .connectTimeout(configuration.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(configuration.callTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .disableDefaultMapper(true)
                .loggingScope(LoggingScope.NONE)
                // A compressed answer can be larger than it looks: it is not asked for, and unpacked here under a
                // bound.
                .enableCompression(false)
                .userAgent("Countersign")
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, MAXIMUM_CALLS)
                // A kept connection that DocuSign closes just then would look like a lost answer and make a refresh
                // token doubtful.
                .property(QuarkusRestClientProperties.KEEP_ALIVE_ENABLED, false)
                .register(new AuthorizationServer.TokenFormWriter())
                .httpClientOptionsCustomizer(options -> connectBy(options, route(environment)))
                .httpClientRequestCustomizer(this::guardAnswer)
                .build(AuthorizationServer.class);
    }

    private void connectBy(HttpClientOptions options, ProxyRoute route) {
        route.lead(options, configuration.connectTimeout());
        // Said here, behind all that reads configuration: no switch for development (quarkus.tls.trust-all,
        // quarkus.rest-client.verify-host) may reach these calls.
        options.setTrustAll(false);
        options.setVerifyHost(true);
        options.setMaxWaitQueueSize(0);
        // Proxies add cookies and policies, and the body behind them may hold the only living refresh token.
        options.setMaxHeaderSize(LARGEST_HEADERS);
        options.setSslHandshakeTimeout(configuration.connectTimeout().toMillis());
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /** Runs when a connection stands, before the request goes out. */
    private void guardAnswer(HttpClientRequest request) {
        // One that was not sent for being too late is given up at the call's limit, and Vert.x leaves its connection
        // open.
        request.exceptionHandler(failure -> request.connection().close());
        boolean isUserInfo = request.path().endsWith(AuthorizationServer.USER_INFO);
        ArrivingAnswer answer =
                isUserInfo ? null : ArrivingAnswer.watch(request, MAXIMUM_ANSWER, configuration.callTimeout());
        request.response().onSuccess(response -> {
            // What the answer claims to be does not matter, but the REST client would fail on an odd claim, or take the
            // body apart.
            response.headers().set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
            if (answer == null) {
                limitUserInfo(request, response);
            } else {
                answer.begin(response);
            }
        });
    }

    /** Userinfo can be asked again: what came of it is not kept. */
    private static void limitUserInfo(HttpClientRequest request, HttpClientResponse response) {
        int[] received = new int[1];
        response.handler(chunk -> {
            received[0] += chunk.length();
            if (received[0] > MAXIMUM_USER_INFO) {
                ArrivingAnswer.hangUp(request, MAXIMUM_USER_INFO);
            }
        });
    }
}
