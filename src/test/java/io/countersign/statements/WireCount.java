package io.countersign.statements;

import io.countersign.TestingProxy;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
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
    private final AtomicInteger events = new AtomicInteger();
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
        events.set(0);
    }

    /** What the application has sent since the last reset. */
    Map<Character, Integer> sent() {
        Map<Character, Integer> sent = new TreeMap<>();
        counts.forEach((type, count) -> sent.put(type, count.get()));
        return sent;
    }

    /** How many statements it has executed since, without those that insert an event of the trail. */
    int asked() {
        return sent().getOrDefault('E', 0) - events.get();
    }

    private void countAndCopy(InputStream from, OutputStream to) throws IOException {
        DataInputStream messages = new DataInputStream(new BufferedInputStream(from));
        BufferedOutputStream out = new BufferedOutputStream(to);
        copyBody(messages, out);
        Map<String, Boolean> insertsEvent = new HashMap<>();
        boolean event = false;
        for (int type = messages.read(); type >= 0; type = messages.read()) {
            counts.computeIfAbsent((char) type, t -> new AtomicInteger()).incrementAndGet();
            out.write(type);
            byte[] body = copyBody(messages, out);
            switch (type) {
                // Of a statement: its name, and the statement.
                case 'P' -> insertsEvent.put(text(body, 0), text(body, 1).contains("INSERT INTO audit_event"));
                // Of a portal: its name, and the statement's.
                case 'B' -> event = insertsEvent.getOrDefault(text(body, 1), false);
                case 'E' -> events.addAndGet(event ? 1 : 0);
                default -> {}
            }
        }
    }

    /** A message's length counts itself; the first message of a connection has no type in front of it. */
    private static byte[] copyBody(DataInputStream messages, BufferedOutputStream out) throws IOException {
        int length = messages.readInt();
        if (length < Integer.BYTES || length > LARGEST) {
            throw new IOException("Not PostgreSQL's protocol");
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(length >>> shift);
        }
        byte[] body = messages.readNBytes(length - Integer.BYTES);
        out.write(body);
        if (messages.available() == 0) {
            out.flush();
        }
        return body;
    }

    /** One of the texts that a message begins with, each with a zero behind it. */
    private static String text(byte[] body, int index) {
        return new String(body, StandardCharsets.UTF_8).split("\0", index + 2)[index];
    }

    @Override
    public void close() {
        proxy.close();
    }
}
