package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;

/** The store as one replica sees it: the statements of {@link SimulatedRows}, each a journey of its own, in the order of {@link PostgresRefreshStore}. */
final class SimulatedStore implements RefreshStore {
    private static final long SHORTEST_PAUSE = 50 * SimulatedTime.MILLISECOND;

    private final SimulatedRows rows;
    private final SimulatedWire wire;

    SimulatedStore(SimulatedRows rows, SimulatedWire wire) {
        this.rows = rows;
        this.wire = wire;
    }

    @Override
    public Uni<LeaseAnswer> lease(Target target, UUID attempt, Duration lease, Duration takeover) {
        return wire.send("lease", () -> rows.lease(target, attempt, lease))
                .chain(found -> found.isPresent()
                        ? answer(new LeaseAnswer.Leased(found.get()))
                        : wire.send("why", () -> rows.whyNot(target.id()))
                                .chain(why ->
                                        why == null ? answer(new LeaseAnswer.Moved()) : whyNot(why, target, takeover)));
    }

    private Uni<LeaseAnswer> whyNot(SimulatedRows.Obstacle why, Target target, Duration takeover) {
        if (why.generation() != target.generation() || !why.renewable()) {
            return answer(new LeaseAnswer.Moved());
        }
        if (why.owned()) {
            return why.running()
                    ? answer(new LeaseAnswer.Held())
                    : wire.send("empty", () -> {
                        rows.empty(target.id(), target.generation(), takeover);
                        return new LeaseAnswer.Closed(takeover);
                    });
        }
        if (why.closedFor() <= 0 && why.probing()) {
            return answer(new LeaseAnswer.ProbeDue(why.integration()));
        }
        Duration pause = Duration.ofNanos(Math.max(SHORTEST_PAUSE, why.closedFor()));
        return answer(why.paused() ? new LeaseAnswer.Paused(pause) : new LeaseAnswer.Closed(pause));
    }

    private static Uni<LeaseAnswer> answer(LeaseAnswer answer) {
        return Uni.createFrom().item(answer);
    }

    @Override
    public Uni<Extension> extend(Lease lease, Duration duration, boolean counted) {
        return wire.send("extend", () -> rows.extend(lease, duration, counted))
                .chain(extended -> extended
                        ? Uni.createFrom().item(new Extension.Extended())
                        : wire.send("why not extended", () -> whyNotExtended(lease, counted)));
    }

    private Extension whyNotExtended(Lease lease, boolean counted) {
        SimulatedRow row = rows.owned(lease);
        if (row == null) {
            return new Extension.Lost();
        }
        return counted && row.callsUntil() >= rows.time.databaseNow()
                ? new Extension.TooMany()
                : new Extension.GateClosed(
                        Duration.ofNanos(Math.max(SHORTEST_PAUSE, rows.gateClosedFor(lease.integration()))));
    }

    @Override
    public Uni<Written> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        return wire.send("store", () -> rows.store(lease, tokens, elapsed, rest, dueIn))
                .chain(written -> written
                        ? Uni.createFrom().item(Written.STORED)
                        : wire.send("written by us", () -> rows.writtenBy(lease) ? Written.STORED : Written.STALE));
    }

    @Override
    public Uni<Void> release(Lease lease, boolean unsure, double jitter, String error) {
        return run("release " + error, () -> rows.release(lease, unsure, jitter, error));
    }

    @Override
    public Uni<Void> releaseUnused(Lease lease, String error) {
        return run("release " + error, () -> rows.releaseUnused(lease, error));
    }

    @Override
    public Uni<Void> releaseOutOfCalls(Lease lease, String error) {
        return run("release " + error, () -> rows.releaseOutOfCalls(lease, error));
    }

    @Override
    public Uni<Void> countRefusal(Lease lease, String code, double jitter) {
        return run("count " + code, () -> rows.countRefusal(lease, code, jitter));
    }

    @Override
    public Uni<Void> refuse(Lease lease, ConsentReason reason, String error) {
        return run("refuse " + reason, () -> rows.refuse(lease, reason, error));
    }

    @Override
    public Uni<Boolean> refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
        return wire.send("refuse token " + reason, () -> rows.refuseToken(lease, reason, error, secretsVersion));
    }

    @Override
    public Uni<Void> hold(Lease lease, Duration duration, String error) {
        return run("hold", () -> rows.hold(lease, duration, error));
    }

    private Uni<Void> run(String name, Runnable statement) {
        return wire.send(name, () -> {
                    statement.run();
                    return true;
                })
                .replaceWithVoid();
    }
}
