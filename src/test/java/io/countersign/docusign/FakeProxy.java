package io.countersign.docusign;

import io.countersign.docusign.FakeServer.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on loopback that opens tunnels, or answers CONNECT with something else. */
public final class FakeProxy implements AutoCloseable {
    private final FakeServer server;
    private final Tunnels tunnels;

    private FakeProxy(FakeServer server, Tunnels tunnels) {
        this.server = server;
        this.tunnels = tunnels;
    }

    /** Opens a tunnel to whatever port of this machine it is asked for. */
    public static FakeProxy tunnelling() throws IOException {
        Tunnels tunnels = new Tunnels();
        return new FakeProxy(FakeServer.start(listener(), tunnels::to), tunnels);
    }

    /** Answers with that status, or with nothing at all, and opens no tunnel. */
    public static FakeProxy answering(String status) throws IOException {
        Script answer = status.isEmpty()
                ? FakeServer::waitForTheEnd
                : client -> FakeServer.send(client, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
        return new FakeProxy(FakeServer.start(listener(), request -> answer), new Tunnels());
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    public int port() {
        return server.port();
    }

    /** What was asked: the heads, as text. */
    public List<String> requests() {
        return server.requests();
    }

    /** What went through towards the server. */
    public String tunnelled() {
        synchronized (tunnels.outwards) {
            return tunnels.outwards.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket end : tunnels.ends) {
            end.close();
        }
    }

    /** What is open, and what went through it. */
    private static final class Tunnels {
        private final List<Socket> ends = new CopyOnWriteArrayList<>();
        private final ByteArrayOutputStream outwards = new ByteArrayOutputStream();

        private Script to(String request) {
            String authority = request.split(" ")[1];
            int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
            return client -> {
                try (Socket end = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    ends.add(end);
                    FakeServer.send(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                    Thread.ofVirtual().start(() -> copy(client, end, true));
                    copy(end, client, false);
                }
            };
        }

        private void copy(Socket from, Socket to, boolean kept) {
            byte[] bytes = new byte[8192];
            try {
                for (int read = from.getInputStream().read(bytes);
                        read >= 0;
                        read = from.getInputStream().read(bytes)) {
                    if (kept) {
                        synchronized (outwards) {
                            outwards.write(bytes, 0, read);
                        }
                    }
                    to.getOutputStream().write(bytes, 0, read);
                }
                to.shutdownOutput();
            } catch (IOException e) {
                // One side hung up.
            }
        }
    }
}
