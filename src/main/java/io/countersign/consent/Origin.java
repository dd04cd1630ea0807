package io.countersign.consent;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An origin as the HTML Standard compares it; the port is the scheme's where none is written. */
record Origin(String scheme, String host, int port) {
    /** Null where the address is not of http or https, or has no host. */
    static @Nullable Origin of(URI address) {
        String scheme = Objects.requireNonNullElse(address.getScheme(), "").toLowerCase(Locale.ROOT);
        String host = address.getHost();
        int usual = switch (scheme) {
            case "https" -> 443;
            case "http" -> 80;
            default -> -1;
        };
        return host == null || usual < 0
                ? null
                : new Origin(scheme, host.toLowerCase(Locale.ROOT), address.getPort() < 0 ? usual : address.getPort());
    }

    /** Null for {@code null}, which a sandboxed frame of any page sends, and for whatever else names no origin. */
    static @Nullable Origin of(String header) {
        try {
            URI address = new URI(header);
            boolean more = address.getRawUserInfo() != null
                    || address.getRawQuery() != null
                    || address.getRawFragment() != null
                    || !Objects.requireNonNullElse(address.getRawPath(), "").isEmpty();
            return more ? null : of(address);
        } catch (URISyntaxException malformed) {
            return null;
        }
    }
}
