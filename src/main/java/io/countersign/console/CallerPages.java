package io.countersign.console;

import io.countersign.caller.CallerView;
import io.countersign.caller.Callers;
import io.countersign.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Shows callers: who they are, what they may do, and their keys by id. */
@ApplicationScoped
class CallerPages {
    /** Before its end, a key is shown as one that has to be replaced. */
    private static final Duration SOON = Duration.ofDays(14);

    private final Callers callers;
    private final InstantSource time;

    CallerPages(Callers callers, InstantSource time) {
        this.callers = callers;
        this.time = time;
    }

    /** All of them by name. */
    Uni<Content> list(String after) {
        return callers.list(after, Lists.LIMIT).map(this::list);
    }

    private Content list(Page<CallerView> page) {
        Instant now = time.instant();
        Table table = new Table(
                "Machines that may ask for tokens or manage the vault, by name",
                List.of("Caller", "Keys", "Next key ends", "Changed"),
                page.items().stream()
                        .map(view -> new Table.Row(
                                Cell.of(new Link(view.name(), Paths.caller(view.name()))),
                                List.of(
                                        Cell.of(living(view, now).count()),
                                        living(view, now)
                                                .map(CallerView.KeyView::expiresAt)
                                                .min(Comparator.naturalOrder())
                                                .map(end -> Moments.cell(end, now))
                                                .orElseGet(() -> Cell.of("none", Mood.QUIET)),
                                        Moments.cell(view.updatedAt(), now))))
                        .toList(),
                "There is no caller yet but the operator of the configuration.",
                Lists.next(Menu.CALLERS.href(), page.next()));
        return new Content(
                "Callers",
                null,
                List.of(Block.links(List.of(new Link("New caller", Paths.newCaller()))), Block.table(null, table)));
    }

    private static Stream<CallerView.KeyView> living(CallerView view, Instant now) {
        return view.apiKeys().stream().filter(key -> key.expiresAt().isAfter(now));
    }

    /** One of them. Fails with 404 where there is none. */
    Uni<Content> show(String caller) {
        return callers.get(caller).map(this::content);
    }

    private Content content(CallerView view) {
        Instant now = time.instant();
        return new Content(
                view.name(),
                Menu.CALLERS.link(),
                List.of(
                        Block.facts(
                                        null,
                                        List.of(
                                                Fact.of(
                                                        "Client id",
                                                        view.clientId().toString()),
                                                Fact.of("Made", Moments.of(view.createdAt(), now)),
                                                Fact.of("Changed", Moments.of(view.updatedAt(), now))))
                                .withLinks(
                                        List.of(new Link("Delete this caller", Paths.deletionOfCaller(view.name())))),
                        Block.table("API keys", keys(view, now))
                                .withLinks(List.of(new Link("Make an API key", Paths.apiKeys(view.name())))),
                        Block.table("What it may do", grants(view))
                                .withLinks(List.of(new Link("Add a grant", Paths.grants(view.name())))),
                        Block.of(
                                        "Who it is elsewhere",
                                        "Tokens of trusted issuers and certificates by which it is known, besides its"
                                                + " API keys. They are put over the API (PUT /v1/callers/" + view.name()
                                                + ", identities); what is changed here leaves them as they are.")
                                .with(identities(view))));
    }

    private static Table keys(CallerView view, Instant now) {
        return new Table(
                "By id, the oldest first; the keys themselves are kept nowhere",
                List.of("Key", "Ends", "Made", "To do"),
                view.apiKeys().stream()
                        .map(key -> new Table.Row(
                                Cell.of(key.id()),
                                List.of(
                                        Moments.cell(key.expiresAt(), now).in(mood(key.expiresAt(), now)),
                                        Moments.cell(key.createdAt(), now),
                                        Cell.of(new Link("Delete", Paths.deletionOfApiKey(view.name(), key.id()))))))
                        .toList(),
                "It has no key.",
                null);
    }

    private static Mood mood(Instant end, Instant now) {
        if (!end.isAfter(now)) {
            return Mood.BAD;
        }
        return end.isAfter(now.plus(SOON)) ? Mood.PLAIN : Mood.CAUTION;
    }

    private static Table grants(CallerView view) {
        return new Table(
                "Grants, in the order in which they were put",
                List.of("Permissions", "Tenants", "Connections", "To do"),
                IntStream.range(0, view.grants().size())
                        .mapToObj(position -> {
                            CallerView.GrantView grant = view.grants().get(position);
                            Link take = new Link("Take away", Paths.deletionOfGrant(view.name(), position));
                            return new Table.Row(
                                    Cell.of(String.join(", ", grant.permissions())),
                                    List.of(Cell.of(tenants(grant)), Cell.of(connections(grant)), Cell.of(take)));
                        })
                        .toList(),
                "Nothing: it has no grant.",
                null);
    }

    /** On which it is. */
    static String tenants(CallerView.GrantView grant) {
        return grant.tenants().contains("*") ? "all" : String.join(", ", grant.tenants());
    }

    /** On which of these tenants' connections it is. */
    static String connections(CallerView.GrantView grant) {
        return grant.connections() == null ? "all" : String.join(", ", grant.connections());
    }

    private static Table identities(CallerView view) {
        return new Table(
                "Proven by a token of a trusted issuer, or by a certificate",
                List.of("Identity", "Kind"),
                view.identities().stream()
                        .map(identity -> new Table.Row(
                                Cell.of(Stream.of(identity.subject(), identity.san())
                                                .filter(Objects::nonNull)
                                                .collect(Collectors.joining(" ")))
                                        .noted(identity.issuer()),
                                List.of(Cell.of(identity.type()))))
                        .toList(),
                "Nobody: it has API keys alone.",
                null);
    }
}
