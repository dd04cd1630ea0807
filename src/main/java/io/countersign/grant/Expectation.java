package io.countersign.grant;

import io.countersign.connection.Account;
import io.countersign.connection.AsciiCase;
import io.countersign.connection.Consenter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a connection may belong to: its pins, and the user and account that it already has.
 *
 * @param accountId the pinned account, or null
 * @param email the pinned e-mail address, or null; compared without regard to the case of A to Z
 * @param knownSub the user that was accepted before, or null on a first consent
 * @param knownAccountId that user's account, or null
 */
record Expectation(
        @Nullable String accountId,
        @Nullable String email,
        @Nullable String knownSub,
        @Nullable String knownAccountId) {

    /** What is decided of a consent of this person. */
    ConsentOutcome judge(Consenter person) {
        if (email != null && !sameEmail(email, person.email())) {
            return new ConsentOutcome.WrongEmail(email);
        }
        if (person.accounts().isEmpty()) {
            return new ConsentOutcome.WithoutAccount();
        }
        List<Account> possible = possibleOf(person);
        if (possible.isEmpty()) {
            return new ConsentOutcome.WrongAccount(Objects.requireNonNull(accountId));
        }
        return accept(person, possible);
    }

    private List<Account> possibleOf(Consenter person) {
        return person.accounts().stream().filter(this::mayBe).toList();
    }

    /** Whether this person is whom the connection already has. */
    boolean knows(Consenter person) {
        return person.sub().equals(knownSub);
    }

    /**
     * What is decided where this person is whom the connection already has, and it was not the vault that wrote so:
     * whoever would be accepted waits, whatever is pinned.
     */
    ConsentOutcome judgeUnverified(Consenter person) {
        return switch (judge(person)) {
            case ConsentOutcome.Connected connected -> new ConsentOutcome.Pending(possibleOf(person));
            case ConsentOutcome outcome -> outcome;
        };
    }

    private ConsentOutcome accept(Consenter person, List<Account> possible) {
        if (knownSub == null) {
            boolean pinned = accountId != null || email != null;
            return pinned && possible.size() == 1
                    ? new ConsentOutcome.Connected(possible.getFirst())
                    : new ConsentOutcome.Pending(possible);
        }
        if (!knows(person)) {
            return new ConsentOutcome.Pending(possible);
        }
        return possible.stream()
                .filter(account -> knownAccountId != null && AsciiCase.same(account.accountId(), knownAccountId))
                .findFirst()
                .<ConsentOutcome>map(ConsentOutcome.Connected::new)
                .orElseGet(() -> new ConsentOutcome.Pending(possible));
    }

    /**
     * What is decided of an import, whose token has turned out to be this person's: a caller that manages the
     * connection vouches for it, so no pin has to. Without an account nothing else matters: there is nothing to confirm
     * once a pin is corrected.
     */
    ConsentOutcome judgeImport(Consenter person) {
        if (person.accounts().isEmpty()) {
            return new ConsentOutcome.WithoutAccount();
        }
        return switch (judge(person)) {
            case ConsentOutcome.Pending pending
            when (knownSub == null || knownSub.equals(person.sub())) && !pending.leavesAChoice() ->
                new ConsentOutcome.Connected(pending.accounts().getFirst());
            case ConsentOutcome outcome -> outcome;
        };
    }

    /** What is decided once this person has chosen one of several accounts: as if there were no other. */
    ConsentOutcome judgeChoice(Consenter person, Account chosen) {
        return judge(new Consenter(person.sub(), person.name(), person.email(), person.profile(), List.of(chosen)));
    }

    /** Whether the pin, if there is one, allows this account. */
    boolean mayBe(Account account) {
        return accountId == null || AsciiCase.same(accountId, account.accountId());
    }

    /** Whether the pin, if there is one, allows this address. */
    boolean mayBe(@Nullable String address) {
        return email == null || sameEmail(email, address);
    }

    private static boolean sameEmail(String expected, @Nullable String actual) {
        return actual != null && AsciiCase.sameAddress(expected, actual);
    }
}
