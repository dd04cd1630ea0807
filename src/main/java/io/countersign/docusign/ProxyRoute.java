package io.countersign.docusign;

import io.countersign.egress.EgressProxy;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The proxy in front of one environment's authorization server, if there is one. TLS is spoken through it with
 * DocuSign itself; a tunnel that does not come about is a connection that does not, so nothing was sent.
 */
final class ProxyRoute {
    private static final Logger LOG = Logger.getLogger(ProxyRoute.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Environment environment;
    private final @Nullable EgressProxy proxy;
    private final AtomicReference<Instant> silentUntil = new AtomicReference<>(Instant.MIN);

    ProxyRoute(Environment environment, Optional<EgressProxy> proxy) {
        this.environment = environment;
        this.proxy = proxy.orElse(null);
        if (this.proxy != null) {
            LOG.infof(
                    "docusign_proxy environment=%s proxy=%s login=%b",
                    environment.wireName(),
                    this.proxy.place(),
                    this.proxy.login().isPresent());
        }
    }

    /**
     * Sends a client's connections along here, and along nothing else that the process' properties may name.
     *
     * @param limit how long the proxy may take for a tunnel
     */
    void lead(HttpClientOptions options, Duration limit) {
        options.setProxyOptions(proxy == null ? null : proxy.tunnel(limit));
        options.setNonProxyHosts(null);
    }

    /** Names the proxy, at most once a minute, where a connection did not come about. */
    void failed(Throwable failure, Instant now) {
        if (proxy == null || CallFailure.of(failure) != CallFailure.UNREACHABLE) {
            return;
        }
        Instant until = silentUntil.get();
        if (!now.isBefore(until) && silentUntil.compareAndSet(until, now.plus(BETWEEN_LINES))) {
            LOG.warnf(
                    "docusign_proxy_failed environment=%s proxy=%s reason=\"%s\"",
                    environment.wireName(), proxy.place(), reason(failure));
        }
    }

    /** The innermost words: the proxy's status, or why there is none. Neither holds the login. */
    private static String reason(Throwable failure) {
        return CallFailure.causesOf(failure)
                .map(cause -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .reduce((outer, inner) -> inner)
                .orElse("unknown")
                .replaceAll("\\s+", " ");
    }
}
