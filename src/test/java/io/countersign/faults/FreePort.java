package io.countersign.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are started more than once on the same one: below those that the kernel gives to outgoing
 * connections.
 */
final class FreePort {
    private static final int FIRST = 12_000;
    private static final int LAST = 32_000;

    private FreePort() {}

    /** A port of loopback that nobody listens at now. */
    static int any() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }
}
