package io.countersign.issuing;

import io.countersign.TestingProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Stands before a server and can hold back every byte in both directions, as a stopped server does: nobody is told. */
final class PausingProxy implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;

    private final TestingProxy proxy;
    private boolean paused;

    PausingProxy(String host, int port) {
        proxy = TestingProxy.before(host, port, this::copy, this::copy);
    }

    int port() {
        return proxy.port();
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

    private void copy(InputStream from, OutputStream to) throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
            pass();
            to.write(chunk, 0, read);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
