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
 * @param profile what else DocuSign told
 * @param accounts those the user belongs to, the default one first; may be empty
 */
public record UserInfo(
        String sub, @Nullable String name, @Nullable String email, Profile profile, List<Account> accounts) {

    /** Copies the accounts. */
    public UserInfo {
        accounts = List.copyOf(accounts);
    }

    /** Of somebody about whom DocuSign told nothing else. */
    public UserInfo(String sub, @Nullable String name, @Nullable String email, List<Account> accounts) {
        this(sub, name, email, Profile.UNKNOWN, accounts);
    }

    /**
     * What nothing here depends on, and what clients of DocuSign's userinfo want to see: texts as DocuSign wrote them.
     *
     * @param givenName the first name, or null
     * @param familyName the last name, or null
     * @param created when the user was created, without a time zone, which is why it is not read; or null
     */
    public record Profile(
            @Nullable String givenName,
            @Nullable String familyName,
            @Nullable String created) {
        /** Nothing of it is known. */
        public static final Profile UNKNOWN = new Profile(null, null, null);
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
