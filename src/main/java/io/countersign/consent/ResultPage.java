package io.countersign.consent;

import io.countersign.connection.Account;
import io.countersign.connection.Consenter;
import io.countersign.grant.ConsentOutcome;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page on which a consent ends: what happened, what it means, what to do. All text is escaped. Send it with the
 * end's {@link ConsentEnd#status()}.
 *
 * @param text the page's words
 * @param facts names and values below them; may be empty
 * @param consentLink where "Try again" leads; null where that does not help or the link is not known
 */
@CheckedTemplate(basePath = "consent", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record ResultPage(EndText text, List<Fact> facts, @Nullable String consentLink) implements TemplateInstance {
    private static final String SIGNED_IN = "You signed in as";

    ResultPage {
        Objects.requireNonNull(text, "text is null");
        facts = List.copyOf(facts);
    }

    /**
     * One line, such as "Signed in as: Jane Doe".
     *
     * @param label our words
     * @param value somebody's data, unescaped
     */
    record Fact(String label, String value) {}

    /**
     * The page for what was decided.
     *
     * @param consentLink the address of the consent link, null when it is not known; it is offered only where the
     *     result can be mended by starting again
     */
    static ResultPage of(ConsentResult result, @Nullable URI consentLink) {
        return switch (result) {
            case ConsentResult.Decided decided -> of(decided.end(), facts(decided), consentLink);
            case ConsentResult.Granted granted ->
                of(granted.end(), List.of(new Fact("Connection of", granted.tenantName())), consentLink);
            case ConsentResult.Stopped stopped -> of(stopped.end(), consentLink);
        };
    }

    /** The page for an end that needs no data of the case. */
    static ResultPage of(ConsentEnd end, @Nullable URI consentLink) {
        return of(end, List.of(), consentLink);
    }

    private static ResultPage of(ConsentEnd end, List<Fact> facts, @Nullable URI consentLink) {
        EndText text = end.text();
        return new ResultPage(
                text, facts, text.mayStartAgain() && consentLink != null ? SafeLink.of(consentLink) : null);
    }

    /** A page of these words alone. */
    static ResultPage of(EndText text) {
        return new ResultPage(text, List.of(), null);
    }

    /** The same page, naming the app that somebody was to allow. */
    ResultPage about(String appName) {
        Stream<Fact> app = Stream.of(new Fact("Application", appName));
        return new ResultPage(text, Stream.concat(app, facts.stream()).toList(), consentLink);
    }

    private static List<Fact> facts(ConsentResult.Decided decided) {
        String person = label(decided.person());
        return switch (decided.outcome()) {
            case ConsentOutcome.Connected connected ->
                List.of(new Fact("Account", nameOf(connected.account())), new Fact("Connected through", person));
            case ConsentOutcome.Pending pending -> pendingFacts(pending, new Fact("Signed in as", person));
            case ConsentOutcome.WrongEmail wrong ->
                List.of(new Fact("Invitation for", masked(wrong.expected())), new Fact(SIGNED_IN, person));
            case ConsentOutcome.WrongAccount wrong ->
                List.of(new Fact("DocuSign account (API account ID)", wrong.expected()), new Fact(SIGNED_IN, person));
            case ConsentOutcome.WithoutAccount without -> List.of(new Fact(SIGNED_IN, person));
        };
    }

    /** Which account it is, where there is one, or one was chosen. */
    private static List<Fact> pendingFacts(ConsentOutcome.Pending pending, Fact person) {
        return pending.leavesAChoice()
                ? List.of(person)
                : List.of(new Fact("Account", nameOf(pending.accounts().getFirst())), person);
    }

    private static String nameOf(Account account) {
        return Objects.requireNonNullElse(account.accountName(), account.accountId());
    }

    /** Name and e-mail in one line, or whichever of them is there. */
    static String label(Consenter person) {
        String name = Objects.requireNonNullElse(person.name(), "");
        String email = Objects.requireNonNullElse(person.email(), "");
        if (name.isBlank()) {
            return email.isBlank() ? "A user without a name" : email;
        }
        return email.isBlank() ? name : name + " (" + email + ")";
    }

    /** Keeps the first letter and the domain: enough for the person meant, too little for anybody else. */
    private static String masked(String email) {
        int at = email.lastIndexOf('@');
        if (at < 1) {
            return "***";
        }
        return email.substring(0, email.offsetByCodePoints(0, 1)) + "***" + email.substring(at);
    }
}
