package io.countersign.console;

import io.countersign.caller.Permission;
import io.countersign.connection.ConnectionCursor;
import io.countersign.connection.ConnectionFilter;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.Connections;
import io.countersign.connection.ReadableConnections;
import io.countersign.integration.IntegrationView;
import io.countersign.integration.Integrations;
import io.countersign.integration.PublicUrl;
import io.countersign.tenant.TenantView;
import io.countersign.tenant.Tenants;
import io.countersign.tenant.Visible;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Shows whoever sets up the vault how far it is from a first token. */
@ApplicationScoped
class StartPage {
    private final Integrations integrations;
    private final Tenants tenants;
    private final Connections connections;
    private final PublicUrl publicUrl;

    StartPage(Integrations integrations, Tenants tenants, Connections connections, PublicUrl publicUrl) {
        this.integrations = integrations;
        this.tenants = tenants;
        this.connections = connections;
        this.publicUrl = publicUrl;
    }

    /** By what that caller may read. */
    Uni<Content> show(SecurityIdentity identity, Viewer viewer) {
        boolean makesCallers = viewer.may().everywhere(Permission.CALLER_MANAGE);
        return furthest(ReadableConnections.of(identity))
                .chain(connection -> tenant(identity, connection)
                        .chain(tenant -> integration(connection)
                                .map(integration -> new FirstSteps(integration, tenant, connection, makesCallers))))
                .map(steps -> steps.content(publicUrl));
    }

    /** The connection's, else any; null where there is none. */
    private Uni<@Nullable IntegrationView> integration(@Nullable ConnectionView connection) {
        return connection != null
                ? integrations.get(connection.integration())
                : integrations
                        .list("", 1)
                        .map(page -> page.items().stream().findFirst().orElse(null));
    }

    /** An active connection, else any; null where there is none. */
    private Uni<@Nullable ConnectionView> furthest(ReadableConnections readable) {
        return first(readable, ConnectionState.ACTIVE.wireName())
                .chain(active -> active == null
                        ? first(readable, null)
                        : Uni.createFrom().item(active));
    }

    private Uni<@Nullable ConnectionView> first(ReadableConnections readable, @Nullable String state) {
        return connections
                .listAll(readable, ConnectionFilter.of(state, null, null), ConnectionCursor.of(null), 1)
                .map(page -> page.items().stream().findFirst().orElse(null));
    }

    private Uni<@Nullable String> tenant(SecurityIdentity identity, @Nullable ConnectionView connection) {
        return connection != null
                ? Uni.createFrom().item(connection.tenant())
                : Visible.of(identity)
                        .chain(visible -> tenants.list(visible, "", 1))
                        .map(page -> page.items().stream()
                                .findFirst()
                                .map(TenantView::name)
                                .orElse(null));
    }
}
