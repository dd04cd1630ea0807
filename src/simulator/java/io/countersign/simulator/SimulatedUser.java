package io.countersign.simulator;

import static java.util.Objects.requireNonNull;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A person who can sign in at the simulator.
 *
 * @param sub the user's GUID, stable for ever
 * @param name the full name
 * @param givenName the first name
 * @param familyName the last name
 * @param email what the person types to sign in; compared without regard to case
 * @param created when the user was created; DocuSign reports it without a time zone
 * @param accounts the accounts the user belongs to, possibly none
 * @param organizationAdmin whether the user may consent for everybody in the organizations of these accounts
 */
public record SimulatedUser(
        String sub,
        String name,
        String givenName,
        String familyName,
        String email,
        LocalDateTime created,
        List<SimulatedAccount> accounts,
        boolean organizationAdmin) {
    /** Checks that every part is there and copies the accounts. */
    public SimulatedUser {
        requireNonNull(sub, "sub is null");
        requireNonNull(name, "name is null");
        requireNonNull(givenName, "givenName is null");
        requireNonNull(familyName, "familyName is null");
        requireNonNull(email, "email is null");
        requireNonNull(created, "created is null");
        accounts = List.copyOf(accounts);
    }

    /** A user who administers no organization. */
    public SimulatedUser(
            String sub,
            String name,
            String givenName,
            String familyName,
            String email,
            LocalDateTime created,
            List<SimulatedAccount> accounts) {
        this(sub, name, givenName, familyName, email, created, accounts, false);
    }

    /** This user as an administrator of the organizations of the user's accounts, or as none. */
    public SimulatedUser withOrganizationAdmin(boolean admin) {
        return new SimulatedUser(sub, name, givenName, familyName, email, created, accounts, admin);
    }

    /** The organizations of the user's accounts. */
    Set<String> organizationIds() {
        return accounts.stream()
                .map(SimulatedAccount::organizationId)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }
}
