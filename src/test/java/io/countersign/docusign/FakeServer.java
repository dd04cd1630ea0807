package io.countersign.docusign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reads one request of each connection and keeps it; what happens to the bare socket then is its owner's. */
public final class FakeServer implements AutoCloseable {

    /** What happens to a connection after its request was read; the socket is closed afterwards. */
    public interface Script {
        void play(Socket socket) throws Exception;
    }

    /** Chooses the script for a request: head and body as text. */
    public interface Choice {
        Script of(String request);
    }

    private final ServerSocket listener;
    private final Choice choice;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private FakeServer(ServerSocket listener, Choice choice) {
        this.listener = listener;
        this.choice = choice;
    }

    /** Begins to accept connections at that socket, which may speak TLS, and closes it in the end. */
    public static FakeServer start(ServerSocket listener, Choice choice) {
        FakeServer server = new FakeServer(listener, choice);
        server.threads.execute(server::accept);
        return server;
    }

    public static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Waits until the other side hangs up. */
    public static void waitForTheEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // Nobody sends anything here.
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What arrived so far: head and body as text. */
    public List<String> requests() {
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
            String request = readRequest(socket.getInputStream());
            requests.add(request);
            choice.of(request).play(socket);
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
