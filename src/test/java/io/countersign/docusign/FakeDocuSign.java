package io.countersign.docusign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on loopback that reads requests and then does what a script says to the bare socket: half an answer, a
 * reset, nothing at all. What a real HTTP server would never do is what these tests are about.
 */
final class FakeDocuSign implements AutoCloseable {

    /** What happens to a connection after its request was read; the socket is closed afterwards. */
    interface Script {
        void play(Socket socket) throws Exception;
    }

    private final ServerSocket listener;
    private final String scheme;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private FakeDocuSign(ServerSocket listener, String scheme) {
        this.listener = listener;
        this.scheme = scheme;
        threads.execute(this::accept);
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
        return socket -> send(socket, head(status, body.length(), headers) + body);
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

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Closes with RST instead of FIN. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits until the other side hangs up. */
    static void waitForTheEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // Nobody sends anything here.
        }
    }

    URI uri() {
        return URI.create(scheme + "://localhost:" + listener.getLocalPort());
    }

    /** What arrived so far: head and body as text. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            requests.add(readRequest(socket.getInputStream()));
            Script script = scripts.poll();
            if (script != null) {
                script.play(socket);
            }
        } catch (Exception e) {
            // The client hung up, or never finished its handshake: what the test asserts shows it.
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request");
            }
            bytes.write(next);
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0 && text.length() - end - 4 >= contentLength(text)) {
                return text;
            }
        }
    }

    private static int contentLength(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
