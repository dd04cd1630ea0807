package io.countersign.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether the vault's two ports are free, asked before anything is started. */
final class Ports {
    private static final Map<String, String> DEFAULTS =
            new TreeMap<>(Map.of("quarkus.http.port", "8080", "quarkus.management.port", "9000"));

    private Ports() {}

    /** One sentence about the first port that is taken, with what to do; empty where both are free. */
    static Optional<String> complaint() {
        return DEFAULTS.keySet().stream()
                .filter(property -> isTaken(port(property)))
                .findFirst()
                .map(property ->
                        "The demo needs port " + port(property) + ", which another program has: stop that program,"
                                + " or choose another port with -D" + property + "=" + (port(property) + 1000) + ".");
    }

    private static int port(String property) {
        String fromEnvironment =
                System.getenv().getOrDefault(property.replace('.', '_').toUpperCase(), DEFAULTS.get(property));
        return Integer.parseInt(System.getProperty(property, fromEnvironment));
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
