package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of the simulation behind its network, one statement at a time. */
final class SimulatedStatements implements LeaseRows, RefreshRows {
    private final SimulatedRows rows;
    private final SimulatedWire wire;

    SimulatedStatements(SimulatedRows rows, SimulatedWire wire) {
        this.rows = rows;
        this.wire = wire;
    }

    @Override
    public Uni<Taken> lease(Target target, UUID attempt, Duration lease) {
        return wire.send(
                "lease",
                () -> rows.lease(target, attempt, lease)
                        .<Taken>map(Taken.Given::new)
                        .orElseGet(Taken.NotGiven::new));
    }

    @Override
    public Uni<Optional<Obstacle>> obstacle(ConnectionId id) {
        return wire.send("why", () -> rows.obstacle(id));
    }

    @Override
    public Uni<Void> empty(Target target, Duration closedFor) {
        return run("empty", () -> rows.empty(target.id(), target.generation(), closedFor));
    }

    @Override
    public Uni<Boolean> extend(Lease lease, Duration duration, boolean counted) {
        return wire.send("extend", () -> rows.extend(lease, duration, counted));
    }

    @Override
    public Uni<Optional<ExtensionObstacle>> extensionObstacle(Lease lease) {
        return wire.send("why not extended", () -> rows.extensionObstacle(lease));
    }

    @Override
    public Uni<Stored> store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
        return wire.send("store", () -> rows.store(lease, tokens, elapsed, rest, dueIn));
    }

    @Override
    public Uni<Boolean> isStoredBy(Lease lease) {
        return wire.send("written by us", () -> rows.writtenBy(lease));
    }

    @Override
    public Uni<Void> giveBack(LeaseHolder holder, GivenBack how) {
        return run("give back " + how.error(), () -> rows.giveBack(holder, how));
    }

    @Override
    public Uni<Recorded> refuse(Lease lease, Refusal refusal) {
        return wire.send("refuse " + refusal.reason(), () -> rows.refuse(lease, refusal));
    }

    @Override
    public Uni<Recorded> refuseToken(Lease lease, Refusal refusal, long secretsVersion) {
        return wire.send("refuse token " + refusal.reason(), () -> rows.refuseToken(lease, refusal, secretsVersion));
    }

    private Uni<Void> run(String name, Runnable statement) {
        return wire.send(name, () -> {
                    statement.run();
                    return true;
                })
                .replaceWithVoid();
    }
}
