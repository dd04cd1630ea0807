package io.countersign.console;

import io.countersign.caller.Permission;
import io.countersign.connection.ConnectionRequest;
import io.countersign.connection.Connections;
import io.countersign.integration.IntegrationView;
import io.countersign.integration.Integrations;
import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.tenant.Tenants;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a connection is made. */
@ApplicationScoped
class NewConnectionPage {
    /** What a connection is called where a tenant needs no second one. */
    private static final String USUAL = "default";

    /** As many integrations as can be chosen from; with more, one is typed. */
    private static final int MOST = 200;

    private final Tenants tenants;
    private final Integrations integrations;
    private final Connections connections;

    NewConnectionPage(Tenants tenants, Integrations integrations, Connections connections) {
        this.tenants = tenants;
        this.integrations = integrations;
        this.connections = connections;
    }

    /** Fails with 404 where there is no such tenant. */
    Uni<Content> of(String tenant, Viewer viewer, Typed typed) {
        return tenants.get(tenant)
                .chain(() -> offered(viewer))
                .map(offered -> new Content(
                        "New connection of " + tenant,
                        new Link("Connections of " + tenant, Paths.connectionsOf(tenant)),
                        typed.around(block(tenant, viewer, typed, offered))));
    }

    /** Null where the caller may not know them. */
    private Uni<@Nullable Page<IntegrationView>> offered(Viewer viewer) {
        return viewer.may().everywhere(Permission.INTEGRATION_READ)
                ? integrations.list("", MOST)
                : Uni.createFrom().nullItem();
    }

    private static Block block(String tenant, Viewer viewer, Typed typed, @Nullable Page<IntegrationView> offered) {
        List<Form.Field> fields = new ArrayList<>(List.of(
                typed.text("connection", "Name", USUAL)
                        .hinted("What your systems call it by; “" + USUAL
                                + "” is fine for the tenant’s only one. It stays as it is."),
                integration(tenant, typed, offered),
                typed.choice("grant", "How it gets its tokens", grants())
                        .hinted("A user is impersonated with an RSA key of the integration’s, after one consent.")));
        if (viewer.may().everywhere(Permission.CONNECTION_MANAGE)) {
            fields.add(typed.text("user_id", "User to impersonate", null)
                    .hinted("The user’s id at DocuSign, a GUID. Only for impersonation, and even there it may stay"
                            + " empty: then it is whoever consents."));
        }
        fields.addAll(List.of(
                typed.text("expected_account_id", "Expected account id", null)
                        .hinted("The only DocuSign account that may be connected. Empty for any."),
                typed.text("expected_email", "Expected e-mail", null)
                        .hinted("The only person who may consent. Where it matches, and there is one account, nobody"
                                + " has to confirm."),
                typed.text("scopes", "Scopes", null).hinted("Between spaces. Empty for those of the integration.")));
        Block about = Block.of(
                        null,
                        "A connection holds the tokens for one DocuSign account of the tenant. Nobody is asked for"
                                + " anything yet: a consent link comes next.")
                .with(Form.changing(viewer, Paths.newConnection(tenant), fields, "Make the connection"));
        boolean none = offered != null && offered.items().isEmpty();
        return none && viewer.may().everywhere(Permission.INTEGRATION_MANAGE)
                ? about.withLinks(List.of(new Link("First make an integration", Paths.newIntegration())))
                : about;
    }

    private static Form.Field integration(String tenant, Typed typed, @Nullable Page<IntegrationView> offered) {
        if (offered == null || offered.next() != null) {
            return typed.text("integration", "Integration", null)
                    .needed()
                    .hinted("The name of the DocuSign app here, as whoever operates this vault calls it.");
        }
        List<Form.Option> options = new ArrayList<>();
        options.add(new Form.Option("", "Choose one", true));
        offered.items().stream()
                .filter(one -> one.tenant() == null || one.tenant().equals(tenant))
                .forEach(one -> options.add(
                        new Form.Option(one.name(), one.displayName() + " (" + one.environment() + ")", false)));
        return typed.choice("integration", "Integration", options)
                .needed()
                .hinted("The DocuSign app that people consent to.");
    }

    private static List<Form.Option> grants() {
        return List.of(
                new Form.Option("authorization_code", "A person consents, and it acts as them", true),
                new Form.Option("jwt_bearer", "A user is impersonated", false));
    }

    /** What the connection is to be called. */
    static String nameIn(PostedForm form) {
        return form.field("connection").orElse(USUAL);
    }

    /** What the form asks for. */
    static ConnectionRequest wanted(PostedForm form) {
        List<String> scopes = form.words("scopes");
        return new ConnectionRequest(
                form.field("integration").orElse(""),
                form.text("grant"),
                scopes.isEmpty() ? null : scopes,
                form.text("expected_account_id"),
                form.text("expected_email"),
                form.text("user_id"));
    }

    /**
     * Fails where there is such a connection already, for whoever could replace its settings. Whoever may not is told
     * nothing here.
     */
    Uni<Void> requireAbsent(Viewer viewer, String tenant, String connection) {
        boolean asked = Name.isValid(tenant)
                && Name.isValid(connection)
                && viewer.may().on(Permission.CONNECTION_MANAGE, tenant, connection);
        return asked
                ? Absence.require(
                        connections.get(tenant, connection),
                        "connection",
                        "is the name of a connection of this tenant already; choose another")
                : Uni.createFrom().voidItem();
    }
}
