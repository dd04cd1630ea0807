package io.countersign.caller.identity;

import io.countersign.crypto.Secret;
import io.countersign.egress.EgressProxies;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks one issuer for its keys: at the configured address, else at the one that its discovery document names. Follows
 * no redirect, reads nothing that is too long, and ends within {@link #DEADLINE}, however slowly the bytes trickle.
 *
 * <p>Made at start, on the main thread: Vert.x closes an HTTP client with the verticle that made it, and one that is
 * made within a request ends with the HTTP server.
 */
final class KeySetFetch {
    /** Of all of it, from reading the token's file to the last byte. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Bytes of an answer. */
    static final int LARGEST_ANSWER = 256 * 1024;

    /** Bytes. */
    private static final int LARGEST_HEADERS = 16 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);
    private static final int OK = 200;

    private final Vertx vertx;
    private final TrustedIssuer issuer;
    private final EgressProxies proxies;
    private final Duration deadline;
    private final HttpClient client;

    /** @param deadline usually {@link #DEADLINE} */
    KeySetFetch(Vertx vertx, TrustedIssuer issuer, EgressProxies proxies, Duration deadline) {
        this.vertx = vertx;
        this.issuer = issuer;
        this.proxies = proxies;
        this.deadline = deadline;
        this.client = vertx.createHttpClient(options(issuer));
    }

    /** Asks. Fails where there is no set that can be used, with why. */
    Uni<KeySet> keys() {
        return Uni.createFrom()
                .completionStage(() -> token().compose(token -> address(token).compose(address -> read(address, token)))
                        .compose(KeySetFetch::parsed)
                        .toCompletionStage())
                .ifNoItem()
                .after(deadline)
                .fail();
    }

    private static HttpClientOptions options(TrustedIssuer issuer) {
        HttpClientOptions options = new HttpClientOptions()
                .setVerifyHost(true)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setSslHandshakeTimeout(CONNECT_TIMEOUT.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxPoolSize(1)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(LARGEST_HEADERS);
        issuer.caFile().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return options;
    }

    /** Anew each time: the tokens that Kubernetes mounts are replaced hourly. */
    private Future<Optional<Secret>> token() {
        return issuer.tokenFile()
                .map(file -> vertx.fileSystem()
                        .readFile(file.toString())
                        .map(content -> Optional.of(Secret.ofText(
                                content.toString(StandardCharsets.UTF_8).strip()))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<URI> address(Optional<Secret> token) {
        return issuer.jwksUrl()
                .map(Future::succeededFuture)
                .orElseGet(() -> read(issuer.discoveryUrl(), token)
                        .compose(document -> DiscoveryDocument.keysOf(issuer, document)
                                .map(Future::succeededFuture)
                                .orElseGet(() -> failed("its discovery document names another issuer, or no address"
                                        + " of keys that begins with https"))));
    }

    private Future<Buffer> read(URI address, Optional<Secret> token) {
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(address.toString())
                .setFollowRedirects(Boolean.FALSE)
                .putHeader(HttpHeaders.ACCEPT, "application/json, application/jwk-set+json")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, "identity")
                .putHeader(HttpHeaders.USER_AGENT, "Countersign");
        proxies.to(address).ifPresent(proxy -> options.setProxyOptions(proxy.tunnel(CONNECT_TIMEOUT)));
        token.filter(known -> issuer.tokenAuthority().equals(address.getRawAuthority()))
                .ifPresent(known -> options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + known.revealText()));
        return client.request(options).compose(request -> {
            // Who has waited for it has been told by then that it took too long; the connection would stay.
            long end = vertx.setTimer(deadline.plus(AFTERWARDS).toMillis(), timer -> request.reset());
            return request.send()
                    .compose(response -> body(request, response))
                    .onComplete(done -> vertx.cancelTimer(end));
        });
    }

    private static Future<Buffer> body(HttpClientRequest request, HttpClientResponse response) {
        if (response.statusCode() != OK) {
            // Or Vert.x would log the end that is made here.
            response.exceptionHandler(ignored -> {});
            request.reset();
            return failed("it answered with status " + response.statusCode());
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > LARGEST_ANSWER) {
                whole.tryFail(new KeySet.UnusableException("its answer is longer than " + LARGEST_ANSWER + " bytes"));
                request.reset();
            }
        });
        return whole.future();
    }

    private static Future<KeySet> parsed(Buffer json) {
        try {
            return Future.succeededFuture(KeySet.parse(json.toString(StandardCharsets.UTF_8)));
        } catch (KeySet.UnusableException e) {
            return Future.failedFuture(e);
        }
    }

    private static <T> Future<T> failed(String reason) {
        return Future.failedFuture(new KeySet.UnusableException(reason));
    }
}
