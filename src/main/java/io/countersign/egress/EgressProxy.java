package io.countersign.egress;

import io.countersign.crypto.Secret;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that opens tunnels by {@code CONNECT} (RFC 9110 section 9.3.6).
 *
 * @param host a name or an address
 * @param port where it listens
 * @param login what it is told of who connects, as Basic; empty if nothing
 */
public record EgressProxy(String host, int port, Optional<Login> login) {
    private static final int LARGEST_PORT = 65535;

    /**
     * Name and password.
     *
     * @param user may be empty
     * @param password does not print
     */
    public record Login(String user, Secret password) {}

    /**
     * Reads {@code http://user:password@host:port}; scheme, and user and password, may be missing. The port may not:
     * programs differ in what they take then.
     *
     * @return empty for anything else, a proxy that wants TLS or SOCKS among it
     */
    public static Optional<EgressProxy> parse(String address) {
        String text = address.strip();
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            return isProxy(uri)
                    ? Optional.of(new EgressProxy(uri.getHost(), uri.getPort(), login(uri.getRawUserInfo())))
                    : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The same with another login. */
    public EgressProxy with(Login other) {
        return new EgressProxy(host, port, Optional.of(other));
    }

    /** For a log: host and port. */
    public String place() {
        return host + ":" + port;
    }

    /**
     * How Vert.x is told of it.
     *
     * @param limit how long it may take for a tunnel
     */
    public ProxyOptions tunnel(Duration limit) {
        ProxyOptions options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(host)
                .setPort(port)
                .setConnectTimeout(limit);
        login.ifPresent(known ->
                options.setUsername(known.user()).setPassword(known.password().revealText()));
        return options;
    }

    private static boolean isProxy(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme())
                && uri.getHost() != null
                && uri.getPort() > 0
                && uri.getPort() <= LARGEST_PORT
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static Optional<Login> login(@Nullable String userInfo) {
        if (userInfo == null) {
            return Optional.empty();
        }
        String[] parts = userInfo.split(":", 2);
        return Optional.of(new Login(decoded(parts[0]), Secret.ofText(parts.length == 2 ? decoded(parts[1]) : "")));
    }

    /** A plus is a plus here. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
