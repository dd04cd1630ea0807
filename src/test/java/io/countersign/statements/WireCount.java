package io.countersign.statements;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the application and PostgreSQL and counts the messages that the application sends, by their type (PostgreSQL, "Message
 * Formats"): E executes a prepared statement, P prepares one, Q is a simple query such as BEGIN. Sees the same for any build of the application.
 */
final class WireCount implements AutoCloseable {
    private static final int LARGEST = 1 << 20;

    private final Map<Character, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final ServerSocket listener;
    private final String host;
    private final int port;

    private WireCount(ServerSocket listener, String host, int port) {
        this.listener = listener;
        this.host = host;
        this.port = port;
    }

    /** Listens on a free port of loopback for that server. */
    static WireCount before(String host, int port) {
        try {
            WireCount count = new WireCount(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), host, port);
            Thread.ofVirtual().start(count::accept);
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    void reset() {
        counts.clear();
    }

    /** What the application has sent since the last reset. */
    Map<Character, Integer> sent() {
        Map<Character, Integer> sent = new TreeMap<>();
        counts.forEach((type, count) -> sent.put(type, count.get()));
        return sent;
    }

    private void accept() {
        try {
            while (true) {
                Socket application = listener.accept();
                Socket database = new Socket(host, port);
                application.setTcpNoDelay(true);
                database.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> forward(application, database, this::countAndCopy));
                Thread.ofVirtual().start(() -> forward(database, application, InputStream::transferTo));
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private interface Copy {
        void copy(InputStream from, OutputStream to) throws IOException;
    }

    /** Whoever ends first ends the other side. */
    private static void forward(Socket from, Socket to, Copy copy) {
        try (from;
                to) {
            copy.copy(from.getInputStream(), to.getOutputStream());
        } catch (IOException closed) {
            // One of both has hung up.
        }
    }

    private void countAndCopy(InputStream from, OutputStream to) throws IOException {
        DataInputStream messages = new DataInputStream(new BufferedInputStream(from));
        BufferedOutputStream out = new BufferedOutputStream(to);
        copyBody(messages, out);
        for (int type = messages.read(); type >= 0; type = messages.read()) {
            counts.computeIfAbsent((char) type, t -> new AtomicInteger()).incrementAndGet();
            out.write(type);
            copyBody(messages, out);
        }
    }

    /** A message's length counts itself; the first message of a connection has no type in front of it. */
    private static void copyBody(DataInputStream messages, BufferedOutputStream out) throws IOException {
        int length = messages.readInt();
        if (length < Integer.BYTES || length > LARGEST) {
            throw new IOException("Not PostgreSQL's protocol");
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(length >>> shift);
        }
        out.write(messages.readNBytes(length - Integer.BYTES));
        if (messages.available() == 0) {
            out.flush();
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
