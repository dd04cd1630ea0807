package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements, each with one thing wrong. */
final class BuggyRows {
    private BuggyRows() {}

    static final class LostAnswerLeavesNoDoubt extends SimulatedRows {
        LostAnswerLeavesNoDoubt(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void release(Lease lease, boolean unsure, double jitter, String error) {
            super.release(lease, false, jitter, error);
        }
    }

    static final class TakeoverLeavesNoDoubt extends SimulatedRows {
        TakeoverLeavesNoDoubt(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void empty(ConnectionId id, long generation, Duration takeover) {
            SimulatedRow row = of(id, generation);
            boolean before = row != null && row.unsure;
            super.empty(id, generation, takeover);
            if (row != null) {
                row.unsure = before;
            }
        }
    }

    static final class TakeoverWithoutPause extends SimulatedRows {
        TakeoverWithoutPause(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void empty(ConnectionId id, long generation, Duration takeover) {
            super.empty(id, generation, Duration.ZERO);
        }
    }

    static final class StoreComparesTheOwner extends SimulatedRows {
        StoreComparesTheOwner(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
            SimulatedRow row = of(lease.id());
            if (row == null || !lease.attempt().equals(row.leaseOwner)) {
                return false;
            }
            write(row, lease, tokens, elapsed, rest, dueIn);
            return true;
        }
    }

    static final class StoreNeedsARunningLease extends SimulatedRows {
        StoreNeedsARunningLease(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
            SimulatedRow row = owned(lease);
            return row != null && row.leaseUntil > time.now() && super.store(lease, tokens, elapsed, rest, dueIn);
        }
    }

    static final class StoreNeedsAnActiveRow extends SimulatedRows {
        StoreNeedsAnActiveRow(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
            SimulatedRow row = of(lease.id());
            return row != null
                    && row.state == SimulatedRow.State.ACTIVE
                    && super.store(lease, tokens, elapsed, rest, dueIn);
        }
    }

    static final class StoreComparesNothing extends SimulatedRows {
        StoreComparesNothing(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
            SimulatedRow row = of(lease.id());
            if (row != null) {
                write(row, lease, tokens, elapsed, rest, dueIn);
            }
            return row != null;
        }
    }

    static final class StoreCountsFromItsArrival extends SimulatedRows {
        StoreCountsFromItsArrival(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(SimulatedRow row, Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
            super.write(row, lease, tokens, elapsed, rest, dueIn);
            row.accessExpiresAt =
                    time.now() + tokens.accessLife().minus(elapsed).toNanos();
        }
    }

    static final class StoreLeavesNoRest extends SimulatedRows {
        StoreLeavesNoRest(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(SimulatedRow row, Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
            super.write(row, lease, tokens, elapsed, Duration.ZERO, dueIn);
        }
    }

    static final class UnknownCommitIsStale extends SimulatedRows {
        UnknownCommitIsStale(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean writtenBy(Lease lease) {
            return false;
        }
    }

    static final class ConsentDoesNotCount extends SimulatedRows {
        ConsentDoesNotCount(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void consent(ConnectionId id, SimulatedProvider.Issued tokens, Duration refreshLife) {
            SimulatedRow row = of(id);
            if (row != null && row.generation > 0) {
                row.generation--;
            }
            super.consent(id, tokens, refreshLife);
        }
    }

    static final class DisconnectDoesNotCount extends SimulatedRows {
        DisconnectDoesNotCount(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void disconnect(String tenant, String name) {
            SimulatedRow row = named(tenant, name);
            if (row != null) {
                row.generation--;
            }
            super.disconnect(tenant, name);
        }
    }

    static final class VerdictIgnoresTheGeneration extends SimulatedRows {
        VerdictIgnoresTheGeneration(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void refuse(Lease lease, ConsentReason reason, String error) {
            SimulatedRow row = of(lease.id());
            if (row != null && row.refreshToken != null) {
                judge(row, reason, error);
            }
        }
    }

    static final class VerdictWipesTokens extends SimulatedRows {
        VerdictWipesTokens(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void judge(SimulatedRow row, ConsentReason reason, String error) {
            super.judge(row, reason, error);
            row.accessToken = null;
            row.refreshToken = null;
        }
    }

    static final class VerdictCounts extends SimulatedRows {
        VerdictCounts(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void judge(SimulatedRow row, ConsentReason reason, String error) {
            super.judge(row, reason, error);
            row.generation++;
        }
    }

    static final class ForeignLeaseIsReleased extends SimulatedRows {
        ForeignLeaseIsReleased(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void release(Lease lease, boolean unsure, double jitter, String error) {
            SimulatedRow row = of(lease.id(), lease.generation());
            if (row != null) {
                giveBack(row, unsure, jitter, error);
            }
        }
    }

    static final class ForeignLeaseIsExtended extends SimulatedRows {
        ForeignLeaseIsExtended(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean extend(Lease lease, Duration duration) {
            SimulatedRow row = of(lease.id(), lease.generation());
            if (row != null) {
                row.leaseUntil = time.now() + duration.toNanos();
                history.extended(lease.attempt(), row);
            }
            return row != null;
        }
    }

    static final class BackOffIsIgnored extends SimulatedRows {
        BackOffIsIgnored(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void giveBack(SimulatedRow row, boolean unsure, double jitter, String error) {
            super.giveBack(row, unsure, 0, error);
        }
    }

    static final class UuidIsNotCompared extends SimulatedRows {
        UuidIsNotCompared(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        @Nullable
        SimulatedRow of(ConnectionId id) {
            return named(id.tenant(), id.name());
        }
    }

    static final class HeldLeaseIsTaken extends SimulatedRows {
        HeldLeaseIsTaken(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
            SimulatedRow row = of(target.id(), target.generation());
            if (row != null) {
                row.leaseOwner = null;
            }
            return super.lease(target, attempt, lease);
        }
    }

    /** The token is spent as it was when the connection was read, and not as the lease finds it. */
    static final class SpendsAnOldReading extends SimulatedRows {
        private final Map<String, Lease> readings = new HashMap<>();

        SpendsAnOldReading(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
            SimulatedRow row = of(target.id());
            if (row == null || row.refreshToken == null) {
                return Optional.empty();
            }
            String reading = target.id().uuid() + " " + target.generation();
            if (row.generation == target.generation()) {
                readings.put(reading, leaseOf(row, attempt));
            }
            Lease read = readings.get(reading);
            return super.lease(new Target(target.id(), target.integration(), row.generation), attempt, lease)
                    .map(now -> read == null ? now : spending(now, read));
        }

        private static Lease spending(Lease now, Lease read) {
            return new Lease(
                    now.id(),
                    now.integration(),
                    now.environment(),
                    now.generation(),
                    now.keyset(),
                    now.attempt(),
                    now.givenAt(),
                    read.refreshToken(),
                    now.unsure(),
                    now.refreshLeft(),
                    now.extended(),
                    now.forced(),
                    now.marked());
        }
    }
}
