package io.countersign.caller;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a new key shall live.
 *
 * @param expiresIn seconds; null stands for 90 days
 */
public record ApiKeyRequest(
        @Min(value = 1, message = RULE) @Max(value = LONGEST, message = RULE) @Nullable
        Long expiresIn) {

    static final String RULE = "must be a whole number of seconds from 1 to 31536000 (365 days)";

    /** 365 days, in seconds. */
    static final long LONGEST = 365L * 24 * 60 * 60;

    private static final Duration LIFE = Duration.ofDays(90);

    /** The body, or what stands for one that was left out. */
    static ApiKeyRequest orDefault(@Nullable ApiKeyRequest body) {
        return body == null ? new ApiKeyRequest(null) : body;
    }

    Duration life() {
        return expiresIn == null ? LIFE : Duration.ofSeconds(expiresIn);
    }
}
