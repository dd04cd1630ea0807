package io.countersign.egress;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a host is this machine. Judges the text: asking a name server could be answered by anybody. */
public final class Loopback {
    private Loopback() {}

    /**
     * Judges one.
     *
     * @param host as in a URL, so an IPv6 address may stand in brackets; null is no host
     */
    public static boolean is(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("::1")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }
}
