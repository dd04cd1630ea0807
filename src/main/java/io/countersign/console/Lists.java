package io.countersign.console;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConnectionView;
import io.countersign.connection.ConsentReason;
import io.countersign.paging.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lists have in common. */
final class Lists {
    /** How many a page of the console shows. */
    static final int LIMIT = 50;

    private Lists() {}

    /** The way to the next page; null where this is the last. */
    static @Nullable Link next(String address, @Nullable String cursor) {
        return cursor == null ? null : new Link("Next page", Paths.with(address, "after", cursor));
    }

    /** Null for what an empty field of a form sends. */
    static @Nullable String given(@Nullable String parameter) {
        return parameter == null || parameter.isEmpty() ? null : parameter;
    }

    /** Connections, each with its state. */
    static Table connections(
            Page<ConnectionView> page, boolean withTenant, String caption, @Nullable Link next, Instant now) {
        List<String> heads = new ArrayList<>(List.of("Connection", "State", "Account", "Refresh token ends"));
        if (withTenant) {
            heads.add(1, "Tenant");
        }
        return new Table(
                caption,
                heads,
                page.items().stream().map(view -> row(view, withTenant, now)).toList(),
                "None.",
                next);
    }

    private static Table.Row row(ConnectionView view, boolean withTenant, Instant now) {
        StateWords state = StateWords.of(view);
        List<Cell> cells = new ArrayList<>();
        if (withTenant) {
            cells.add(Cell.of(view.tenant()));
        }
        cells.add(Cell.of(state.label(), state.mood()).noted(view.reason() == null ? view.lastError() : view.reason()));
        cells.add(
                view.account() == null
                        ? Cell.of((String) null)
                        : Cell.of(view.account().accountName())
                                .noted(view.account().accountId()));
        cells.add(Moments.cell(view.refreshTokenExpiresAt(), now));
        return new Table.Row(
                Cell.of(new Link(view.connection(), Paths.connection(view.tenant(), view.connection())))
                        .noted(view.integration() + ", " + view.environment()),
                cells);
    }

    /** Why a consent can be required, to choose one, or all. */
    static List<Form.Option> reasons(@Nullable String chosen) {
        return Stream.concat(
                        Stream.of(new Form.Option("", "Any reason, or none", chosen == null)),
                        Stream.of(ConsentReason.values())
                                .map(reason -> new Form.Option(
                                        reason.wireName(),
                                        StateWords.label(reason),
                                        reason.wireName().equals(chosen))))
                .toList();
    }

    /** The states, to choose one, or all. */
    static List<Form.Option> states(@Nullable String chosen) {
        return Stream.concat(
                        Stream.of(new Form.Option("", "All states", chosen == null)),
                        Stream.of(ConnectionState.values())
                                .map(state -> new Form.Option(
                                        state.wireName(),
                                        StateWords.label(state),
                                        state.wireName().equals(chosen))))
                .toList();
    }
}
