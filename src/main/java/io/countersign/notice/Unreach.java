package io.countersign.notice;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Why there is no answer. But for the last two, nothing was sent. */
enum Unreach {
    /** The name has no address that could be learned in time. */
    UNRESOLVED,

    /** The name has an address where nothing may go, or the scheme may not go there; nobody was connected to. */
    ADDRESS_REFUSED,

    /** No connection came about, to the receiver or to the proxy, in time or at all. */
    UNCONNECTED,

    /** Whoever answered there speaks no TLS that is good here: not trusted, for another name, or past its end. */
    UNTRUSTED,

    /** The attempt's time was over. */
    TIMED_OUT,

    /** The connection ended before the head of an answer, or with what is none. */
    BROKEN_OFF;

    private static final int DEEPEST_CAUSE = 16;

    /** As a delivery shows it. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a failure means that came before anything was sent. */
    static Unreach whileConnecting(Throwable failure) {
        boolean late = causesOf(failure).anyMatch(SslHandshakeTimeoutException.class::isInstance);
        boolean refused = causesOf(failure)
                .anyMatch(cause -> cause instanceof SSLHandshakeException handshake && !isBrokenOff(handshake));
        return refused && !late ? UNTRUSTED : UNCONNECTED;
    }

    private static Stream<Throwable> causesOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST_CAUSE);
    }

    /** Vert.x reports whatever ends a handshake so. A connection that just ended proves nothing about who was there. */
    private static boolean isBrokenOff(SSLHandshakeException handshake) {
        return handshake.getCause() instanceof IOException cause && !(cause instanceof SSLException);
    }
}
