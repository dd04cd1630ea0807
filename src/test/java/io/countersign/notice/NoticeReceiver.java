package io.countersign.notice;

import io.countersign.TestingWait;
import io.countersign.caller.identity.TestingAuthority;
import io.countersign.docusign.FakeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A receiver of notices on loopback. Keeps what it is sent, and answers 204 until it is told otherwise. It answers one
 * request per connection, and closes it then.
 */
public final class NoticeReceiver implements AutoCloseable {
    private static final int WAITING_CONNECTIONS = 200;
    private static final String HEAD_END = "\r\n\r\n";
    private static final FakeServer.Script DONE = answer(204);

    private final FakeServer server;
    private final String scheme;
    private final AtomicInteger connections;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Queue<FakeServer.Script> next = new ConcurrentLinkedQueue<>();
    private volatile FakeServer.Script standing = DONE;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private NoticeReceiver(Listener listener, String scheme) {
        this.scheme = scheme;
        this.connections = listener.accepted();
        this.server = FakeServer.start(listener.socket(), this::script);
    }

    /** A socket, and how many connections it took. */
    private record Listener(ServerSocket socket, AtomicInteger accepted) {}

    /**
     * One request, as it came.
     *
     * @param line the first
     * @param headers by their names in small letters
     * @param body to the byte, as it was signed
     */
    public record Received(String line, Map<String, String> headers, byte[] body) {

        /** One header, or null; the name in small letters. */
        public String header(String name) {
            return headers.get(name);
        }

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** By plain HTTP, as it is allowed on this machine. */
    public static NoticeReceiver start() {
        try {
            AtomicInteger accepted = new AtomicInteger();
            return new NoticeReceiver(new Listener(counting(accepted), accepted), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By TLS, with that certificate. Connections are not counted. */
    static NoticeReceiver start(TestingAuthority.Signed certificate) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.store(), TestingAuthority.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        ServerSocket socket = context.getServerSocketFactory()
                .createServerSocket(0, WAITING_CONNECTIONS, InetAddress.getLoopbackAddress());
        return new NoticeReceiver(new Listener(socket, new AtomicInteger()), "https");
    }

    private static ServerSocket counting(AtomicInteger accepted) throws IOException {
        return new ServerSocket(0, WAITING_CONNECTIONS, InetAddress.getLoopbackAddress()) {
            @Override
            public Socket accept() throws IOException {
                Socket socket = super.accept();
                accepted.incrementAndGet();
                return socket;
            }
        };
    }

    /** Where a webhook sends to. */
    public URI url() {
        return url("localhost");
    }

    /** The same by another name. */
    URI url(String host) {
        return URI.create(scheme + "://" + host + ":" + server.port() + "/hooks/vault");
    }

    int port() {
        return server.port();
    }

    /** From now on, behind what is said for the next ones. */
    public NoticeReceiver answers(int status) {
        standing = answer(status);
        return this;
    }

    /** The next request that has no answer yet gets this one; several calls are several requests. */
    public NoticeReceiver answersNext(int status) {
        next.add(answer(status));
        return this;
    }

    /** The same with a header {@code Retry-After}. */
    public NoticeReceiver answersNext(int status, String retryAfter) {
        next.add(answer(status, "Retry-After: " + retryAfter));
        return this;
    }

    /** The next one is read, and its connection closed without a word. */
    public NoticeReceiver hangsUpNext() {
        next.add(socket -> {});
        return this;
    }

    /** From now on all are answered like that, whatever HTTP says of it. */
    NoticeReceiver plays(FakeServer.Script script) {
        standing = script;
        return this;
    }

    /** The next one is answered like that. */
    NoticeReceiver playsNext(FakeServer.Script script) {
        next.add(script);
        return this;
    }

    /** From now on requests are kept, and wait for their answers until {@link #release}. */
    public NoticeReceiver holds() {
        gate = new CountDownLatch(1);
        return this;
    }

    /** Answers what waits, and what comes from now on. */
    public void release() {
        gate.countDown();
    }

    /** What came so far, in the order in which it was read. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Waits until so many have come, and returns all. */
    public List<Received> await(int number) {
        TestingWait.until(number + " notices have come", () -> received.size() >= number);
        return received();
    }

    /** How many connections were made, whatever came of them. */
    public int connections() {
        return connections.get();
    }

    private FakeServer.Script script(String request) {
        received.add(read(request));
        FakeServer.Script chosen = next.poll();
        FakeServer.Script script = chosen == null ? standing : chosen;
        CountDownLatch waiting = gate;
        return socket -> {
            waiting.await();
            script.play(socket);
        };
    }

    private static Received read(String request) {
        int end = request.indexOf(HEAD_END);
        String[] lines = request.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = Arrays.stream(lines)
                .skip(1)
                .map(line -> line.split(":", 2))
                .collect(Collectors.toUnmodifiableMap(
                        parts -> parts[0].toLowerCase(Locale.ROOT),
                        parts -> parts[1].strip(),
                        (one, other) -> one + ", " + other));
        byte[] body = request.substring(end + HEAD_END.length()).getBytes(StandardCharsets.ISO_8859_1);
        return new Received(lines[0], headers, body);
    }

    private static FakeServer.Script answer(int status, String... headers) {
        String lines = Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
        String length = status == 204 ? "" : "Content-Length: 0\r\n";
        return socket -> FakeServer.send(socket, "HTTP/1.1 " + status + " Status\r\n" + length + lines + "\r\n");
    }

    @Override
    public void close() {
        release();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
