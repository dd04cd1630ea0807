package io.countersign.console;

import io.countersign.keyring.KeyringKeyView;
import io.countersign.keyring.KeyringKeys;
import io.countersign.keyring.KeyringView;
import io.countersign.keyring.RewrapView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The keyring, and how far the last rewrap is. */
@Path("/console/keyring")
@Produces(MediaType.TEXT_HTML)
@Cancellable(false)
@PermissionsAllowed("keyring:read")
class KeyringPageResource {
    private final KeyringKeys keys;
    private final Shell shell;
    private final InstantSource time;

    KeyringPageResource(KeyringKeys keys, Shell shell, InstantSource time) {
        this.keys = keys;
        this.shell = shell;
        this.time = time;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@Context RoutingContext context) {
        return keys.get().map(view -> shell.page(context, content(view)));
    }

    private Content content(KeyringView view) {
        Instant now = time.instant();
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.of(
                null,
                "New data keys are wrapped by the key “" + view.primary()
                        + "” of the replica that answered. The keys themselves stand outside the database."));
        RewrapView rewrap = view.rewrap();
        if (rewrap != null) {
            blocks.add(rewrap(rewrap, now));
        }
        blocks.add(Block.table("Keys", table(view, now)));
        return new Content("Keyring", null, blocks);
    }

    private static Block rewrap(RewrapView rewrap, Instant now) {
        Instant finishedAt = rewrap.finishedAt();
        long left = rewrap.total() - rewrap.done();
        String words = finishedAt == null
                ? "It runs, since " + Moments.of(rewrap.startedAt(), now) + "."
                : "It ended " + Moments.of(finishedAt, now) + "."
                        + (left == 0 ? "" : " Some data keys did not open and stayed as they were: see the log.");
        return Block.of("Last rewrap", words + " " + rewrap.done() + " of " + rewrap.total() + " data keys are done.")
                .with(Bar.of(List.of(
                        new Bar.Part("Done", rewrap.done(), Mood.GOOD, Menu.KEYRING.href()),
                        new Bar.Part("Left", left, Mood.QUIET, Menu.KEYRING.href()))));
    }

    private static Table table(KeyringView view, Instant now) {
        return new Table(
                "Which keys wrap how many data keys",
                List.of("Key", "Standing", "Tenants", "Integrations", "Others"),
                view.keys().stream()
                        .map(key -> new Table.Row(
                                Cell.of(key.id()),
                                List.of(
                                        standing(key, view.primary(), now),
                                        Cell.of(key.tenants()),
                                        Cell.of(key.integrations()),
                                        Cell.of(key.other()))))
                        .toList(),
                "There is no key.",
                null);
    }

    private static Cell standing(KeyringKeyView key, String primary, Instant now) {
        if (key.retiredAt() != null) {
            return Cell.of("retired", Mood.QUIET).noted(Moments.of(key.retiredAt(), now));
        }
        if (key.id().equals(primary)) {
            return Cell.of("primary", Mood.GOOD);
        }
        return key.loaded()
                ? Cell.of("at hand", Mood.PLAIN)
                : Cell.of("not at hand", Mood.CAUTION).noted("this replica has not got it");
    }
}
