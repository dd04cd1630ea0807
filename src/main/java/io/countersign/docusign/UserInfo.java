package io.countersign.docusign;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who consented.
 *
 * @param sub the user's id (GUID), not empty
 * @param name the user's name, or null
 * @param email the user's e-mail address, or null
 * @param accounts those the user belongs to, the default one first; may be empty
 */
public record UserInfo(
        String sub, @Nullable String name, @Nullable String email, List<Account> accounts) {

    /** Copies the accounts. */
    public UserInfo {
        accounts = List.copyOf(accounts);
    }

    /**
     * A DocuSign account.
     *
     * @param accountId its id (GUID), not empty
     * @param accountName its name, or null
     * @param baseUri where its API stands, without a path: {@code https} below docusign.net or docusign.com, or
     *     loopback if DocuSign is a simulator
     */
    public record Account(String accountId, @Nullable String accountName, URI baseUri) {}
}
