package io.countersign.docusign;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Why there is no HTTP answer. The first four say that nothing was sent and are claimed only for exceptions that cannot
 * come later than that; whatever is not certain is one of the others.
 */
enum CallFailure {
    UNREACHABLE,
    UNTRUSTED,
    BUSY,
    TOO_LATE,
    TIMEOUT,
    CUT_OFF,
    UNREADABLE;

    private static final int DEEPEST_CAUSE = 16;

    /** Looks through the causes, because the REST client wraps what Vert.x throws. The most telling one counts. */
    static CallFailure of(Throwable failure) {
        return causesOf(failure)
                .map(CallFailure::ofOne)
                .min(CallFailure::compareTo)
                .orElse(UNREADABLE);
    }

    /** The failure and its causes, as deep as wrappers nest. */
    static Stream<Throwable> causesOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }

    private static CallFailure ofOne(Throwable failure) {
        return switch (failure) {
            case SslHandshakeTimeoutException late -> UNREACHABLE;
            case SSLHandshakeException handshake -> isBrokenOff(handshake) ? UNREACHABLE : UNTRUSTED;
            // Also Netty's ConnectTimeoutException.
            case ConnectException refused -> UNREACHABLE;
            case UnknownHostException unknown -> UNREACHABLE;
            case NoRouteToHostException away -> UNREACHABLE;
            case ConnectionPoolTooBusyException busy -> BUSY;
            case TooLateException late -> TOO_LATE;
            // Also Vert.x' own for a silent connection.
            case TimeoutException late -> TIMEOUT;
            case io.smallrye.mutiny.TimeoutException late -> TIMEOUT;
            // Only this side resets: it hung up on an answer that is too long.
            case StreamResetException tooLong -> UNREADABLE;
            case IOException cut -> CUT_OFF;
            case VertxException cut -> CUT_OFF;
            default -> UNREADABLE;
        };
    }

    /**
     * Vert.x reports whatever ends a handshake as this exception. A connection that just ended proves nothing about who
     * was there.
     */
    private static boolean isBrokenOff(SSLHandshakeException handshake) {
        return handshake.getCause() instanceof IOException cause && !(cause instanceof SSLException);
    }
}
