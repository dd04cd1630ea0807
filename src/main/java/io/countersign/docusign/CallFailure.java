package io.countersign.docusign;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/**
 * Why there is no HTTP answer. The first three say that nothing was sent and are claimed only for exceptions that cannot come later than that;
 * whatever is not certain is one of the others.
 */
enum CallFailure {
    UNREACHABLE,
    UNTRUSTED,
    BUSY,
    TIMEOUT,
    CUT_OFF,
    UNREADABLE;

    private static final int DEEPEST_CAUSE = 16;

    /** Looks through the causes, because the REST client wraps what Vert.x throws. The most telling one counts. */
    static CallFailure of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE)
                .map(CallFailure::ofOne)
                .min(CallFailure::compareTo)
                .orElse(UNREADABLE);
    }

    private static CallFailure ofOne(Throwable failure) {
        return switch (failure) {
            // A connection in time is as far as it got: the TLS handshake waits for bytes and proves nothing about the
            // other side.
            case SslHandshakeTimeoutException late -> UNREACHABLE;
            case SSLHandshakeException untrusted -> UNTRUSTED;
            // Also Netty's ConnectTimeoutException.
            case ConnectException refused -> UNREACHABLE;
            case UnknownHostException unknown -> UNREACHABLE;
            case NoRouteToHostException away -> UNREACHABLE;
            case ConnectionPoolTooBusyException busy -> BUSY;
            // Also Vert.x' own for a silent connection.
            case TimeoutException late -> TIMEOUT;
            case io.smallrye.mutiny.TimeoutException late -> TIMEOUT;
            case IOException cut -> CUT_OFF;
            case VertxException cut -> CUT_OFF;
            default -> UNREADABLE;
        };
    }
}
