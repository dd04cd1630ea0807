package io.countersign.ops;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Whose word is taken for where a request comes from. Limits and the trail go by that: where everybody's counts, each
 * request can come from a network of its own.
 */
final class ForwardedAddressCheck implements StartupCheck {
    private static final String FORWARDING = "quarkus.http.proxy.proxy-address-forwarding";
    private static final String TRUSTED = "quarkus.http.proxy.trusted-proxies";

    /** Of the addresses that nobody has (RFC 5737), what the manifests name where a site has to name its own. */
    private static final String NOBODY = "192.0.2.1";

    private static final Finding EVERYBODY = Finding.warn(
            TRUSTED,
            "names no proxy, so that everybody is believed who says in X-Forwarded-For where a request comes from:"
                    + " limits for networks hold nobody back, and the trail shows what strangers say. Name the proxies'"
                    + " addresses.");

    private static final Finding ONE_ADDRESS = Finding.warn(
            TRUSTED,
            "still names an address that nobody has, so that no proxy is believed: whoever comes through one counts"
                    + " as the proxy's own address, and shares its limits with everybody else. Name the proxies'"
                    + " addresses.");

    @Override
    public List<Finding> check(Config configuration) {
        boolean forwarding =
                configuration.getOptionalValue(FORWARDING, Boolean.class).orElse(false);
        if (!forwarding || !WebAddressCheck.isPublic(configuration)) {
            return List.of();
        }
        List<String> named = configuration
                .getOptionalValues(TRUSTED, String.class)
                .map(List::stream)
                .orElse(Stream.empty())
                .map(String::strip)
                .filter(proxy -> !proxy.isEmpty())
                .toList();
        if (named.isEmpty()) {
            return List.of(EVERYBODY);
        }
        return named.stream().allMatch(NOBODY::equals) ? List.of(ONE_ADDRESS) : List.of();
    }
}
