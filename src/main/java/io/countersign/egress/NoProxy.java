package io.countersign.egress;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code NO_PROXY} exempts. Its entries, apart by commas or spaces, are {@code *} for everything, a host, which
 * stands for all names below it as well, with or without {@code .} or {@code *.} in front, or an IP address; each with
 * a port behind a colon where it is meant for that port alone. Letter case does not count. No name is looked up, so a
 * network ({@code 10.0.0.0/8}) exempts nothing.
 */
final class NoProxy {
    private static final String ALL = "*";

    private final List<String> entries;

    private NoProxy(List<String> entries) {
        this.entries = entries;
    }

    static NoProxy parse(String list) {
        return new NoProxy(Stream.of(list.split("[,\\s]+"))
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    /** @param host as in a URL, an IPv6 address in brackets */
    boolean exempts(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT);
        return entries.stream().anyMatch(entry -> matches(entry, name, port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals(ALL)) {
            return true;
        }
        int colon = entry.lastIndexOf(':');
        // An IPv6 address without brackets is full of colons and has no port.
        boolean hasPort = colon > entry.lastIndexOf(']') && (entry.startsWith("[") || entry.indexOf(':') == colon);
        if (hasPort && !entry.substring(colon + 1).equals(Integer.toString(port))) {
            return false;
        }
        String name = hasPort ? entry.substring(0, colon) : entry;
        String bare = bare(name.startsWith("*.") ? name.substring(1) : name);
        String domain = bare.startsWith(".") ? bare.substring(1) : bare;
        return !domain.isEmpty() && (bare(host).equals(domain) || host.endsWith("." + domain));
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
