package io.countersign.caller.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * The name in a certificate that stands for a caller, of the kinds that RFC 5280, section 4.2.1.6 calls dNSName and
 * uniformResourceIdentifier: {@code dns:worker.example.com}, {@code uri:spiffe://example.org/billing}. The same rules
 * for a name that somebody puts and for one that is found in a certificate, so that each can be the other.
 */
public final class CertificateName {
    static final String DNS = "dns:";
    static final String URI_PREFIX = "uri:";

    /** Characters of a URI: the limit of a SPIFFE ID. */
    private static final int LONGEST_URI = 2048;

    private static final int LONGEST_HOST = 253;

    private static final Pattern HOST =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    private CertificateName() {}

    /**
     * Whether that is such a name: {@code dns:} with a host name in small letters and without a wildcard, or
     * {@code uri:} with an absolute URI of ASCII.
     */
    public static boolean is(String text) {
        if (text.startsWith(DNS)) {
            return isHost(text.substring(DNS.length()));
        }
        return text.startsWith(URI_PREFIX) && isUri(text.substring(URI_PREFIX.length()));
    }

    private static boolean isHost(String host) {
        return host.length() <= LONGEST_HOST && HOST.matcher(host).matches();
    }

    private static boolean isUri(String text) {
        if (text.length() > LONGEST_URI || !VISIBLE_ASCII.matcher(text).matches()) {
            return false;
        }
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
