package io.countersign.consent;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page on which a consent ends: what happened, what it means, what to do. All text is escaped. Send it with the
 * result's {@link ConsentResult#status()}.
 *
 * @param text the page's words
 * @param facts names and values below them; may be empty
 * @param consentLink where "Try again" leads; null where that does not help or the link is not known
 */
@CheckedTemplate(basePath = "consent", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record ResultPage(
        ResultText text, List<Fact> facts, @Nullable String consentLink) implements TemplateInstance {
    ResultPage {
        Objects.requireNonNull(text, "text is null");
        facts = List.copyOf(facts);
    }

    /**
     * The page for a result.
     *
     * @param result how the consent ended
     * @param consentLink the address of the consent link, null when it is not known; it is offered only where the
     *     result can be mended by starting again
     */
    static ResultPage of(ConsentResult result, @Nullable URI consentLink) {
        ResultText text = result.text();
        return new ResultPage(
                text, result.facts(), text.mayStartAgain() && consentLink != null ? SafeLink.of(consentLink) : null);
    }
}
