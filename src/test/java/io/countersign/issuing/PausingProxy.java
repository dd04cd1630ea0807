package io.countersign.issuing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server and can hold back every byte in both directions, as a stopped server does: nobody is told. */
final class PausingProxy implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final AtomicInteger accepted = new AtomicInteger();
    private boolean paused;

    private PausingProxy(ServerSocket listener, String host, int port) {
        this.listener = listener;
        this.host = host;
        this.port = port;
    }

    static PausingProxy before(String host, int port) {
        try {
            PausingProxy proxy =
                    new PausingProxy(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), host, port);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections the application has opened so far. */
    int accepted() {
        return accepted.get();
    }

    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    private synchronized void pass() throws InterruptedException {
        while (paused) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket application = listener.accept();
                Socket server = new Socket(host, port);
                application.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> forward(application, server));
                Thread.ofVirtual().start(() -> forward(server, application));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void forward(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                pass();
                out.write(chunk, 0, read);
            }
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
