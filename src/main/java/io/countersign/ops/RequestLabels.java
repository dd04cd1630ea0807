package io.countersign.ops;

import io.countersign.problem.Addresses;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Keeps what strangers send out of the labels of HTTP's metrics. Quarkus labels a request that no operation took with
 * its path and its method as they were sent: a consent link would stand there, and after a hundred of them no meter
 * would be made for any other address.
 */
@Singleton
class RequestLabels implements MeterFilter {
    private static final String SERVER = "http.server.";
    private static final String URI = "uri";
    private static final String METHOD = "method";

    /** What stands for everything else, as Quarkus calls it. */
    private static final String UNKNOWN = "UNKNOWN";

    /** Quarkus' own words for what is no address. */
    private static final Set<String> WORDS = Set.of("NOT_FOUND", "REDIRECTION", "root", UNKNOWN, "/cors-preflight");

    /** RFC 9110, section 9, and RFC 5789. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final Addresses addresses;

    RequestLabels(Addresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public Meter.Id map(Meter.Id meter) {
        if (!meter.getName().startsWith(SERVER)) {
            return meter;
        }
        List<Tag> tags = meter.getTags().stream().map(this::bounded).toList();
        return meter.replaceTags(tags);
    }

    private Tag bounded(Tag tag) {
        return switch (tag.getKey()) {
            case URI -> Tag.of(URI, address(tag.getValue()));
            case METHOD -> METHODS.contains(tag.getValue()) ? tag : Tag.of(METHOD, UNKNOWN);
            default -> tag;
        };
    }

    private String address(String sent) {
        return WORDS.contains(sent)
                ? sent
                : addresses.find(sent).map(Addresses.Address::template).orElse(UNKNOWN);
    }
}
