package io.countersign.grant;

import io.countersign.connection.Account;
import io.countersign.connection.AsciiCase;
import java.util.List;

/** What is decided of a consent, by who gave it. */
public sealed interface ConsentOutcome {

    /** The connection is active with its tokens, for this account. */
    record Connected(Account account) implements ConsentOutcome {}

    /**
     * Its tokens wait for a caller's confirmation.
     *
     * @param accounts to choose from, at least one
     */
    record Pending(List<Account> accounts) implements ConsentOutcome {

        /** Copies the accounts. */
        public Pending {
            accounts = List.copyOf(accounts);
        }

        /** Whether the person has to say which account is meant; DocuSign may list one twice. */
        public boolean leavesAChoice() {
            String first = accounts.getFirst().accountId();
            return accounts.stream().anyMatch(account -> !AsciiCase.same(account.accountId(), first));
        }
    }

    /** Nothing of it is stored, because of who gave it. */
    sealed interface Refused extends ConsentOutcome {}

    /** The connection is pinned to another e-mail address. */
    record WrongEmail(String expected) implements Refused {}

    /** The connection is pinned to another account. */
    record WrongAccount(String expected) implements Refused {}

    /** The user belongs to no account. */
    record WithoutAccount() implements Refused {}
}
