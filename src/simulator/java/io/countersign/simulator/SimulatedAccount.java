package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One DocuSign account a user belongs to, as userinfo lists it.
 *
 * @param accountId the account's GUID
 * @param isDefault whether this is the user's default account
 * @param accountName the name people see
 * @param baseUri where the account's API lives, without a path; null for the simulator itself, wherever it is reached
 * @param organizationId the GUID of the account's organization, or null where it belongs to none
 */
public record SimulatedAccount(
        String accountId,
        boolean isDefault,
        String accountName,
        @Nullable String baseUri,
        @Nullable String organizationId) {
    /** Checks that the required parts are there. */
    public SimulatedAccount {
        requireNonNull(accountId, "accountId is null");
        requireNonNull(accountName, "accountName is null");
    }
}
