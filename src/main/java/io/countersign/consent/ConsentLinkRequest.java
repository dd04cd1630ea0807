package io.countersign.consent;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a link; may be left out.
 *
 * @param expiresIn seconds, or null for the configured life
 * @param returnUrl where the person goes after a consent that ended well, or null for a page here
 */
record ConsentLinkRequest(
        @Min(60) @Nullable Long expiresIn,
        @Size(min = 1, max = 2000) @Nullable String returnUrl) {}
