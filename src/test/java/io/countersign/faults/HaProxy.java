package io.countersign.faults;

import io.countersign.FreePort;
import io.countersign.TestingWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Debian's HAProxy in front of replicas. Goes round those whose readiness is UP, and tries another one only where a
 * connection could not be made: then nothing was sent, so that no POST reaches two replicas.
 */
final class HaProxy implements Entrance, AutoCloseable {
    private final int port = FreePort.any();
    private final ChildProcess process;

    HaProxy(List<Replica> replicas) {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target/faults")), "haproxy");
            Path configuration = Files.writeString(directory.resolve("cfg"), configuration(replicas));
            process = ChildProcess.start(
                    directory.resolve("log"), List.of("/usr/sbin/haproxy", "-db", "-f", configuration.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestingWait.until("HAProxy listens", this::listens);
    }

    @Override
    public URI address(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** A line for each time that a replica was found not to be ready any more. */
    List<String> left() {
        return lines("DOWN");
    }

    /** A line for each time that one of those was found to be ready again. */
    List<String> came() {
        return lines("UP");
    }

    private List<String> lines(String state) {
        return process.written()
                .lines()
                .filter(line -> line.matches("Server .* is " + state + ".*"))
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }

    private String configuration(List<Replica> replicas) {
        return """
                global
                    log stdout format raw local0 notice
                defaults
                    mode http
                    log global
                    timeout connect 2s
                    timeout client 120s
                    timeout server 120s
                    timeout check 2s
                    retries 3
                    retry-on conn-failure
                    option redispatch 1
                frontend callers
                    bind 127.0.0.1:%d
                    default_backend vault
                backend vault
                    balance roundrobin
                    option httpchk GET /q/health/ready
                    http-check expect status 200
                    default-server check inter 250ms fall 1 rise 1
                %s
                """.formatted(port, servers(replicas));
    }

    private static String servers(List<Replica> replicas) {
        return IntStream.range(0, replicas.size())
                .mapToObj(i -> "    server replica-%d 127.0.0.1:%d port %d"
                        .formatted(i, replicas.get(i).port(), replicas.get(i).managementPort()))
                .collect(Collectors.joining("\n"));
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("HAProxy ended: " + process.written());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
