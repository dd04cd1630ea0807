package io.countersign.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on loopback and does to their bytes what bad networks do. Safe for use by
 * several threads.
 */
final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final Duration POLL = Duration.ofMillis(2);

    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> statementToLose = new AtomicReference<>();
    private final AtomicInteger answersToCut = new AtomicInteger();
    private final AtomicInteger answersLost = new AtomicInteger();
    private volatile int bytesOfCutAnswers;
    private volatile int target;
    private volatile Weather weather = Weather.FINE;

    private TcpProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Listens on a free port for a server on loopback. */
    static TcpProxy to(int port) {
        try {
            TcpProxy proxy = new TcpProxy(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), port);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Leads new connections to another server. */
    void redirect(int port) {
        target = port;
    }

    /** Changes what happens to bytes from now on; bytes that were held back go on where they no longer are. */
    void weather(Weather now) {
        weather = now;
    }

    /** Resets every connection there is now, on both sides. */
    void reset() {
        links.forEach(Link::reset);
    }

    /** Nothing gets through: what there is is reset, and so is every new attempt. */
    void cut() {
        weather = Weather.FINE.withRefusal();
        reset();
    }

    /** Fine weather again. */
    void heal() {
        weather = Weather.FINE;
    }

    /** Cuts so many of the next answers of the server after that many bytes. */
    void cutAnswers(int answers, int afterBytes) {
        bytesOfCutAnswers = afterBytes;
        answersToCut.set(answers);
    }

    /** Of PostgreSQL: lets the next statement with these words be done, and loses the answer with the connection. */
    void loseAnswerTo(String words) {
        statementToLose.set(words);
    }

    /** How many answers were lost or cut so far. */
    int answersLost() {
        return answersLost.get();
    }

    /** The ports by which the server knows the connections that there are now. */
    Integer[] serverSidePorts() {
        return links.stream().map(link -> link.server.getLocalPort()).toArray(Integer[]::new);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        Link link = new Link(client, server);
        try {
            if (weather.refusing()) {
                link.reset();
                return;
            }
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            links.add(link);
            Thread.ofVirtual().start(link::forwardRequests);
            link.forwardAnswers();
        } catch (IOException unreachable) {
            link.reset();
        }
    }

    /** One connection through the proxy. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private final StatementWatch statements = new StatementWatch();
        private volatile boolean losing;

        private Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void forwardRequests() {
            forward(client, server, (bytes, length) -> {
                String words = statementToLose.get();
                if (statements.sees(bytes, length, words) && statementToLose.compareAndSet(words, null)) {
                    losing = true;
                }
                return length;
            });
        }

        private void forwardAnswers() {
            forward(server, client, (bytes, length) -> {
                boolean cut = losing || answersToCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                if (!cut) {
                    return length;
                }
                answersLost.incrementAndGet();
                return losing ? 0 : Math.min(length, bytesOfCutAnswers);
            });
        }

        /** Says how many of the bytes are passed on; where it is not all of them, the connection ends after them. */
        private interface Censor {
            int passes(byte[] bytes, int length);
        }

        private void forward(Socket from, Socket to, Censor censor) {
            byte[] buffer = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    int passing = censor.passes(buffer, length);
                    write(out, buffer, passing);
                    if (passing < length) {
                        reset();
                        return;
                    }
                }
                to.shutdownOutput();
            } catch (IOException ended) {
                reset();
            } finally {
                closeIfDone(from, to);
            }
        }

        private void write(OutputStream out, byte[] bytes, int length) throws IOException {
            for (int from = 0; from < length; ) {
                LockSupport.parkNanos(weather.latency().toNanos());
                while (weather.stalled() && !client.isClosed()) {
                    LockSupport.parkNanos(POLL.toNanos());
                }
                int part = Math.min(weather.slice(), length - from);
                out.write(bytes, from, part);
                out.flush();
                from += part;
            }
        }

        private void closeIfDone(Socket from, Socket to) {
            if (from.isOutputShutdown() || to.isClosed()) {
                links.remove(this);
                close(from);
                close(to);
            }
        }

        /** Linger 0 makes closing a RST. */
        private void reset() {
            links.remove(this);
            try {
                client.setSoLinger(true, 0);
                server.setSoLinger(true, 0);
            } catch (IOException closedAlready) {
                // Then there is nobody to tell.
            }
            close(client);
            close(server);
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
