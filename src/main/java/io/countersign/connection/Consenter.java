package io.countersign.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who consented, as DocuSign told.
 *
 * @param sub the user's id (GUID)
 * @param name or null
 * @param email or null
 * @param accounts those the user belongs to, DocuSign's default one first; may be empty
 */
public record Consenter(
        String sub, @Nullable String name, @Nullable String email, List<Account> accounts) {

    /** Copies the accounts. */
    public Consenter {
        accounts = List.copyOf(accounts);
    }
}
