package io.countersign.consent;

import io.countersign.connection.Account;
import io.countersign.connection.Consenter;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page on which whoever gave a consent chooses one of several accounts. All text is escaped.
 *
 * @param tenantName the tenant's display name
 * @param person who signed in, in words
 * @param accounts to choose from, DocuSign's default one first
 * @param attempt tells the attempt from others of this browser
 * @param action where the form posts to, without its origin
 * @param missing whether what was posted before names none of them
 */
@CheckedTemplate(basePath = "consent", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record AccountPage(
        String tenantName, String person, List<Choice> accounts, String attempt, String action, boolean missing)
        implements TemplateInstance {

    AccountPage {
        Objects.requireNonNull(tenantName, "tenantName is null");
        Objects.requireNonNull(person, "person is null");
        accounts = List.copyOf(accounts);
        Objects.requireNonNull(attempt, "attempt is null");
        Objects.requireNonNull(action, "action is null");
    }

    /**
     * One account.
     *
     * @param id its id, which tells it from another one of its name
     * @param name its name, or null
     */
    record Choice(String id, @Nullable String name) {

        static Choice of(Account account) {
            String name = account.accountName();
            return new Choice(account.accountId(), name == null || name.isBlank() ? null : name);
        }
    }

    /** The page for whoever may choose. */
    static AccountPage of(String tenantName, Consenter person, String attempt, URI action, boolean missing) {
        return new AccountPage(
                tenantName,
                ResultPage.label(person),
                person.accounts().stream().map(Choice::of).toList(),
                attempt,
                SafeLink.of(action),
                missing);
    }
}
