package io.countersign.console;

import io.countersign.integration.IntegrationRequest;
import io.countersign.integration.IntegrationView;
import io.countersign.integration.Integrations;
import io.countersign.naming.Name;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms by which integrations are made, changed and deleted. */
@ApplicationScoped
class IntegrationForms {
    private static final String SCOPES_HINT =
            "With spaces between them. Leave it empty for “signature extended”, which is what signing needs.";
    private static final String TENANT_HINT =
            "The name of a tenant, to which it belongs and with which it is deleted. Leave it empty, and every tenant"
                    + " can use it.";

    private final Integrations integrations;

    IntegrationForms(Integrations integrations) {
        this.integrations = integrations;
    }

    /** Where one is made. */
    Content makeOne(Viewer viewer, Typed typed) {
        Form form = Form.changing(
                viewer,
                Paths.newIntegration(),
                List.of(
                        typed.text("integration", "Name", null)
                                .needed()
                                .hinted("Lower-case letters, digits and hyphens. It stands in the redirect URI and"
                                        + " stays as it is."),
                        typed.choice(
                                        "environment",
                                        "Environment",
                                        List.of(
                                                new Form.Option("demo", "Demo (account-d.docusign.com)", true),
                                                new Form.Option(
                                                        "production", "Production (account.docusign.com)", false)))
                                .needed(),
                        typed.text("integration_key", "Integration key", null)
                                .needed()
                                .hinted("The GUID that DocuSign shows for the app, under Apps and Keys."),
                        typed.choice(
                                        "client_type",
                                        "Client type",
                                        List.of(
                                                new Form.Option("confidential", "Confidential: with a secret", true),
                                                new Form.Option("public", "Public: PKCE and no secret", false)))
                                .needed(),
                        typed.secret("client_secret", "Client secret")
                                .hinted("As DocuSign showed it; it can be added later. It is stored encrypted, and not"
                                        + " shown again: type it once more if this form comes back."),
                        typed.text("scopes", "Scopes", null).hinted(SCOPES_HINT),
                        typed.text("display_name", "Display name", null)
                                .hinted("What people read when they are asked to consent. Leave it empty for the"
                                        + " name."),
                        typed.text("tenant", "Only for this tenant", null).hinted(TENANT_HINT)),
                "Make the integration");
        Block about = Block.of(
                        null,
                        "An integration is an app that is registered at DocuSign. What is to be done there for it, and"
                                + " what it still lacks, stands on its page afterwards.")
                .with(form);
        return new Content("New integration", Menu.INTEGRATIONS.link(), typed.around(about));
    }

    /** Fails where there is such an integration already: a new one would change its app. */
    Uni<Void> requireAbsent(String integration) {
        return Name.isValid(integration)
                ? Absence.require(
                        integrations.get(integration),
                        "integration",
                        "is the name of an integration already; choose another")
                : Uni.createFrom().voidItem();
    }

    /** Where its display name, scopes and owner are changed. Fails with 404 where there is none. */
    Uni<Content> settings(Viewer viewer, String integration, Typed typed) {
        return integrations.get(integration).map(view -> {
            Form form = Form.changing(
                    viewer,
                    Paths.settings(integration),
                    List.of(
                            Shown.field(typed, mark(view)),
                            typed.text("display_name", "Display name", view.displayName())
                                    .hinted("What people read when they are asked to consent."),
                            typed.text("scopes", "Scopes", String.join(" ", view.scopes()))
                                    .hinted(SCOPES_HINT),
                            typed.text("tenant", "Only for this tenant", view.tenant())
                                    .hinted(TENANT_HINT)),
                    "Change it");
            Block about = Block.of(
                            null,
                            "Scopes count for consents from now on: connections keep what was granted to them."
                                    + " Environment, integration key and client type say which app it is, and stay:"
                                    + " make another integration for another app.")
                    .with(form);
            return new Content("Change " + integration, up(integration), typed.around(about));
        });
    }

    /**
     * What that form makes of it. Fails with 409 where it is not any more as it was shown, with 404 where there is
     * none.
     */
    Uni<IntegrationRequest> changed(PostedForm form, String integration) {
        return integrations.get(integration).map(view -> {
            Shown.require(form, mark(view), "The integration");
            return new IntegrationRequest(
                    view.environment(),
                    view.integrationKey(),
                    view.clientType(),
                    null,
                    scopes(form),
                    form.text("display_name"),
                    form.text("tenant"));
        });
    }

    /** What it means to delete it. Fails with 404 where there is none. */
    Uni<Content> deletion(Viewer viewer, String integration, Typed typed) {
        return integrations.get(integration).map(view -> {
            Form form = Form.changing(
                            viewer,
                            Paths.deletionOfIntegration(integration),
                            List.of(
                                    Shown.field(typed, mark(view)),
                                    typed.checks(
                                            "force",
                                            "Its disconnected connections",
                                            List.of(new Form.Option(
                                                    "true", "Delete them too, where it has any (force)", false)))),
                            "Delete the integration")
                    .destroying();
            Block about = Block.of(
                            null,
                            "“" + view.displayName() + "” (" + integration + ") goes with its client secrets and RSA"
                                    + " keys, for good. While connections use it, nothing is deleted: disconnect them"
                                    + " first, or give them another integration. Those that are disconnected name it"
                                    + " still, and are deleted with it if you say so below. At DocuSign the app stays"
                                    + " as it is.")
                    .in(Mood.CAUTION)
                    .with(form);
            return new Content("Delete this integration?", up(integration), typed.around(about));
        });
    }

    /** Fails with 409 where it is not any more as it was shown, with 404 where there is none. */
    Uni<Void> requireUnchanged(PostedForm form, String integration) {
        return integrations
                .get(integration)
                .invoke(view -> Shown.require(form, mark(view), "The integration"))
                .replaceWithVoid();
    }

    /** Null for none. */
    static @Nullable List<String> scopes(PostedForm form) {
        List<String> scopes = form.words("scopes");
        return scopes.isEmpty() ? null : scopes;
    }

    private static String mark(IntegrationView view) {
        return Shown.mark(
                view.createdAt(),
                view.updatedAt(),
                view.environment(),
                view.integrationKey(),
                view.clientType(),
                view.scopes(),
                view.displayName(),
                view.tenant());
    }

    private static Link up(String integration) {
        return new Link(integration, Paths.integration(integration));
    }
}
