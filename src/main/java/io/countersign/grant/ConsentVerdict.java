package io.countersign.grant;

import io.countersign.connection.Account;
import java.util.List;

/** What a consent amounts to, by who gave it. */
sealed interface ConsentVerdict {

    /** The connection takes the tokens, for this account. */
    record Accepted(Account account) implements ConsentVerdict {}

    /**
     * A caller has to confirm it.
     *
     * @param accounts to choose from, at least one
     */
    record Pending(List<Account> accounts) implements ConsentVerdict {}

    /** The connection may not take them. */
    record Refused(ConsentOutcome.Refused outcome) implements ConsentVerdict {}
}
