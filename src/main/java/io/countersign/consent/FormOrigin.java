package io.countersign.consent;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a form was posted from, as far as the browser says. It does so in headers that no page can set: the relation of
 * the two sites (Fetch Metadata, W3C), and in browsers older than that the origin of the page (Fetch Standard, "append
 * a request `Origin` header"). Other clients send neither.
 *
 * @param sites every {@code Sec-Fetch-Site}
 * @param origins every {@code Origin}
 */
record FormOrigin(List<String> sites, List<String> origins) {

    /** As a request says; an empty header is one too, and names nothing of ours. */
    static FormOrigin of(MultiMap headers) {
        return new FormOrigin(headers.getAll("Sec-Fetch-Site"), headers.getAll("Origin"));
    }

    /** An origin as the HTML Standard compares it; the port is the scheme's where none is written. */
    private record Origin(String scheme, String host, int port) {
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
                    : new Origin(
                            scheme, host.toLowerCase(Locale.ROOT), address.getPort() < 0 ? usual : address.getPort());
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

    /**
     * Whether it may be one of this service's own pages. {@code Sec-Fetch-Site} decides where it is sent: that of a
     * reload or of the address bar is {@code none}. An {@code Origin} is asked only without it.
     *
     * <p>{@code Origin: null} is no proof of anything, so nobody may pass with it; and nobody has to: the page with
     * the form asks for a referrer policy under which browsers name its origin, see {@link PageSecurity}.
     *
     * @param publicUrl the address under which browsers reach this service
     */
    boolean mayBeOurs(URI publicUrl) {
        if (!sites.isEmpty()) {
            return sites.equals(List.of("same-origin"));
        }
        return origins.isEmpty()
                || (origins.size() == 1 && Objects.equals(Origin.of(publicUrl), Origin.of(origins.getFirst())));
    }
}
