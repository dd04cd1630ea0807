package io.countersign.console;

import io.countersign.audit.LatestEvents;
import io.countersign.caller.HeldPermissions;
import io.countersign.caller.Permission;
import io.countersign.connection.ConnectionNumbers;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ReadableConnections;
import io.countersign.integration.Integrations;
import io.countersign.notice.AilingWebhooks;
import io.countersign.refresh.gate.ClosedGates;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says how all stands of what the caller may read: how many, who is needed, what ends next, how renewals go. */
@ApplicationScoped
class Overview {
    private static final String LOST = "connection.consent_required";
    private static final int ENDING = 10;
    private static final int SHOWN = 20;

    private final ConnectionNumbers numbers;
    private final Integrations integrations;
    private final ClosedGates gates;
    private final AilingWebhooks webhooks;
    private final LatestEvents events;
    private final InstantSource time;

    Overview(
            ConnectionNumbers numbers,
            Integrations integrations,
            ClosedGates gates,
            AilingWebhooks webhooks,
            LatestEvents events,
            InstantSource time) {
        this.numbers = numbers;
        this.integrations = integrations;
        this.gates = gates;
        this.webhooks = webhooks;
        this.events = events;
        this.time = time;
    }

    /** What was read of connections. */
    private record Standing(
            Map<ConnectionState, Long> states,
            List<ConnectionNumbers.Ending> ending,
            ConnectionNumbers.Renewals renewals,
            Map<Instant, Long> endingByDay,
            Map<Instant, Long> renewedByHour) {
        private boolean isEmpty() {
            return states.values().stream().allMatch(number -> number == 0);
        }
    }

    /**
     * What was read of the trail.
     *
     * @param number in the last day
     */
    private record Lost(long number, Map<Instant, Long> byHour) {}

    /** What was read of integrations; null where the caller may not read them. */
    private record Held(List<Integrations.Flagged> flagged, List<ClosedGates.ClosedGate> closed) {}

    /** For that caller. */
    Uni<Content> of(SecurityIdentity identity) {
        HeldPermissions may = HeldPermissions.of(identity);
        Instant now = time.instant();
        return standing(may, ReadableConnections.of(identity), now)
                .chain(standing -> held(may)
                        .chain(held -> ailing(may)
                                .chain(ailing ->
                                        lost(may, now).map(lost -> content(may, standing, held, ailing, lost, now)))));
    }

    private Uni<@Nullable Standing> standing(HeldPermissions may, ReadableConnections readable, Instant now) {
        if (!may.anywhere(Permission.CONNECTION_READ)) {
            return Uni.createFrom().nullItem();
        }
        Course days = Course.ofNextDays(now);
        Course hours = Course.ofLastHours(now);
        return numbers.byState(readable)
                .chain(states -> numbers.endingFirst(readable, ENDING)
                        .chain(ending -> numbers.renewals(readable)
                                .chain(renewals -> numbers.endingByDay(readable, days.from(), days.spans())
                                        .chain(byDay -> numbers.renewedByHour(readable, hours.from(), hours.spans())
                                                .map(byHour ->
                                                        new Standing(states, ending, renewals, byDay, byHour))))));
    }

    private Uni<@Nullable Held> held(HeldPermissions may) {
        return may.everywhere(Permission.INTEGRATION_READ)
                ? integrations
                        .flagged(SHOWN)
                        .chain(flagged -> gates.list(SHOWN).map(closed -> new Held(flagged, closed)))
                : Uni.createFrom().nullItem();
    }

    private Uni<AilingWebhooks.@Nullable Numbers> ailing(HeldPermissions may) {
        return may.everywhere(Permission.WEBHOOK_MANAGE)
                ? webhooks.count()
                : Uni.createFrom().nullItem();
    }

    private Uni<@Nullable Lost> lost(HeldPermissions may, Instant now) {
        return may.everywhere(Permission.AUDIT_READ)
                ? events.inLastDay(LOST)
                        .chain(number -> events.byHour(
                                        LOST, Course.ofLastHours(now).from())
                                .map(byHour -> new Lost(number, byHour)))
                : Uni.createFrom().nullItem();
    }

    private Content content(
            HeldPermissions may,
            @Nullable Standing standing,
            @Nullable Held held,
            AilingWebhooks.@Nullable Numbers ailing,
            @Nullable Lost lost,
            Instant now) {
        List<Block> blocks = new ArrayList<>();
        if (standing != null && standing.isEmpty()) {
            blocks.add(nothingYet(may));
        }
        if (standing != null) {
            blocks.add(Block.of("Connections", null).with(bar(standing.states())));
        }
        if (standing != null || held != null || ailing != null) {
            blocks.add(needed(standing, held, ailing, now));
        }
        if (standing != null) {
            blocks.add(Block.table("Ends next", ending(standing.ending(), now))
                    .withCharts(List.of(Chart.of(
                            "Refresh tokens that end in the next 30 days, by day",
                            "on",
                            Mood.CAUTION,
                            Course.ofNextDays(now).of(standing.endingByDay(), Moments::day)))));
        }
        blocks.add(lastDay(standing, lost).withCharts(lastDay(standing, lost, now)));
        return new Content(
                "Overview",
                null,
                blocks.stream().filter(Overview::saysSomething).toList());
    }

