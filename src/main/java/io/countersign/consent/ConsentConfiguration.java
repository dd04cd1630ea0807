package io.countersign.consent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Consent links: {@code countersign.consent.*}. */
@ConfigMapping(prefix = "countersign.consent")
public interface ConsentConfiguration {

    /** How long a link lives whose maker does not say. */
    @WithDefault("P7D")
    Duration linkLife();

    /** How long a link may live at most. */
    @WithDefault("P30D")
    Duration longestLinkLife();

    /** How long a person may take at DocuSign. */
    @WithDefault("PT10M")
    Duration attemptLife();

    /**
     * Origins (scheme, host, port) below which a link's {@code return_url} may lie; none by default, so that no page
     * redirects anywhere.
     */
    Optional<List<URI>> returnOrigins();
}
