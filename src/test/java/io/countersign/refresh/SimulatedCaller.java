package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/** Somebody who asks one replica for a token by the rules of issuing, and may lose patience. */
final class SimulatedCaller {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);
    private static final long LAST_RESORT = 60;

    private final SimulatedWorld world;
    private final SimulatedReplica replica;
    private final SimulatedWire wire;

    SimulatedCaller(SimulatedWorld world, SimulatedReplica replica) {
        this.world = world;
        this.replica = replica;
        this.wire = new SimulatedNetwork(world.time(), world.faults(), replica);
    }

    /** What a request reads. */
    private record Reading(
            ConnectionId id,
            String integration,
            SimulatedRow.State state,
            long generation,
            String token,
            long left,
            long trueLeft) {}

    /** @param minTtl seconds that the token should last at least */
    Uni<Boolean> ask(String tenant, String name, long minTtl) {
        return read(tenant, name)
                .chain(found -> found.isEmpty() || found.get().state() != SimulatedRow.State.ACTIVE
                        ? Uni.createFrom().item(false)
                        : issue(found.get(), minTtl))
                .onFailure()
                .invoke(failure -> world.time().log("%s answers 503", replica.process()))
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Boolean> issue(Reading before, long minTtl) {
        if (before.left() >= minTtl * SimulatedTime.SECOND) {
            return issued(before, minTtl);
        }
        Target target = new Target(before.id(), before.integration(), before.generation());
        return replica.renewals()
                .renew(target, LONGEST_WAIT)
                .invoke(renewal -> world.time()
                        .log(
                                "%s caller of %s: %s",
                                replica.process(), target.id().tenant(), renewal))
                .chain(() -> read(before.id().tenant(), before.id().name()))
                .chain(now -> now.isEmpty()
                        ? Uni.createFrom().item(false)
                        : issued(now.get(), now.get().generation() > before.generation() ? 1 : LAST_RESORT));
    }

    /** I2 and I3, by the provider's own clock when the row was read. */
    private Uni<Boolean> issued(Reading reading, long least) {
        boolean lasts = reading.state() == SimulatedRow.State.ACTIVE && reading.left() >= least * SimulatedTime.SECOND;
        if (lasts && reading.trueLeft() < least * SimulatedTime.SECOND) {
            world.time()
                    .violation("I3: %s is issued for %d s and lasts %.3f s"
                            .formatted(reading.token(), least, reading.trueLeft() / 1e9));
        }
        return Uni.createFrom().item(lasts);
    }

    private Reading reading(SimulatedRow row) {
        String token = String.valueOf(row.accessToken);
        return new Reading(
                row.id,
                row.integration,
                row.state,
                row.generation,
                token,
                row.accessExpiresAt - world.time().now(),
                world.provider().lasts(row.id.uuid(), token));
    }

    private Uni<Optional<Reading>> read(String tenant, String name) {
        return wire.send(
                "read",
                () -> Optional.ofNullable(world.rows().named(tenant, name)).map(this::reading));
    }
}
