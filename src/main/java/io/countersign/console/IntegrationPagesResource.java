package io.countersign.console;

import io.countersign.integration.GoLiveReader;
import io.countersign.integration.GoLiveView;
import io.countersign.integration.IntegrationView;
import io.countersign.integration.Integrations;
import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Integrations, and what each still lacks to work in production. */
@Path("/console/integrations")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("integration:read")
class IntegrationPagesResource {
    private final Integrations integrations;
    private final GoLiveReader goLive;
    private final Shell shell;
    private final InstantSource time;

    IntegrationPagesResource(Integrations integrations, GoLiveReader goLive, Shell shell, InstantSource time) {
        this.integrations = integrations;
        this.goLive = goLive;
        this.shell = shell;
        this.time = time;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = Name.CURSOR_PATTERN, message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        return integrations.list(after, Lists.LIMIT).map(page -> shell.page(context, list(page)));
    }

    @GET
    @Path("/{integration}")
    @Operation(hidden = true)
    public Uni<Response> show(@RestPath String integration, @Context RoutingContext context) {
        return integrations
                .get(Name.existing(integration))
                .chain(view -> goLive.check(integration).map(checks -> shell.page(context, one(view, checks))));
    }

    private static Content list(Page<IntegrationView> page) {
        Table table = new Table(
                "DocuSign apps, by name",
                List.of("Integration", "Display name", "Environment", "Serves", "Flag"),
                page.items().stream()
                        .map(view -> new Table.Row(
                                Cell.of(new Link(view.name(), Paths.integration(view.name()))),
                                List.of(
                                        Cell.of(view.displayName()),
                                        Cell.of(view.environment()),
                                        Cell.of(view.tenant() == null ? "every tenant" : view.tenant()),
                                        flag(view))))
                        .toList(),
                "There is no integration yet. “First steps” in the menu leads to one, for whoever may make it.",
                Lists.next(Menu.INTEGRATIONS.href(), page.next()));
        return new Content("Integrations", null, List.of(Block.table(null, table)));
    }

    private static Cell flag(IntegrationView view) {
        return view.flag() == null
                ? Cell.of("none", Mood.QUIET)
                : Cell.of("flagged", Mood.BAD).noted(view.flag().reason());
    }

    private Content one(IntegrationView view, GoLiveView checks) {
        Instant now = time.instant();
        List<Block> blocks = new ArrayList<>();
        if (view.flag() != null) {
            blocks.add(Block.of(
                            null,
                            FlagWords.of(view.flag().reason()) + " An operator has to look at it. Flagged since "
                                    + Moments.of(view.flag().since(), now) + ".")
                    .in(Mood.BAD));
        }
        blocks.add(Block.facts(
                null,
                List.of(
                        Fact.of("Name", view.name()),
                        Fact.of("Environment", view.environment()),
                        Fact.of("Integration key", view.integrationKey()),
                        Fact.of("Client type", view.clientType()),
                        Fact.of("Scopes", String.join(" ", view.scopes())),
                        Fact.of("Serves", view.tenant() == null ? "every tenant" : view.tenant()),
                        Fact.of("Redirect URI", view.redirectUri().toString()))));
        blocks.add(goLive(checks));
        blocks.add(Block.table("Client secrets and RSA keys", credentials(view, now)));
        return new Content(view.displayName(), Menu.INTEGRATIONS.link(), blocks);
    }

    private static Block goLive(GoLiveView checks) {
        Table table = new Table(
                "What it needs in production",
                List.of("Check", "Standing", "What that means"),
                checks.checks().stream()
                        .map(check -> new Table.Row(
                                Cell.of(check.id().replace('_', ' ')),
                                List.of(Cell.of(check.status(), mood(check.status())), Cell.of(check.detail()))))
                        .toList(),
                "Nothing was looked at.",
                null);
        return Block.of(
                        "Go-live check",
                        checks.ready()
                                ? "Nothing that can be seen from here is missing for production."
                                : "Something is missing for production: see below.")
                .in(checks.ready() ? Mood.GOOD : Mood.CAUTION)
                .with(table);
    }

    private static Mood mood(String status) {
        return switch (status) {
            case "ok" -> Mood.GOOD;
            case "missing" -> Mood.BAD;
            default -> Mood.QUIET;
        };
    }

    /** That they are there, never which. */
    private static Table credentials(IntegrationView view, Instant now) {
        List<Table.Row> rows = new ArrayList<>();
        view.clientSecrets()
                .forEach(secret -> rows.add(new Table.Row(
                        Cell.of(secret.id().toString()),
                        List.of(Cell.of("client secret"), Moments.cell(secret.createdAt(), now)))));
        view.rsaKeys()
                .forEach(key -> rows.add(new Table.Row(
                        Cell.of(key.id().toString()),
                        List.of(Cell.of("RSA key"), Moments.cell(key.createdAt(), now)))));
        return new Table(
                "By id, the newest first",
                List.of("Id", "Kind", "Added"),
                rows,
                "There is neither a client secret nor an RSA key.",
                null);
    }
}
