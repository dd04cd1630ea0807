package io.countersign.ops;

import io.countersign.docusign.TestingCertificate;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What poses as a database, up to the point where a client would tell who it is: it answers the question for TLS
 * (PostgreSQL's protocol, SSLRequest) and keeps whatever is said to it then.
 */
final class ImpostorPostgres implements AutoCloseable {
    private static final int SSL_REQUEST = 8;

    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    private ImpostorPostgres(@Nullable SSLContext tls) {
        this.tls = tls;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Says that it speaks no TLS, as somebody in between would. */
    static ImpostorPostgres withoutTls() {
        return new ImpostorPostgres(null);
    }

    /** Speaks TLS with that key, of {@link TestingCertificate}'s password. */
    static ImpostorPostgres withTls(KeyStore key) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key, TestingCertificate.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new ImpostorPostgres(context);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many bytes it was told, without those of TLS itself and of the question for it. */
    int heard() {
        synchronized (heard) {
            return heard.size();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            new DataInputStream(client.getInputStream()).readFully(new byte[SSL_REQUEST]);
            client.getOutputStream().write(tls == null ? 'N' : 'S');
            client.getOutputStream().flush();
            listen(tls == null ? client : overTls(client, tls));
        } catch (IOException e) {
            // The client hung up.
        }
    }

    private static Socket overTls(Socket client, SSLContext tls) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }

    private void listen(Socket client) throws IOException {
        for (int next = client.getInputStream().read();
                next >= 0;
                next = client.getInputStream().read()) {
            synchronized (heard) {
                heard.write(next);
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
