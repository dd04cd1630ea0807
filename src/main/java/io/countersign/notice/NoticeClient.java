package io.countersign.notice;

import io.countersign.crypto.Secret;
import io.countersign.egress.EgressProxies;
import io.countersign.egress.Loopback;
import io.countersign.egress.ProxySetting;
import io.countersign.integration.PublicUrl;
import io.countersign.notice.NoticeAnswer.Unreached;
import io.countersign.notice.NoticeTargets.Target.Closed;
import io.countersign.notice.NoticeTargets.Target.Open;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends notices. The receiver's name is looked up once per attempt; where one of its addresses is refused, nobody is
 * connected to, else the connection goes to an address that was judged, while {@code Host}, SNI and the certificate
 * stay with the name: what the name means a moment later changes nothing. A connection serves one request. No redirect
 * is followed.
 *
 * <p>Made at start, on the main thread: Vert.x closes an HTTP client with the verticle that made it.
 */
@Startup
@ApplicationScoped
class NoticeClient {
    /** Attempts under way, per process, that the limits here are made for; whoever claims deliveries keeps to it. */
    static final int MOST_AT_ONCE = 128;

    /** Of the look-up, of TCP and a tunnel, and of TLS, each. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Bytes. */
    static final int LARGEST_HEADERS = 8 * 1024;

    private static final Logger LOG = Logger.getLogger(NoticeClient.class);
    private static final NoticeAnswer UNCONNECTED = new Unreached(Unreach.UNCONNECTED);
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Vertx vertx;
    private final NoticeTargets targets;
    private final EgressProxies proxies;
    private final Duration limit;
    private final HttpClient client;

    @Inject
    NoticeClient(
            Vertx vertx, NoticeConfiguration configuration, NameResolver names, PublicUrl publicUrl, Config variables) {
        this(
                vertx,
                names,
                new Reachable(Loopback.is(publicUrl.value().getHost()), configuration.allowPrivateTargets()),
                EgressProxies.of(proxySetting(configuration), EgressProxies.variables(variables)),
                configuration.callTimeout(),
                null);
    }

    /** @param trust in place of the JVM's; for tests */
    NoticeClient(
            Vertx vertx,
            NameResolver names,
            Reachable reachable,
            EgressProxies proxies,
            Duration limit,
            @Nullable TrustOptions trust) {
        this.vertx = vertx;
        this.targets = new NoticeTargets(names, reachable, CONNECT_TIMEOUT);
        this.proxies = proxies;
        this.limit = limit;
        this.client = vertx.httpClientBuilder()
                .with(options(trust))
                .with(new PoolOptions()
                        // Of one address; twice as many, since an attempt may end before its connection does.
                        .setHttp1MaxSize(2 * MOST_AT_ONCE)
                        .setMaxWaitQueueSize(0))
                .withConnectHandler(NoticeClient::prepare)
                .build();
    }

    /**
     * Makes one attempt, within {@link NoticeConfiguration#callTimeout}. Never fails. Sends when it is subscribed to,
     * once per subscription; the answer arrives on the Vert.x context of the subscriber, if it had one. Whoever cancels
     * does not know whether the notice arrived.
     *
     * @param url as it was judged when the webhook was made; scheme and address are judged again
     * @param headers beside those of every notice
     * @param body JSON
     */
    Uni<NoticeAnswer> post(URI url, Map<String, String> headers, byte[] body) {
        return onCallersContext(Uni.createFrom()
                .deferred(() -> attempt(url, headers, body))
                .onFailure()
                .recoverWithItem(NoticeClient::unexpected));
    }

    private Uni<NoticeAnswer> attempt(URI url, Map<String, String> headers, byte[] body) {
        AtomicReference<NoticeAnswer> heard = new AtomicReference<>(new Unreached(Unreach.TIMED_OUT));
        Notice notice = new Notice(url, headers, body, heard::set);
        return targets.find(url)
                .chain(target -> switch (target) {
                    case Closed closed -> answer(new Unreached(closed.why()));
                    case Open open -> send(notice, open.addresses());
                })
                .ifNoItem()
                .after(limit)
                .recoverWithItem(heard::get);
    }

    /** What one attempt sends, and who is told the answer before its end. */
    private record Notice(URI url, Map<String, String> headers, byte[] body, Consumer<NoticeAnswer> heard) {}

    /** The next address is for where nothing was sent to the one before. */
    private Uni<NoticeAnswer> send(Notice notice, List<InetAddress> addresses) {
        Uni<NoticeAnswer> sending =
                NoticeExchange.run(vertx, client, options(notice, addresses.getFirst()), notice.body(), notice.heard());
        List<InetAddress> others = addresses.subList(1, addresses.size());
        return others.isEmpty()
                ? sending
                : sending.chain(answer -> answer.equals(UNCONNECTED) ? send(notice, others) : answer(answer));
    }

    private RequestOptions options(Notice notice, InetAddress address) {
        URI url = URI.create(notice.url().toASCIIString());
        boolean tls = NoticeTargets.HTTPS.equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(server(address, port))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setFollowRedirects(Boolean.FALSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.USER_AGENT, "Countersign");
        notice.headers().forEach(options::putHeader);
        proxies.to(url).ifPresent(proxy -> options.setProxyOptions(proxy.tunnel(CONNECT_TIMEOUT)));
        return options;
    }

    /** Without the name that it was found by, or a proxy would be asked for that, and look it up anew. */
    private static SocketAddress server(InetAddress address, int port) {
        try {
            return SocketAddress.inetSocketAddress(
                    new InetSocketAddress(InetAddress.getByAddress(address.getAddress()), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has the length of one", e);
        }
    }

    /** Without a name for metrics: they would be labelled with paths, and receivers keep secrets in those. */
    private static HttpClientOptions options(@Nullable TrustOptions trust) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setTrustAll(false)
                .setVerifyHost(true)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setSslHandshakeTimeout(CONNECT_TIMEOUT.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAlive(false)
                .setPipelining(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(LARGEST_HEADERS)
                // What the process' own properties may say of proxies is not asked.
                .setProxyOptions(null)
                .setNonProxyHosts(null);
        return trust == null ? options : options.setTrustOptions(trust);
    }

    private static void prepare(HttpConnection connection) {
        // Or whoever answers with nonsense writes errors into the log.
        connection.exceptionHandler(ignored -> {});
        InterimAnswers.passOver(connection);
    }

    private static ProxySetting proxySetting(NoticeConfiguration configuration) {
        return new ProxySetting(
                "countersign.notice.proxy",
                configuration.proxy(),
                configuration.proxyUser(),
                configuration.proxyPassword().map(Secret::ofText));
    }

    private static Uni<NoticeAnswer> answer(NoticeAnswer answer) {
        return Uni.createFrom().item(answer);
    }

    /** Says of what only the class: a message might hold the URL or a signature. */
    private static NoticeAnswer unexpected(Throwable failure) {
        LOG.errorf(
                "notice_client_failed failure=%s: a notice could not be sent, for a mistake in this program. It counts"
                        + " as a failed attempt. Please report it.",
                failure.getClass().getName());
        return new Unreached(Unreach.BROKEN_OFF);
    }

    /** Deadlines end on a timer's thread, where a caller's next database call would be refused. */
    private static <T> Uni<T> onCallersContext(Uni<T> calling) {
        return Uni.createFrom().deferred(() -> {
            Context context = Vertx.currentContext();
            return context == null ? calling : calling.emitOn(task -> context.runOnContext(ignored -> task.run()));
        });
    }
}
