package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements of {@link PostgresLeases}, each atomic. */
class SimulatedLeases extends SimulatedTable {
    SimulatedLeases(Surroundings surroundings) {
        super(surroundings);
    }

    Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
        SimulatedRow row = of(target.id(), target.generation());
        long now = time.databaseNow();
        if (row == null
                || !row.renewable()
                || !isFree(row)
                || row.leaseUntil >= now
                || row.heldUntil >= now
                || row.callsUntil() >= now
                || isClosed(row, attempt)) {
            return Optional.empty();
        }
        row.leaseOwner = attempt;
        row.leaseUntil = now + lease.toNanos();
        row.dueAt = due(row, row.leaseUntil);
        row.calls(now);
        history.leased(attempt, row);
        return Optional.of(leaseOf(row, attempt));
    }

    private boolean isClosed(SimulatedRow row, UUID attempt) {
        boolean closed = gates.closedFor(row.gate(), attempt);
        if (closed) {
            history.foundClosed(row.gate());
        }
        return closed;
    }

    /** There is nothing to lose with an assertion, so an expired lease is taken as it stands. */
    boolean isFree(SimulatedRow row) {
        return row.leaseOwner == null || row.impersonates();
    }

    /** The scopes that an assertion was last granted for, as the lease reads them. */
    List<String> granted(SimulatedRow row) {
        return row.scopes;
    }

    /** That moment, unless the connection waits for a consent, or for somebody who asks. */
    @Nullable
    Long due(SimulatedRow row, long moment) {
        return row.mayBeDue() ? (Long) moment : null;
    }

    private LeasedGrant grantOf(SimulatedRow row) {
        return switch (row.grant) {
            case AUTHORIZATION_CODE -> new LeasedGrant.RefreshToken(Secret.ofText(String.valueOf(row.refreshToken)));
            case JWT_BEARER ->
                new LeasedGrant.Impersonation(
                        gates.app(row.integration).wanted(),
                        granted(row),
                        ConnectionState.valueOf(row.state.name()),
                        row.reason,
                        new Belonging(row.id.tenant(), null, null, row.account, null));
        };
    }

    private Duration left(long moment) {
        return moment == SimulatedRow.NEVER ? Duration.ZERO : Duration.ofNanos(moment - time.databaseNow());
    }

    final Lease leaseOf(SimulatedRow row, UUID attempt) {
        return new Lease(
                row.id,
                row.integration,
                TokenPlaces.of(row.id, Environment.DEMO, null, null),
                row.generation,
                keys.read(row.id.tenant()),
                attempt,
                Instant.ofEpochSecond(0, time.databaseNow()),
                grantOf(row),
                held(row),
                row.unsure,
                left(row.refreshExpiresAt),
                left(row.accessExpiresAt),
                row.failures,
                row.unknownCode == null
                        ? UnknownRefusals.none()
                        : new UnknownRefusals(
                                row.unknownCode,
                                row.unknownTimes,
                                Duration.ofNanos(time.databaseNow() - row.unknownSince)),
                row.extended,
                finalityOf(row),
                gates.marked(row.gate()));
    }

    Finality finalityOf(SimulatedRow row) {
        return Finality.ofConnection(
                row.forced || row.state == SimulatedRow.State.CONSENT_REQUIRED && !row.impersonates(),
                row.restoredGeneration != null && row.restoredGeneration == row.generation);
    }

    private static @Nullable HeldAccess held(SimulatedRow row) {
        return row.accessToken == null || row.rejected()
                ? null
                : new HeldAccess(Secret.ofText(row.accessToken), Instant.ofEpochSecond(0, row.accessExpiresAt));
    }

    Optional<Obstacle> obstacle(ConnectionId id) {
        SimulatedRow row = of(id);
        return row == null ? Optional.empty() : Optional.of(obstacleOf(row));
    }

    private Obstacle obstacleOf(SimulatedRow row) {
        long now = time.databaseNow();
        long closed = Math.max(
                Math.max(Math.max(row.leaseUntil, row.heldUntil), row.callsUntil()),
                Math.max(gates.pausedUntil(row.gate()), now));
        return new Obstacle(
                row.generation,
                row.renewable(),
                row.leaseOwner != null,
                row.leaseUntil > now,
                Duration.ofNanos(closed - now),
                gates.pausedUntil(row.gate()) > now,
                gates.probing(row.gate()),
                row.gate(),
                StandingRefusal.of(
                        row.grant,
                        ConnectionState.valueOf(row.state.name()),
                        row.reason,
                        row.lastError,
                        row.failures == 0 && Math.max(row.leaseUntil, row.heldUntil) < now,
                        Duration.ofNanos(closed - now)));
    }

    Optional<ExtensionObstacle> extensionObstacle(Lease lease) {
        SimulatedRow row = owned(lease.holder());
        long now = time.databaseNow();
        return row == null
                ? Optional.empty()
                : Optional.of(new ExtensionObstacle(
                        row.callsUntil() >= now,
                        Duration.ofNanos(Math.max(gates.pausedUntil(lease.gate()), now) - now)));
    }

    void empty(ConnectionId id, long generation, Duration takeover) {
        SimulatedRow row = of(id, generation);
        if (row != null && !row.impersonates() && row.leaseOwner != null && row.leaseUntil < time.databaseNow()) {
            row.leaseOwner = null;
            row.unsure = true;
            row.leaseUntil = time.databaseNow() + takeover.toNanos();
            row.dueAt = row.leaseUntil;
        }
    }

    boolean extend(Lease lease, Duration duration, boolean counted) {
        SimulatedRow row = owned(lease.holder());
        if (row == null || stops(lease) || counted && row.callsUntil() >= time.databaseNow()) {
            return false;
        }
        row.leaseUntil = time.databaseNow() + duration.toNanos();
        row.dueAt = due(row, row.leaseUntil);
        if (counted) {
            row.calls(time.databaseNow());
        }
        history.extended(lease.attempt(), row);
        return true;
    }

    private boolean stops(Lease lease) {
        return gates.closedFor(lease.gate(), lease.attempt())
                && !(lease.marked() && gates.gate(lease.gate()).prober != null);
    }

    @Nullable
    SimulatedRow owned(LeaseHolder holder) {
        SimulatedRow row = of(holder.id(), holder.generation());
        return row != null && holder.attempt().equals(row.leaseOwner) ? row : null;
    }
}
