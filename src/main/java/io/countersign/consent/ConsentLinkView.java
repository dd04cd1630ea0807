package io.countersign.consent;

import java.time.Instant;

/**
 * A new link. Whoever has the URL can start a consent: it is shown once and should travel as a secret does.
 *
 * @param consentUrl absolute
 * @param expiresAt its end
 */
public record ConsentLinkView(String consentUrl, Instant expiresAt) {

    /** Never the link. */
    @Override
    public String toString() {
        return "ConsentLinkView[not shown]";
    }
}
