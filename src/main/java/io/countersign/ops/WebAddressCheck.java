package io.countersign.ops;

import io.countersign.egress.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** An address that must be {@code https}, or on loopback. */
final class WebAddressCheck implements StartupCheck {
    static final String PUBLIC_URL = "countersign.public-url";

    private final String property;
    private final String danger;

    /** @param danger what plain {@code http} would lead to, as half a sentence */
    WebAddressCheck(String property, String danger) {
        this.property = property;
        this.danger = danger;
    }

    @Override
    public List<Finding> check(Config configuration) {
        return configuration
                .getOptionalValue(property, String.class)
                .map(this::judge)
                .orElse(List.of());
    }

    /**
     * Whether browsers reach this service from elsewhere than this machine. An address that cannot be read counts as
     * public.
     */
    static boolean isPublic(Config configuration) {
        return configuration
                .getOptionalValue(PUBLIC_URL, String.class)
                .map(address -> !Loopback.is(parse(address).map(URI::getHost).orElse(null)))
                .orElse(false);
    }

    private List<Finding> judge(String text) {
        Optional<URI> address = parse(text).filter(WebAddressCheck::isWeb);
        if (address.isEmpty()) {
            return List.of(Finding.refuse(
                    property,
                    "is not an address that can be used. Give scheme, host and, where needed, port and path, without"
                            + " user, query and fragment: https://vault.example.com"));
        }
        if (address.get().getScheme().equalsIgnoreCase("https")) {
            return List.of();
        }
        return List.of(
                Loopback.is(address.get().getHost())
                        ? Finding.warn(
                                property, "is plain http. That is fine on this machine only, for trying things out.")
                        : Finding.refuse(property, "is plain http: " + danger + ". Use https."));
    }

    private static boolean isWeb(URI address) {
        return ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme()))
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }

    private static Optional<URI> parse(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
