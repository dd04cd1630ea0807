package io.countersign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are started more than once on the same one, or later: below those that the kernel gives to
 * outgoing connections. Whoever tries in vain to connect to one of those may be given the same one, and connect to
 * itself.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int LAST = 32_000;

    /** Whoever asks for two and starts both later would else get one port twice now and then. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port of loopback that nobody listens at now, and that nobody was given before. */
    public static int any() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!GIVEN.add(port)) {
                continue;
            }
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }
}
