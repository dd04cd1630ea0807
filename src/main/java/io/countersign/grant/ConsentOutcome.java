package io.countersign.grant;

import io.countersign.connection.Account;
import java.util.UUID;

/** What became of the tokens that a consent brought. */
public sealed interface ConsentOutcome {

    /** The connection is active with them. */
    record Connected(Account account) implements ConsentOutcome {}

    /** They wait for a caller's confirmation. */
    record Pending(UUID consentId) implements ConsentOutcome {}

    /** Not stored, because of who consented. */
    sealed interface Refused extends ConsentOutcome {}

    /** Not stored: the connection is pinned to another e-mail address. */
    record WrongEmail(String expected) implements Refused {}

    /** Not stored: the connection is pinned to another account. */
    record WrongAccount(String expected) implements Refused {}

    /** Not stored: the user belongs to no account. */
    record WithoutAccount() implements Refused {}

    /** Not stored: the connection was deleted, or belongs to another integration by now. */
    record Gone() implements ConsentOutcome {}
}
