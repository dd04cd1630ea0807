package io.countersign.refresh;

import io.countersign.connection.ConnectionState;
import io.countersign.issuing.SimulatedIssuing;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody who asks one replica for a token, by the rules of {@code Issuing}, and may lose patience. */
final class SimulatedCaller {
    private static final long LAST_RESORT = 60;

    private final SimulatedWorld world;
    private final SimulatedReplica replica;
    private final SimulatedWire wire;
    private final long begun;

    /** Of the connection that was read last. */
    private @Nullable UUID uuid;

    SimulatedCaller(SimulatedWorld world, SimulatedReplica replica) {
        this.world = world;
        this.replica = replica;
        this.wire = new SimulatedNetwork(world.time(), world.faults(), replica);
        this.begun = world.time().now();
    }

    /**
     * @param minTtl seconds that the token should last at least, or null where the caller does not say
     * @return whether a token was issued
     */
    Uni<Boolean> ask(String tenant, String name, @Nullable Integer minTtl) {
        return new SimulatedIssuing(this::read, replica.renewals()::renew, replica.clock()::nanoTime, replica.memory())
                .ask(tenant, name, minTtl)
                .invoke(token -> token.ifPresent(issued -> judge(issued, minTtl == null ? LAST_RESORT : minTtl)))
                .map(Optional::isPresent)
                .onFailure()
                .invoke(failure -> world.time().log("%s answers 503", replica.process()))
                .onFailure()
                .recoverWithItem(false);
    }

    /**
     * I2 and I3, by the provider's own clock, but for what the database's was set back by before this process first
     * read of the token. Only what was obtained since it was asked for may last less than it should.
     */
    private void judge(SimulatedIssuing.Token token, long least) {
        long left = uuid == null ? 0 : world.provider().lasts(uuid, token.value());
        long unknown = world.history().unknownOf(replica.process(), token.value());
        boolean kept = left + unknown >= token.seconds() * SimulatedTime.SECOND;
        boolean enough = token.seconds() >= least || world.history().isStoredSince(token.value(), begun);
        if (!kept || !enough) {
            world.time()
                    .violation("I3: %s is issued for %d s, %d s were asked for, and it lasts %.3f s"
                            .formatted(token.value(), token.seconds(), least, left / 1e9));
        }
    }

    private Uni<Optional<SimulatedIssuing.Seen>> read(String tenant, String name) {
        return wire.send(
                        "read",
                        () -> Optional.ofNullable(world.rows().named(tenant, name))
                                .map(row -> new Found(seen(row), world.time().databaseAhead())))
                .map(found -> found.map(this::heard));
    }

    /** @param ahead how far the database's clock was ahead when it answered */
    private record Found(SimulatedIssuing.Seen seen, long ahead) {}

    private SimulatedIssuing.Seen heard(Found found) {
        uuid = found.seen().id().uuid();
        world.history().read(replica.process(), found.seen().token(), found.ahead());
        return found.seen();
    }

    private SimulatedIssuing.Seen seen(SimulatedRow row) {
        return new SimulatedIssuing.Seen(
                row.id,
                row.integration,
                ConnectionState.valueOf(row.state.name()),
                row.reason,
                row.grant,
                row.generation,
                row.accessExpiresAt / 1e9,
                (row.accessExpiresAt - world.time().databaseNow()) / 1e9,
                row.accessToken);
    }
}
