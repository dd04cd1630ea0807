package io.countersign.console;

import io.countersign.importing.ImportBatchView;
import io.countersign.importing.ImportBatches;
import io.countersign.importing.ImportLineView;
import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
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
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Bulk imports, how far they are, and what became of their lines. */
@Path("/console/imports")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("every-tenant:import")
class ImportPagesResource {
    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final List<String> STATUSES = List.of("waiting", "active", "pending", "refused", "invalid");

    private final ImportBatches batches;
    private final Shell shell;
    private final InstantSource time;

    ImportPagesResource(ImportBatches batches, Shell shell, InstantSource time) {
        this.batches = batches;
        this.shell = shell;
        this.time = time;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(
            @QueryParam("after") @DefaultValue("") @Pattern(regexp = "|" + ID, message = Name.CURSOR_RULE) String after,
            @Context RoutingContext context) {
        return batches.list(after.isEmpty() ? null : UUID.fromString(after), Lists.LIMIT)
                .map(page -> shell.page(context, list(page)));
    }

    @GET
    @Path("/{id}")
    @Operation(hidden = true)
    public Uni<Response> show(
            @RestPath String id,
            @QueryParam("status")
                    @DefaultValue("")
                    @Pattern(
                            regexp = "|waiting|active|pending|refused|invalid",
                            message = "must be waiting, active, pending, refused or invalid")
                    String status,
            @QueryParam("after") @DefaultValue("0") @Pattern(regexp = "[0-9]{1,9}", message = Name.CURSOR_RULE)
                    String after,
            @Context RoutingContext context) {
        if (!id.matches(ID)) {
            throw Problem.notFound().toException();
        }
        UUID batch = UUID.fromString(id);
        return batches.get(batch)
                .chain(view -> batches.lines(batch, Lists.given(status), Integer.parseInt(after), Lists.LIMIT)
                        .map(lines -> shell.page(context, one(view, lines, Lists.given(status)))));
    }

    private Content list(Page<ImportBatchView> page) {
        Table table = new Table(
                "Bulk imports, the newest first",
                List.of("Import", "State", "Lines", "Connected", "To confirm", "Refused or invalid", "Waiting"),
                page.items().stream()
                        .map(view -> new Table.Row(
                                Cell.of(new Link(Moments.utc(view.createdAt()), Paths.batch(view.id())))
                                        .noted(view.id()),
                                List.of(
                                        state(view),
                                        Cell.of(view.lines()),
                                        Cell.of(view.active()),
                                        Cell.of(view.pending()),
                                        Cell.of(view.refused() + view.invalid()),
                                        Cell.of(view.waiting()))))
                        .toList(),
                "Nothing was imported in bulk, or it was long ago.",
                Lists.next(Menu.IMPORTS.href(), page.next()));
        return new Content("Imports", null, List.of(Block.table(null, table)));
    }

    private static Cell state(ImportBatchView view) {
        return Cell.of(
                view.state(),
                switch (view.state()) {
                    case "finished" -> Mood.GOOD;
                    case "stopped" -> Mood.CAUTION;
                    default -> Mood.QUIET;
                });
    }

    private Content one(ImportBatchView view, Page<ImportLineView> lines, @Nullable String status) {
        String address = Paths.batch(view.id());
        Bar bar = Bar.of(List.of(
                part("Connected", view.active(), Mood.GOOD, address, "active"),
                part("To confirm", view.pending(), Mood.CAUTION, address, "pending"),
                part("Refused", view.refused(), Mood.BAD, address, "refused"),
                part("Invalid", view.invalid(), Mood.BAD, address, "invalid"),
                part("Waiting", view.waiting(), Mood.QUIET, address, "waiting")));
        Form form = Form.leading(address, List.of(Form.Field.choice("status", "Lines", options(status))), "Show");
        return new Content(
                "Import of " + Moments.utc(view.createdAt()),
                Menu.IMPORTS.link(),
                List.of(
                        Block.of(null, standing(view)).with(bar),
                        Block.of("Lines", null)
                                .with(form)
                                .with(lines(lines, Lists.next(Paths.with(address, "status", status), lines.next())))));
    }

    private String standing(ImportBatchView view) {
        String words = switch (view.state()) {
            case "finished" -> "It has come to its end.";
            case "stopped" -> "A caller stopped it: the tokens that had not been sent to DocuSign were destroyed.";
            default -> "It goes on by itself.";
        };
        return words + " Received " + Moments.of(view.createdAt(), time.instant()) + ", with " + view.lines()
                + (view.lines() == 1 ? " line." : " lines.");
    }

    private static Bar.Part part(String label, long number, Mood mood, String address, String status) {
        return new Bar.Part(label, number, mood, Paths.with(address, "status", status));
    }

    private static List<Form.Option> options(@Nullable String status) {
        return Stream.concat(
                        Stream.of(new Form.Option("", "All lines", status == null)),
                        STATUSES.stream().map(one -> new Form.Option(one, one, one.equals(status))))
                .toList();
    }

    private static Table lines(Page<ImportLineView> page, @Nullable Link next) {
        return new Table(
                "In the order of the upload",
                List.of("Line", "Tenant", "Connection", "Status", "Reason"),
                page.items().stream()
                        .map(line -> new Table.Row(
                                Cell.of(line.number()),
                                List.of(
                                        Cell.of(line.tenant()),
                                        connection(line),
                                        Cell.of(line.status(), mood(line.status())),
                                        Cell.of(line.reason()))))
                        .toList(),
                "There is no such line.",
                next);
    }

    /** Only what is connected is certain to be there. */
    private static Cell connection(ImportLineView line) {
        return line.tenant() != null
                        && line.connection() != null
                        && line.status().equals("active")
                ? Cell.of(new Link(line.connection(), Paths.connection(line.tenant(), line.connection())))
                : Cell.of(line.connection());
    }

    private static Mood mood(String status) {
        return switch (status) {
            case "active" -> Mood.GOOD;
            case "pending" -> Mood.CAUTION;
            case "refused", "invalid" -> Mood.BAD;
            default -> Mood.QUIET;
        };
    }
}
