package io.countersign.statements;

import io.countersign.TestingProxy;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the application and PostgreSQL and counts the messages that the application sends, by their type
 * (PostgreSQL, "Message Formats"): E executes a prepared statement, P prepares one, Q is a simple query such as BEGIN.
 * Sees the same for any build of the application.
 */
final class WireCount implements AutoCloseable {
    private static final int LARGEST = 1 << 20;

    private final Map<Character, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final TestingProxy proxy;

    /** Listens on a free port of loopback for that server. */
    WireCount(String host, int port) {
        proxy = TestingProxy.before(host, port, this::countAndCopy, InputStream::transferTo);
    }

    int port() {
        return proxy.port();
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
        proxy.close();
    }
}
