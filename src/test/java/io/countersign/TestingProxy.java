package io.countersign;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Stands on loopback between the application and a server, and passes bytes on as a test would have it. */
public final class TestingProxy implements AutoCloseable {
    private static final int WAITING_CONNECTIONS = 500;

    /** How the bytes of one direction are passed on, until one side ends. */
    public interface Copy {
        void copy(InputStream from, OutputStream to) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;

    private TestingProxy(ServerSocket listener) {
        this.listener = listener;
    }

    /** Listens on a free port for that server. */
    public static TestingProxy before(String host, int port, Copy requests, Copy answers) {
        return listening(0, host, port, requests, answers);
    }

    /** Listens on that port for a server, and passes on everything as it is. */
    public static TestingProxy at(int listened, String host, int port) {
        return listening(listened, host, port, InputStream::transferTo, InputStream::transferTo);
    }

    private static TestingProxy listening(int listened, String host, int port, Copy requests, Copy answers) {
        try {
            TestingProxy proxy =
                    new TestingProxy(new ServerSocket(listened, WAITING_CONNECTIONS, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(() -> proxy.accept(host, port, requests, answers));
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept(String host, int port, Copy requests, Copy answers) {
        try {
            while (true) {
                Socket application = listener.accept();
                Socket server = new Socket(host, port);
                application.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> forward(application, server, requests));
                Thread.ofVirtual().start(() -> forward(server, application, answers));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    /** Whoever ends first ends the other side. */
    private static void forward(Socket from, Socket to, Copy copy) {
        try (from;
                to) {
            copy.copy(from.getInputStream(), to.getOutputStream());
        } catch (IOException | InterruptedException closed) {
            // One of both has hung up.
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