    private static Block nothingYet(HeldPermissions may) {
        return Menu.START.opensFor(may)
                ? Block.of(null, "Nothing is connected yet. Four steps lead to a first token.")
                        .in(Mood.CAUTION)
                        .withLinks(List.of(Menu.START.link()))
                : Block.of(
                                null,
                                "There is no connection yet that you may read. Whoever manages the tenant’s connections"
                                        + " makes one.")
                        .in(Mood.CAUTION);
    }

    private static boolean saysSomething(Block block) {
        return block.text() != null
                || block.bar() != null
                || block.table() != null
                || !block.facts().isEmpty();
    }

    private static Bar bar(Map<ConnectionState, Long> states) {
        return Bar.of(states.entrySet().stream()
                .map(entry -> new Bar.Part(
                        StateWords.label(entry.getKey()),
                        entry.getValue(),
                        StateWords.mood(entry.getKey()),
                        Paths.inState(entry.getKey())))
                .toList());
    }

    /** Each with who can do something about it; where there is nothing, that is said. */
    private static Block needed(
            @Nullable Standing standing, @Nullable Held held, AilingWebhooks.@Nullable Numbers ailing, Instant now) {
        List<Fact> facts = new ArrayList<>();
        if (standing != null) {
            add(facts, standing.states(), ConnectionState.AWAITING_CONFIRMATION, "a caller has to confirm whose it is");
            add(
                    facts,
                    standing.states(),
                    ConnectionState.CONSENT_REQUIRED,
                    "somebody at the tenant has to consent again");
        }
        if (held != null) {
            add(facts, held, now);
        }
        if (ailing != null) {
            addWebhooks(facts, "Disabled webhooks", ailing.disabled(), "nothing is sent to them; each says what to do");
            addWebhooks(facts, "Failing webhooks", ailing.failing(), "their last attempt did not arrive");
        }
        return facts.isEmpty()
                ? Block.of("Needs somebody now", "Nothing. All that can go on by itself does.")
                        .in(Mood.GOOD)
                : Block.facts("Needs somebody now", facts);
    }

    private static void add(List<Fact> facts, Held held, Instant now) {
        held.flagged()
                .forEach(flagged -> facts.add(new Fact(
                        "Flagged integration",
                        Cell.of(new Link(flagged.integration(), Paths.integration(flagged.integration())))
                                .noted(FlagWords.of(flagged.flag().reason()) + " Since "
                                        + Moments.of(flagged.flag().since(), now) + "."))));
        held.closed()
                .forEach(gate -> facts.add(new Fact(
                        "Gate closed",
                        Cell.of(new Link(gate.integration(), Paths.integration(gate.integration())))
                                .noted("Nothing of " + gate.grant()
                                        + " is sent to DocuSign for now. It is tried again "
                                        + Moments.distance(gate.pausedUntil(), now)
                                        + "; nothing has to be done."))));
    }

    private static void addWebhooks(List<Fact> facts, String label, long number, String note) {
        if (number > 0) {
            facts.add(new Fact(
                    label,
                    Cell.of(new Link(Long.toString(number), Menu.WEBHOOKS.href()))
                            .noted(note)));
        }
    }

    private static void add(List<Fact> facts, Map<ConnectionState, Long> states, ConnectionState state, String who) {
        long number = states.getOrDefault(state, 0L);
        if (number > 0) {
            String what = number == 1 ? "1 connection" : number + " connections";
            facts.add(new Fact(
                    StateWords.label(state),
                    Cell.of(new Link(what, Paths.inState(state))).noted(who)));
        }
    }

    private static Table ending(List<ConnectionNumbers.Ending> ending, Instant now) {
        return new Table(
                "Active connections whose refresh tokens end first. Renewals put the end off long before it comes.",
                List.of("Connection", "Tenant", "Refresh token ends"),
                ending.stream()
                        .map(one -> new Table.Row(
                                Cell.of(new Link(one.connection(), Paths.connection(one.tenant(), one.connection()))),
                                List.of(Cell.of(one.tenant()), Moments.cell(one.refreshTokenExpiresAt(), now))))
                        .toList(),
                "No active connection has a refresh token whose end is known.",
                null);
    }

    private static List<Chart> lastDay(@Nullable Standing standing, @Nullable Lost lost, Instant now) {
        Course hours = Course.ofLastHours(now);
        List<Chart> charts = new ArrayList<>();
        if (standing != null) {
            charts.add(Chart.of(
                    "Connections by the hour of their last renewal",
                    "at",
                    Mood.GOOD,
                    hours.of(standing.renewedByHour(), Moments::hour)));
        }
        if (lost != null) {
            charts.add(Chart.of("Consents lost, by hour", "at", Mood.BAD, hours.of(lost.byHour(), Moments::hour)));
        }
        return charts;
    }

    private static Block lastDay(@Nullable Standing standing, @Nullable Lost lost) {
        List<Fact> facts = new ArrayList<>();
        if (standing != null) {
            facts.add(new Fact(
                    "Renewed in the last day",
                    Cell.of(standing.renewals().renewed()).noted("connections")));
            long failing = standing.renewals().failing();
            facts.add(new Fact(
                    "Failing now",
                    Cell.of(failing).noted(failing == 0 ? "connections" : "connections; they are tried again")));
        }
        if (lost != null) {
            facts.add(new Fact(
                    "Consents lost in the last day",
                    new Cell(
                            Long.toString(lost.number()),
                            Paths.with(Menu.AUDIT.href(), "type", LOST),
                            Mood.PLAIN,
                            "DocuSign refused to renew for good")));
        }
        return Block.facts("Renewals", facts);
    }
}
