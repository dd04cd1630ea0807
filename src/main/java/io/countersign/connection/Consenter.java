package io.countersign.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who consented, as DocuSign told.
 *
 * @param sub the user's id (GUID)
 * @param name or null
 * @param email or null
 * @param profile what else there was
 * @param accounts those the user belongs to, DocuSign's default one first; may be empty
 */
public record Consenter(
        String sub, @Nullable String name, @Nullable String email, Profile profile, List<Account> accounts) {

    /** Copies the accounts. */
    public Consenter {
        accounts = List.copyOf(accounts);
    }

    /** Of somebody about whom DocuSign told nothing else. */
    public Consenter(String sub, @Nullable String name, @Nullable String email, List<Account> accounts) {
        this(sub, name, email, Profile.UNKNOWN, accounts);
    }
}
