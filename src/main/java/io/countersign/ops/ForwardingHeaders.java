package io.countersign.ops;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What proxies say of a request, before Quarkus reads it. That throws outside of all handlers where the text cannot be
 * what it should: the request would get no answer, and the log a stack trace. A proxy that appends to what a client
 * sent hands such a text on.
 */
final class ForwardingHeaders {
    private static final String FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";
    private static final List<String> OTHERS =
            List.of("X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Host", "X-Forwarded-Prefix");

    /** RFC 7239, section 6, and common in X-Forwarded-For: nobody says who it was. */
    private static final String UNKNOWN = "unknown";

    private static final Pattern FORWARDED_FOR = Pattern.compile("for=\"?([^;,\"]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT = Pattern.compile("[+-]?\\d+");
    private static final int LONGEST_PORT = 5;
    private static final int LAST_PORT = 65_535;

    private ForwardingHeaders() {}

    /** Takes out what cannot be read; an address becomes {@code unknown}, lest the proxy's own count for it. */
    static void clean(HttpHeaders headers) {
        String sender = headers.get(FOR);
        if (sender != null && !isReadable(first(sender))) {
            headers.set(FOR, UNKNOWN);
        }
        String forwarded = headers.get(FORWARDED);
        if (forwarded != null && !isReadableAsAWhole(first(forwarded))) {
            headers.set(FORWARDED, "for=" + UNKNOWN);
        }
        for (String name : OTHERS) {
            String value = headers.get(name);
            if (value != null && first(value).isEmpty()) {
                headers.remove(name);
            }
        }
    }

    private static String first(String value) {
        int comma = value.indexOf(',');
        return (comma < 0 ? value : value.substring(0, comma)).strip();
    }

    private static boolean isReadableAsAWhole(String element) {
        Matcher sender = FORWARDED_FOR.matcher(element);
        return !element.isEmpty()
                && (!sender.find() || isReadable(sender.group(1).strip()));
    }

    /** Whether it is a name or an address, with a port that there can be or without one. */
    private static boolean isReadable(String node) {
        int colon = node.lastIndexOf(':');
        return colon <= node.lastIndexOf(']') ? !node.isEmpty() : colon > 0 && isPossible(node.substring(colon + 1));
    }

    /** What is no number is not taken for a port. */
    private static boolean isPossible(String port) {
        if (!PORT.matcher(port).matches()) {
            return true;
        }
        return Character.isDigit(port.charAt(0))
                && port.length() <= LONGEST_PORT
                && Integer.parseInt(port) <= LAST_PORT;
    }
}
