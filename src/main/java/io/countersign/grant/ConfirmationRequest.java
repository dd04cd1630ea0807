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
public record ConfirmationRequest(
        @NotNull(message = CONSENT_RULE) @Size(min = 1, max = 100, message = CONSENT_RULE)
        String consentId,

        @Size(min = 1, max = 100, message = ACCOUNT_RULE) @Nullable
        String accountId) {

    static final String CONSENT_RULE = "must be pending.consent_id of the connection, a text of 1 to 100 characters";
    static final String ACCOUNT_RULE =
            "must be the account_id of one of pending.accounts, a text of 1 to 100 characters";
}
