package io.countersign.console;

import io.countersign.integration.PublicUrl;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The cookie that holds a session. Its name's prefix makes browsers refuse it from anywhere but this very host, over
 * TLS and for all paths (RFC 6265bis, section 4.1.3.2). Over plain HTTP on this very machine, where people try things
 * out, not every browser takes such a cookie: there it has a name without the prefix, which no other place accepts.
 */
@Singleton
class SessionCookie {
    private static final String NAME = "countersign-console";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean secure;
    private final String name;

    @Inject
    SessionCookie(PublicUrl publicUrl) {
        this(publicUrl.value());
    }

    SessionCookie(URI publicUrl) {
        this.secure = !"http".equalsIgnoreCase(publicUrl.getScheme()) || !LOOPBACK.contains(publicUrl.getHost());
        this.name = secure ? "__Host-" + NAME : NAME;
    }

    /** What the request carries; empty for none, and for several of the name, of which one is somebody else's. */
    Optional<String> of(HttpServerRequest request) {
        Set<Cookie> found = request.cookies(name);
        return found.size() == 1 ? Optional.of(found.iterator().next().getValue()) : Optional.empty();
    }

    /** The header {@code Set-Cookie} with a sealed session. */
    String set(String sealed, Duration life) {
        return header(sealed, Math.max(1, life.toSeconds()));
    }

    /** The one that takes it back: with the same attributes, or the prefix would make browsers ignore it. */
    String clear() {
        return header("", 0);
    }

    /** Whether a header is one of these. */
    boolean isOne(String header) {
        return header.startsWith(name + "=");
    }

    /** Its header's name. */
    static CharSequence headerName() {
        return HttpHeaderNames.SET_COOKIE;
    }

    private String header(String value, long seconds) {
        return Cookie.cookie(name, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.STRICT)
                .setMaxAge(seconds)
                .encode();
    }
}
