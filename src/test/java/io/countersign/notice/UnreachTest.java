package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.VertxException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class UnreachTest {

    /** As Vert.x reports whatever ends a handshake. */
    private static Throwable handshake(Throwable cause) {
        return new SSLHandshakeException("Failed to create SSL connection").initCause(cause);
    }

    @Test
    void onlyABadProofOfWhoIsThereIsUntrusted() {
        List<Throwable> untrusted = List.of(
                handshake(new SSLHandshakeException("unknown authority")),
                handshake(new SSLException("not an SSL/TLS record")),
                handshake(new CertificateException("another name")),
                new VertxException(handshake(new SSLHandshakeException("too old"))));
        List<Throwable> unconnected = List.of(
                handshake(new SslHandshakeTimeoutException("handshake timed out after 5000ms")),
                handshake(new ClosedChannelException()),
                new ConnectException("refused"),
                new ConnectTimeoutException("late"),
                new ProxyConnectException("http, none, proxy => receiver, status: 403 Forbidden"),
                new IllegalStateException("anything else"));

        assertThat(untrusted).map(Unreach::whileConnecting).containsOnly(Unreach.UNTRUSTED);
        assertThat(unconnected).map(Unreach::whileConnecting).containsOnly(Unreach.UNCONNECTED);
    }

    @Test
    void hasAWordForEach() {
        assertThat(Arrays.stream(Unreach.values()).map(Unreach::wireName))
                .containsExactly(
                        "unresolved", "address_refused", "unconnected", "untrusted", "timed_out", "broken_off");
    }
}
