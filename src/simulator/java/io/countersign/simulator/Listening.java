package io.countersign.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The addresses under which a server that listens somewhere is reached. */
final class Listening {
    private Listening() {}

    /**
     * The name or address under which this machine reaches the server, ready for a URL.
     *
     * @param address where it listens
     */
    static String hostOf(InetAddress address) {
        if (address instanceof Inet6Address && !address.isAnyLocalAddress()) {
            // "localhost" is often the IPv4 one only.
            return "[" + address.getHostAddress().replaceFirst("%.*", "") + "]";
        }
        return address.isAnyLocalAddress() || address.getHostAddress().equals("127.0.0.1")
                ? "localhost"
                : address.getHostAddress();
    }

    /**
     * The addresses under which other machines reach it; none if it listens at one address only.
     *
     * @param address where it listens
     */
    static List<String> otherHosts(InetAddress address) {
        if (!address.isAnyLocalAddress()) {
            return List.of();
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(own -> own instanceof Inet4Address && !own.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (SocketException unknown) {
            return List.of();
        }
    }

    /**
     * Where to listen.
     *
     * @throws UncheckedIOException when there is no such address
     */
    static InetSocketAddress at(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw failed(host, port, new IOException("there is no such address"));
        }
        return address;
    }

    /** What to tell whoever asked for that address, and what to do about it. */
    static UncheckedIOException failed(String host, int port, IOException why) {
        boolean taken =
                why instanceof BindException && String.valueOf(why.getMessage()).contains("in use");
        String advice = taken
                ? "Something else listens there: choose another port, or 0 for any free one."
                : "Choose an address of this machine: 127.0.0.1 to be reached from this machine only,"
                        + " 0.0.0.0 to be reached from others too.";
        return new UncheckedIOException(
                "The simulator cannot listen at " + host + ":" + port + " (" + why.getMessage() + "). " + advice, why);
    }
}
