package io.countersign.console;

import io.countersign.audit.LatestEvents;
import io.countersign.audit.RecordedEvent;
import io.countersign.caller.HeldPermissions;
import io.countersign.caller.Permission;
import io.countersign.connection.ConnectionCursor;
import io.countersign.connection.ConnectionFilter;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.Connections;
import io.countersign.connection.ReadableConnections;
import io.countersign.paging.Page;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows connections. */
@ApplicationScoped
class ConnectionPages {
    private static final int HISTORY = 20;

    private final Connections connections;
    private final LatestEvents events;
    private final InstantSource time;

    ConnectionPages(Connections connections, LatestEvents events, InstantSource time) {
        this.connections = connections;
        this.events = events;
        this.time = time;
    }

    /**
     * Which of them a list shows, as its form has it.
     *
     * @param state null for all
     * @param reason why a consent is required, null for all
     */
    record Shown(@Nullable String state, @Nullable String reason) {
        private ConnectionFilter filter() {
            return ConnectionFilter.of(state, reason, null);
        }

        private String in(String address) {
            return Paths.with(Paths.with(address, "state", state), "reason", reason);
        }
    }

    /** Those of all tenants that the caller may read. */
    Uni<Content> all(SecurityIdentity identity, Shown shown, @Nullable String after) {
        return connections
                .listAll(ReadableConnections.of(identity), shown.filter(), ConnectionCursor.of(after), Lists.LIMIT)
                .map(page -> list("Connections", null, Menu.CONNECTIONS.href(), true, page, shown));
    }

    /** Those of a tenant. Fails with 404 where there is no such tenant. */
    Uni<Content> ofTenant(SecurityIdentity identity, String tenant, Shown shown, String after) {
        // Whoever may not open the tenant's own page is not led there.
        Link up = HeldPermissions.of(identity).on(Permission.TENANT_READ, tenant)
                ? new Link(tenant, Paths.tenant(tenant))
                : Menu.CONNECTIONS.link();
        return connections
                .list(tenant, ReadableConnections.of(identity, tenant), shown.filter(), after, Lists.LIMIT)
                .map(page -> list("Connections of " + tenant, up, Paths.connectionsOf(tenant), false, page, shown));
    }

    private Content list(
            String title,
            @Nullable Link up,
            String address,
            boolean withTenant,
            Page<ConnectionView> page,
            Shown shown) {
        Form form = Form.leading(
                address,
                List.of(
                        Form.Field.choice("state", "State", Lists.states(shown.state())),
                        Form.Field.choice("reason", "Why a consent is required", Lists.reasons(shown.reason()))),
                "Show");
        Table table = Lists.connections(
                page,
                withTenant,
                withTenant ? "Connections that you may read, by tenant and name" : "Connections that you may read",
                Lists.next(shown.in(address), page.next()),
                time.instant());
        return new Content(title, up, List.of(Block.of(null, null).with(form), Block.table(null, table)));
    }

    /** One connection, with its history where the caller may read that. Fails with 404 where there is none. */
    Uni<Content> show(Viewer viewer, String tenant, String connection) {
        return connections
                .get(tenant, connection)
                .chain(view -> history(viewer.may(), tenant, connection).map(past -> content(view, past, viewer)));
    }

    private Uni<@Nullable List<RecordedEvent>> history(HeldPermissions may, String tenant, String connection) {
        return may.on(Permission.AUDIT_READ, tenant)
                ? events.ofConnection(tenant, connection, HISTORY)
                : Uni.createFrom().nullItem();
    }

    private Content content(ConnectionView view, @Nullable List<RecordedEvent> past, Viewer viewer) {
        Instant now = time.instant();
        HeldPermissions may = viewer.may();
        List<Block> blocks = ConnectionContent.standing(view, now);
        if (may.on(Permission.CONNECTION_MANAGE, view.tenant(), view.connection())) {
            blocks.addAll(ConnectionForms.of(view, viewer, now));
        }
        blocks.addAll(ConnectionContent.details(view, may, now));
        if (past != null) {
            blocks.add(Block.table("History", Events.ofConnection(past, now)));
        }
        return new Content(
                view.tenant() + " / " + view.connection(),
                new Link("Connections of " + view.tenant(), Paths.connectionsOf(view.tenant())),
                blocks);
    }
}
