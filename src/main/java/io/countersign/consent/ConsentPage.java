package io.countersign.consent;

import io.countersign.docusign.Environment;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page behind a consent link: who asks for what, in words, and one button that leads to DocuSign. All text is
 * escaped.
 *
 * @param tenantName the tenant's display name
 * @param appName the integration's display name
 * @param demo true for DocuSign's developer (demo) environment, false for production
 * @param admin whether an administrator is asked for the whole organisation
 * @param permissions the requested scopes in words
 * @param linkEnds when the link ends, in words
 * @param expectedEmail the pinned e-mail in full (DocuSign gets the same as login hint), null when none is pinned
 * @param expectedAccountId the pinned account id, null when none is pinned
 * @param userId the DocuSign user who is named to be impersonated, null when nobody is or an administrator is asked
 * @param userEmail the address of that user, null until DocuSign has told it
 * @param action where the form posts to: this page's own address, without its origin
 */
@CheckedTemplate(basePath = "consent", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record ConsentPage(
        String tenantName,
        String appName,
        boolean demo,
        boolean admin,
        List<ScopeText> permissions,
        String linkEnds,
        @Nullable String expectedEmail,
        @Nullable String expectedAccountId,
        @Nullable String userId,
        @Nullable String userEmail,
        String action)
        implements TemplateInstance {

    ConsentPage {
        Objects.requireNonNull(tenantName, "tenantName is null");
        Objects.requireNonNull(appName, "appName is null");
        permissions = List.copyOf(permissions);
        Objects.requireNonNull(linkEnds, "linkEnds is null");
        Objects.requireNonNull(action, "action is null");
    }

    /**
     * The page for a link that can be used.
     *
     * @param action this page's own address
     */
    static ConsentPage of(ConsentLink link, URI action) {
        String userId = link.kind() == LinkKind.ADMIN ? null : link.userId();
        return new ConsentPage(
                link.tenantDisplayName(),
                link.appName(),
                link.environment() == Environment.DEMO,
                link.kind() == LinkKind.ADMIN,
                ScopeDescriptions.describe(link.scopes()),
                UtcText.of(link.expiresAt()),
                link.expectedEmail(),
                link.expectedAccountId(),
                userId,
                userId == null ? null : link.knownEmail(),
                SafeLink.of(action));
    }
}
