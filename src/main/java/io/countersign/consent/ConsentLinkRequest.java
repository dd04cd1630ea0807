package io.countersign.consent;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a link; may be left out.
 *
 * @param expiresIn seconds, or null for the configured life
 * @param returnUrl where the person goes after a consent that ended well, or null for a page here
 * @param kind {@code individual}, which is also what null means, or {@code admin}
 */
@WithinConfiguration
public record ConsentLinkRequest(
        @Min(value = ConsentLinkRequest.SHORTEST, message = "must be a whole number of seconds, at least 60") @Nullable
        Long expiresIn,

        @Size(min = 1, max = ReturnOrigins.LONGEST, message = ReturnOrigins.RULE) @Nullable
        String returnUrl,

        @Pattern(regexp = "individual|admin", message = "must be individual or admin") @Nullable
        String kind) {

    /** Seconds. */
    static final long SHORTEST = 60;
}
