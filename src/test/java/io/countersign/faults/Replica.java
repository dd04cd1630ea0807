package io.countersign.faults;

import io.countersign.ClassArchive;
import io.countersign.FreePort;
import io.countersign.PackagedApplication;
import io.countersign.TestingWait;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One process of the packaged application. Its ports and its log stay when it is started again. */
final class Replica implements Entrance, AutoCloseable {
    private static final String USUAL_HEAP = "256m";

    private static final Duration LONGEST_START = Duration.ofSeconds(90);
    private static final HttpClient PROBE =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final int port;
    private final int managementPort = FreePort.any();
    private final int tlsPort = FreePort.any();
    private final Path log;
    private final List<String> clock;
    private final Map<String, String> properties;
    private String heap = USUAL_HEAP;
    private List<String> jvm = List.of();
    private @Nullable ChildProcess process;

    /** @param ahead how far its clock is ahead of everybody else's; negative for behind */
    Replica(Path log, int port, Duration ahead, Map<String, String> properties) {
        this.log = log;
        this.port = port;
        this.clock = ahead.isZero() ? List.of() : WrongClock.command(ahead);
        this.properties = new HashMap<>(properties);
    }

    /** Changes its configuration, from its next start on. */
    void set(String property, String value) {
        properties.put(property, value);
    }

    /** Changes the size of its heap, from its next start on. */
    void heap(String largest) {
        heap = largest;
    }

    /** Gives its JVM these options instead of those of one that lives for a minute, from its next start on. */
    void jvm(String... options) {
        jvm = List.of(options);
    }

    /** Starts the process; {@link #awaitReady} waits for it. */
    void start() {
        process = ChildProcess.start(log, command(properties));
    }

    /** What starts a process at the same ports with that configuration. */
    List<String> command(Map<String, String> configuration) {
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.http.port", Integer.toString(port));
        all.put("quarkus.management.port", Integer.toString(managementPort));
        all.put("quarkus.http.ssl-port", Integer.toString(tlsPort));
        List<String> command = new ArrayList<>(clock);
        List<String> options = new ArrayList<>(jvm.isEmpty() ? PackagedApplication.shortLived(heap) : jvm);
        options.addAll(ClassArchive.options());
        command.addAll(PackagedApplication.built().command(options, all));
        return command;
    }

    /** How it is configured, from its next start on. */
    Map<String, String> configuration() {
        return Map.copyOf(properties);
    }

    /** Starts it where a test has left it dead, and lets it go on where one has left it stopped. */
    void startIfEnded() {
        if (running().isAlive()) {
            thaw();
        } else {
            start();
        }
    }

    /** The operating system's view of it. */
    ProcessHandle handle() {
        return running().tree().findFirst().orElseThrow();
    }

    void awaitReady() {
        TestingWait.until("a replica is ready: " + log, LONGEST_START, () -> {
            if (!running().isAlive()) {
                throw new AssertionError("The replica ended: " + written());
            }
            return isReady();
        });
    }

    /** Whether a load balancer would send it requests. */
    boolean isReady() {
        try {
            return probe("/q/health/ready").statusCode() == 200;
        } catch (IOException away) {
            return false;
        }
    }

    /** The sum of a metric over all its labels, as it is scraped. */
    double metric(String name) {
        try {
            return probe("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError("No metrics", e);
        }
    }

    /** All metrics in Prometheus' text format; nothing where it does not answer. */
    Optional<String> metrics() {
        try {
            return Optional.of(probe("/q/metrics").body());
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    /** Waits until nobody holds a connection to the database. */
    void awaitIdlePool() {
        TestingWait.until("all connections are back in the pool", LONGEST_START, () -> metric("sql_pool_active") == 0);
    }

    @Override
    public URI address(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** Where it asks for certificates, if it was started with one of its own. */
    Entrance tls() {
        return path -> URI.create("https://localhost:" + tlsPort + path);
    }

    /** Where its management answers. */
    URI management() {
        return URI.create("http://localhost:" + managementPort);
    }

    int port() {
        return port;
    }

    /** Where its health and its metrics are. */
    int managementPort() {
        return managementPort;
    }

    /** SIGKILL. */
    void kill() {
        running().signal("KILL");
        running().awaitEnd();
    }

    /** Of the process that runs. */
    long processId() {
        return running().tree().findFirst().orElseThrow().pid();
    }

    /** SIGTERM; {@link #awaitEnd} waits for the end. */
    void terminate() {
        running().signal("TERM");
    }

    int awaitEnd() {
        return running().awaitEnd();
    }

    /** SIGSTOP. */
    void freeze() {
        running().signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        running().signal("CONT");
    }

    /** What it has logged since its first start. */
    String written() {
        return running().written();
    }

    @Override
    public void close() {
        ChildProcess last = process;
        if (last != null) {
            last.close();
        }
    }

    private ChildProcess running() {
        ChildProcess now = process;
        if (now == null) {
            throw new IllegalStateException("The replica was not started");
        }
        return now;
    }

    private HttpResponse<String> probe(String path) throws IOException {
        try {
            return PROBE.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
