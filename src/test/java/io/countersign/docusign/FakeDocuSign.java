package io.countersign.docusign;

import io.countersign.docusign.FakeServer.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server on loopback that reads requests and then does what a script says to the bare socket: half an answer, a
 * reset, nothing at all. What a real HTTP server would never do is what these tests are about.
 */
final class FakeDocuSign implements AutoCloseable {
    private static final Script HANG_UP = socket -> {};

    private final FakeServer server;
    private final String scheme;
    private final Queue<Script> scripts;

    private FakeDocuSign(ServerSocket listener, String scheme) {
        Queue<Script> all = new ConcurrentLinkedQueue<>();
        this.scripts = all;
        this.scheme = scheme;
        this.server = FakeServer.start(listener, request -> Objects.requireNonNullElse(all.poll(), HANG_UP));
    }

    static FakeDocuSign start() {
        try {
            return new FakeDocuSign(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Listens on that socket, which may speak TLS. */
    static FakeDocuSign startTls(ServerSocket listener) {
        return new FakeDocuSign(listener, "https");
    }

    /** Adds scripts, one per expected request. */
    FakeDocuSign then(Script... next) {
        scripts.addAll(List.of(next));
        return this;
    }

    static Script answer(int status, String body, String... headers) {
        return socket -> FakeServer.send(socket, head(status, body.length(), headers) + body);
    }

    static String head(int status, long length, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(length)
                .append("\r\n\r\n")
                .toString();
    }

    /** Closes with RST instead of FIN. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    URI uri() {
        return URI.create(scheme + "://localhost:" + server.port());
    }

    /** What arrived so far: head and body as text. */
    List<String> requests() {
        return server.requests();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
