package io.countersign.consent;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where people may be sent after a consent: only below the configured origins, so that no link turns this service into
 * an open redirector.
 */
@ApplicationScoped
class ReturnOrigins {
    private final List<URI> origins;

    ReturnOrigins(ConsentConfiguration configuration) {
        origins = configuration.returnOrigins().orElse(List.of()).stream()
                .filter(origin -> origin.getHost() != null)
                .toList();
    }

    /** The address if it may be used: absolute, without user information, and of an allowed origin to the letter. */
    Optional<URI> allowed(String address) {
        try {
            URI uri = new URI(address);
            boolean plain = uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            return plain && origins.stream().anyMatch(origin -> sameOrigin(origin, uri))
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean sameOrigin(URI origin, URI address) {
        return Objects.equals(scheme(origin), scheme(address))
                && origin.getHost().equalsIgnoreCase(address.getHost())
                && port(origin) == port(address);
    }

    private static String scheme(URI uri) {
        return Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return scheme(uri).equals("https") ? 443 : 80;
    }
}
