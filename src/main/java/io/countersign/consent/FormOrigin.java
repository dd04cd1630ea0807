package io.countersign.consent;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * Where a form was posted from, as far as the browser says. It does so in headers that no page can set: the relation of
 * the two sites (Fetch Metadata, W3C), and in browsers older than that the origin of the page (Fetch Standard, "append
 * a request `Origin` header"). Other clients send neither.
 *
 * @param sites every {@code Sec-Fetch-Site}
 * @param origins every {@code Origin}
 */
public record FormOrigin(List<String> sites, List<String> origins) {

    /** As a request says; an empty header is one too, and names nothing of ours. */
    public static FormOrigin of(MultiMap headers) {
        return new FormOrigin(headers.getAll("Sec-Fetch-Site"), headers.getAll("Origin"));
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
    public boolean mayBeOurs(URI publicUrl) {
        if (!sites.isEmpty()) {
            return sites.equals(List.of("same-origin"));
        }
        return origins.isEmpty()
                || (origins.size() == 1 && Objects.equals(Origin.of(publicUrl), Origin.of(origins.getFirst())));
    }
}
