package io.countersign.caller.identity;

import io.countersign.egress.Loopback;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What an issuer says of itself (OpenID Connect Discovery 1.0, section 4). */
final class DiscoveryDocument {
    private DiscoveryDocument() {}

    /**
     * Where its keys are. Empty where the document is another issuer's (section 4.3), or names no address that can be
     * trusted: {@code https} on any host, which the issuer may choose; {@code http} to this machine only for an issuer
     * that is asked so itself.
     */
    static Optional<URI> keysOf(TrustedIssuer issuer, Buffer document) {
        JsonObject members;
        try {
            members = new JsonObject(document);
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
        return issuer.issuer().equals(members.getValue("issuer")) && members.getValue("jwks_uri") instanceof String keys
                ? address(issuer, keys)
                : Optional.empty();
    }

    private static Optional<URI> address(TrustedIssuer issuer, String text) {
        try {
            URI address = new URI(text);
            boolean trusted = "https".equalsIgnoreCase(address.getScheme())
                    || ("http".equalsIgnoreCase(address.getScheme())
                            && Loopback.is(address.getHost())
                            && "http".equalsIgnoreCase(issuer.discoveryUrl().getScheme()));
            return trusted && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
