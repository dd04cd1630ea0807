package io.countersign.docusign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy on loopback that opens tunnels, or answers CONNECT with something else. */
final class FakeProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final String answer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream tunnelled = new ByteArrayOutputStream();

    private FakeProxy(String answer) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.answer = answer;
        threads.execute(this::accept);
    }

    /** Opens a tunnel to whatever port of this machine it is asked for. */
    static FakeProxy tunnelling() throws IOException {
        return new FakeProxy("200 Connection established");
    }

    /** Answers with that status, or with nothing at all, and opens no tunnel. */
    static FakeProxy answering(String status) throws IOException {
        return new FakeProxy(status);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What was asked: the heads, as text. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** What went through towards the server. */
    String tunnelled() {
        synchronized (tunnelled) {
            return tunnelled.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            requests.add(head);
            if (answer.isEmpty()) {
                FakeDocuSign.waitForTheEnd(client);
                return;
            }
            if (!answer.startsWith("200")) {
                FakeDocuSign.send(client, "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            String authority = head.split(" ")[1];
            int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                sockets.add(server);
                FakeDocuSign.send(client, "HTTP/1.1 " + answer + "\r\n\r\n");
                threads.execute(() -> copy(client, server, true));
                copy(server, client, false);
            }
        } catch (IOException e) {
            // One side hung up.
        }
    }

    private void copy(Socket from, Socket to, boolean kept) {
        byte[] bytes = new byte[8192];
        try {
            for (int read = from.getInputStream().read(bytes);
                    read >= 0;
                    read = from.getInputStream().read(bytes)) {
                if (kept) {
                    synchronized (tunnelled) {
                        tunnelled.write(bytes, 0, read);
                    }
                }
                to.getOutputStream().write(bytes, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One side hung up.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request");
            }
            head.append((char) next);
        }
        return head.toString();
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
