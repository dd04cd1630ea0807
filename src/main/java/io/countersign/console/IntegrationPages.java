package io.countersign.console;

import io.countersign.caller.Permission;
import io.countersign.integration.GoLiveReader;
import io.countersign.integration.GoLiveView;
import io.countersign.integration.IntegrationView;
import io.countersign.integration.Integrations;
import io.countersign.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Shows integrations, and what each still lacks to work in production. */
@ApplicationScoped
class IntegrationPages {
    private final Integrations integrations;
    private final GoLiveReader goLive;
    private final InstantSource time;

    IntegrationPages(Integrations integrations, GoLiveReader goLive, InstantSource time) {
        this.integrations = integrations;
        this.goLive = goLive;
        this.time = time;
    }

    /** All of them by name. */
    Uni<Content> list(Viewer viewer, String after) {
        return integrations.list(after, Lists.LIMIT).map(page -> list(page, viewer));
    }

    private static Content list(Page<IntegrationView> page, Viewer viewer) {
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
                "There is no integration yet. Whoever may manage integrations can make one.",
                Lists.next(Menu.INTEGRATIONS.href(), page.next()));
        List<Link> links = manages(viewer) ? List.of(new Link("New integration", Paths.newIntegration())) : List.of();
        return new Content("Integrations", null, List.of(Block.links(links), Block.table(null, table)));
    }

    private static boolean manages(Viewer viewer) {
        return viewer.may().everywhere(Permission.INTEGRATION_MANAGE);
    }

    private static Cell flag(IntegrationView view) {
        return view.flag() == null
                ? Cell.of("none", Mood.QUIET)
                : Cell.of("flagged", Mood.BAD).noted(view.flag().reason());
    }

    /** One of them. Fails with 404 where there is none. */
    Uni<Content> show(Viewer viewer, String integration) {
        return integrations
                .get(integration)
                .chain(view -> goLive.check(integration).map(checks -> content(view, checks, viewer)));
    }

    private Content content(IntegrationView view, GoLiveView checks, Viewer viewer) {
        Instant now = time.instant();
        boolean manages = manages(viewer);
        List<Block> blocks = new ArrayList<>();
        if (view.flag() != null) {
            blocks.add(Block.of(
                            null,
                            FlagWords.of(view.flag().reason()) + " "
                                    + FlagWords.end(view.flag().reason()) + " Flagged since "
                                    + Moments.of(view.flag().since(), now) + ".")
                    .in(Mood.BAD));
        }
        blocks.add(facts(view)
                .withLinks(
                        manages
                                ? List.of(
                                        new Link("Change", Paths.settings(view.name())),
                                        new Link("Delete this integration", Paths.deletionOfIntegration(view.name())))
                                : List.of()));
        blocks.add(Block.of(
                        "Redirect URI",
                        "Register this at DocuSign, for the app with this integration key, exactly as it stands here:"
                                + " without it nobody can consent.")
                .withCode(view.redirectUri().toString()));
        blocks.add(goLive(checks));
        blocks.addAll(credentials(view, manages, now));
        return new Content(view.displayName(), Menu.INTEGRATIONS.link(), blocks);
    }

    private static Block facts(IntegrationView view) {
        return Block.facts(
                null,
                List.of(
                        Fact.of("Name", view.name()),
                        Fact.of("Environment", view.environment()),
                        Fact.of("Integration key", view.integrationKey()),
                        Fact.of("Client type", view.clientType()),
                        Fact.of("Scopes", String.join(" ", view.scopes())),
                        Fact.of("Serves", view.tenant() == null ? "every tenant" : view.tenant())));
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

    /** That secrets are there, never which; of RSA keys the public half, which DocuSign wants to have. */
    private static List<Block> credentials(IntegrationView view, boolean manages, Instant now) {
        List<Block> blocks = new ArrayList<>();
        boolean confidential = CredentialPages.isConfidential(view);
        blocks.add(Block.table("Client secrets", secrets(view, manages, confidential, now))
                .withLinks(
                        manages && confidential
                                ? List.of(new Link("Add a client secret", Paths.clientSecrets(view.name())))
                                : List.of()));
        blocks.add(Block.of(
                        "RSA keys",
                        view.rsaKeys().isEmpty()
                                ? "There is none. Only connections that impersonate a user (JWT) need one."
                                : "Each of them counts, and the one that worked last is used first. DocuSign has to"
                                        + " have the public half of it.")
                .withLinks(manages ? List.of(new Link("Add an RSA key", Paths.rsaKeys(view.name()))) : List.of()));
        view.rsaKeys()
                .forEach(key -> blocks.add(Block.of(
                                "RSA key " + key.id(),
                                "Added " + Moments.of(key.createdAt(), now)
                                        + ". This is its public half: copy it into the settings of the app at"
                                        + " DocuSign.")
                        .withCode(key.publicKey())
                        .withLinks(
                                manages
                                        ? List.of(new Link(
                                                "Delete this RSA key",
                                                Paths.deletionOfRsaKey(
                                                        view.name(), key.id().toString())))
                                        : List.of())));
        return blocks;
    }

    private static Table secrets(IntegrationView view, boolean manages, boolean confidential, Instant now) {
        return new Table(
                "By id, the newest first; the secrets themselves are not shown to anybody",
                manages ? List.of("Id", "Added", "To do") : List.of("Id", "Added"),
                view.clientSecrets().stream()
                        .map(secret -> {
                            String id = secret.id().toString();
                            Cell added = Moments.cell(secret.createdAt(), now);
                            Link delete = new Link("Delete", Paths.deletionOfClientSecret(view.name(), id));
                            return new Table.Row(
                                    Cell.of(id), manages ? List.of(added, Cell.of(delete)) : List.of(added));
                        })
                        .toList(),
                confidential
                        ? "There is none. Without one, DocuSign lets nobody connect by a consent in the browser."
                        : "A public client has none.",
                null);
    }
}
