package io.countersign.oauth;

import io.countersign.naming.Name;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whom a new handle is for, and how long it shall live.
 *
 * @param caller the name of the only client that it works for
 * @param expiresIn seconds; null stands for 365 days
 */
record RefreshHandleRequest(
        @NotNull(message = Name.RULE) @Pattern(regexp = Name.PATTERN, message = Name.RULE)
        String caller,

        @Min(value = 1, message = RULE) @Max(value = LONGEST, message = RULE) @Nullable
        Long expiresIn) {

    static final String RULE = "must be a whole number of seconds from 1 to 315360000 (3650 days)";

    /** 3650 days, in seconds. */
    static final long LONGEST = 3650L * 24 * 60 * 60;

    private static final Duration LIFE = Duration.ofDays(365);

    Duration life() {
        return expiresIn == null ? LIFE : Duration.ofSeconds(expiresIn);
    }
}
