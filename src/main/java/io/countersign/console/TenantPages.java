package io.countersign.console;

import io.countersign.caller.HeldPermissions;
import io.countersign.caller.Permission;
import io.countersign.connection.ConnectionFilter;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.Connections;
import io.countersign.connection.ReadableConnections;
import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.tenant.TenantView;
import io.countersign.tenant.Tenants;
import io.countersign.tenant.Visible;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows tenants. */
@ApplicationScoped
class TenantPages {
    private final Tenants tenants;
    private final Connections connections;
    private final InstantSource time;

    TenantPages(Tenants tenants, Connections connections, InstantSource time) {
        this.tenants = tenants;
        this.connections = connections;
        this.time = time;
    }

    /**
     * Those that the caller may read.
     *
     * @param search how their names or display names begin; empty for all
     */
    Uni<Content> list(SecurityIdentity identity, String search, String after) {
        return Visible.of(identity)
                .chain(visible -> search.isEmpty()
                        ? tenants.list(visible, after, Lists.LIMIT)
                        : tenants.search(visible, search, after, Lists.LIMIT))
                .map(page -> list(page, search, HeldPermissions.of(identity)));
    }

    private Content list(Page<TenantView> page, String search, HeldPermissions may) {
        Instant now = time.instant();
        Form form = Form.leading(
                Menu.TENANTS.href(),
                List.of(Form.Field.text("q", "Name or display name begins with", search)),
                "Search");
        Table table = new Table(
                search.isEmpty() ? "All tenants that you may read, by name" : "Tenants that begin so, by name",
                List.of("Tenant", "Display name", "Made"),
                page.items().stream()
                        .map(tenant -> new Table.Row(
                                Cell.of(new Link(tenant.name(), Paths.tenant(tenant.name()))),
                                List.of(Cell.of(tenant.displayName()), Moments.cell(tenant.createdAt(), now))))
                        .toList(),
                search.isEmpty()
                        ? "There is no tenant yet that you may read."
                        : "No tenant that you may read begins so.",
                Lists.next(Paths.with(Menu.TENANTS.href(), "q", search), page.next()));
        List<Link> links =
                may.anywhere(Permission.TENANT_MANAGE) ? List.of(new Link("New tenant", Paths.newTenant())) : List.of();
        return new Content(
                "Tenants", null, List.of(Block.of(null, null).with(form).withLinks(links), Block.table(null, table)));
    }

    /** Where one is made. */
    Content makeOne(Viewer viewer, Typed typed) {
        Form form = Form.changing(
                viewer,
                Paths.newTenant(),
                List.of(
                        typed.text("tenant", "Name", null)
                                .needed()
                                .hinted("What your systems call it by: lower-case letters, digits and hyphens. It stays"
                                        + " as it is."),
                        typed.text("display_name", "Display name", null)
                                .needed()
                                .hinted("What people read when they are asked to consent.")),
                "Make the tenant");
        Block about = Block.of(
                        null,
                        "A tenant is a customer: the connections to its DocuSign accounts are kept together,"
                                + " encrypted under a key of its own.")
                .with(form);
        return new Content("New tenant", Menu.TENANTS.link(), typed.around(about));
    }

    /**
     * Fails where there is such a tenant already, for whoever could replace it: a new one would take its display name.
     * Whoever may not is told nothing here.
     */
    Uni<Void> requireAbsent(Viewer viewer, String tenant) {
        if (!Name.isValid(tenant) || !viewer.may().on(Permission.TENANT_MANAGE, tenant)) {
            return Uni.createFrom().voidItem();
        }
        return Absence.require(tenants.get(tenant), "tenant", "is the name of a tenant already; choose another");
    }

    /** One tenant with its first connections. Fails with 404 where there is none. */
    Uni<Content> show(SecurityIdentity identity, Viewer viewer, String tenant) {
        return tenants.get(tenant)
                .chain(view -> first(identity, viewer.may(), tenant).map(page -> content(view, page, viewer)));
    }

    private Uni<@Nullable Page<ConnectionView>> first(SecurityIdentity identity, HeldPermissions may, String tenant) {
        return may.onSomeOf(Permission.CONNECTION_READ, tenant)
                ? connections.list(
                        tenant,
                        ReadableConnections.of(identity, tenant),
                        ConnectionFilter.of(null, null, null),
                        "",
                        Lists.LIMIT)
                : Uni.createFrom().nullItem();
    }

    private Content content(TenantView tenant, @Nullable Page<ConnectionView> page, Viewer viewer) {
        HeldPermissions may = viewer.may();
        Instant now = time.instant();
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.of("Name", tenant.name()),
                Fact.of("Made", Moments.of(tenant.createdAt(), now)),
                Fact.of("Changed", Moments.of(tenant.updatedAt(), now))));
        if (may.on(Permission.AUDIT_READ, tenant.name())) {
            facts.add(new Fact(
                    "History",
                    Cell.of(new Link("Its audit trail", Paths.with(Menu.AUDIT.href(), "tenant", tenant.name())))));
        }
        List<Block> blocks = new ArrayList<>(List.of(Block.facts(null, facts)));
        if (page != null) {
            blocks.add(Block.table(
                    "Connections",
                    Lists.connections(
                            page,
                            false,
                            "Its connections that you may read, by name",
                            Lists.next(Paths.connectionsOf(tenant.name()), page.next()),
                            now)));
        }
        if (may.onSomeOf(Permission.CONNECTION_MANAGE, tenant.name())) {
            blocks.add(Block.links(List.of(new Link("New connection", Paths.newConnection(tenant.name())))));
        }
        if (may.on(Permission.TENANT_MANAGE, tenant.name())) {
            blocks.add(TenantForms.rename(tenant, viewer, Typed.NOTHING)
                    .withLinks(List.of(new Link("Delete the tenant …", Paths.deletionOfTenant(tenant.name())))));
        }
        return new Content(tenant.displayName(), Menu.TENANTS.link(), blocks);
    }
}
