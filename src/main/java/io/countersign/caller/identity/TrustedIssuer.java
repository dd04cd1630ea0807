package io.countersign.caller.identity;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An issuer whose tokens count.
 *
 * @param name what the configuration calls it
 * @param issuer {@code iss} of its tokens
 * @param audience what has to be in {@code aud}
 * @param jwksUrl where its keys are; empty where discovery tells
 * @param caFile authorities of its certificate; empty for Java's own
 * @param tokenFile what its key set wants to see; empty for nothing
 */
record TrustedIssuer(
        String name,
        String issuer,
        String audience,
        Optional<URI> jwksUrl,
        Optional<Path> caFile,
        Optional<Path> tokenFile) {

    /**
     * As it is configured.
     *
     * @throws IllegalStateException where something is missing that the checks at start ask for
     */
    static TrustedIssuer of(String name, CallerConfiguration.Issuer configured) {
        return new TrustedIssuer(
                name,
                configured.issuer().orElseThrow(() -> missing(name)),
                configured.audience().orElseThrow(() -> missing(name)),
                configured.jwksUrl(),
                configured.caFile(),
                configured.tokenFile());
    }

    /** OpenID Connect Discovery 1.0, section 4: behind the issuer, without a slash at its end. */
    URI discoveryUrl() {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/openid-configuration");
    }

    /** The only host that sees the token of {@link #tokenFile}, with its port. */
    String tokenAuthority() {
        return jwksUrl.orElseGet(() -> URI.create(issuer)).getRawAuthority();
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("countersign.caller.oidc.\"" + name + "\" lacks issuer or audience");
    }
}
