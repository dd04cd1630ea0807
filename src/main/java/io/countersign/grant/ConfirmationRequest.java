package io.countersign.grant;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Which consent is accepted.
 *
 * @param consentId {@code pending.consent_id} of the connection's view
 * @param accountId one of {@code pending.accounts}; may be null where there is only one
 */
record ConfirmationRequest(
        @NotNull @Size(min = 1, max = 100) String consentId,
        @Size(min = 1, max = 100) @Nullable String accountId) {}
