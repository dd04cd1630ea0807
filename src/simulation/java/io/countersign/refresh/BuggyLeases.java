package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may spend a token, each with one thing wrong. */
final class BuggyLeases {
    private BuggyLeases() {}

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
            if (row != null && row.impersonates()) {
                return super.lease(target, attempt, lease);
            }
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
                    now.places(),
                    now.generation(),
                    now.keyset(),
                    now.attempt(),
                    now.givenAt(),
                    read.grant(),
                    read.held(),
                    now.unsure(),
                    now.refreshLeft(),
                    now.accessLeft(),
                    now.failures(),
                    now.unknownRefusals(),
                    now.extended(),
                    now.finality(),
                    now.marked());
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

    static final class RestoreEndsLeases extends SimulatedRows {
        RestoreEndsLeases(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void markRestored() {
            super.markRestored();
            all().values().forEach(row -> {
                row.leaseOwner = null;
                row.leaseUntil = SimulatedRow.NEVER;
            });
        }
    }

    static final class TenCallsAreNotEnough extends SimulatedRows {
        TenCallsAreNotEnough(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
            SimulatedRow row = of(target.id(), target.generation());
            if (row != null) {
                row.calls.clear();
            }
            return super.lease(target, attempt, lease);
        }
    }

    static final class ForeignLeaseIsExtended extends SimulatedRows {
        ForeignLeaseIsExtended(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean extend(Lease lease, Duration duration, boolean counted) {
            SimulatedRow row = of(lease.id(), lease.generation());
            if (row != null) {
                row.leaseUntil = time.databaseNow() + duration.toNanos();
                history.extended(lease.attempt(), row);
            }
            return row != null;
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

    static final class LeaseIsNotDueAtItsEnd extends SimulatedRows {
        LeaseIsNotDueAtItsEnd(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
            SimulatedRow row = of(target.id());
            Long before = row == null ? null : row.dueAt;
            Optional<Lease> given = super.lease(target, attempt, lease);
            if (row != null) {
                row.dueAt = before;
            }
            return given;
        }
    }

    static final class EmptiedLeaseLosesItsDueTime extends SimulatedRows {
        EmptiedLeaseLosesItsDueTime(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void empty(ConnectionId id, long generation, Duration takeover) {
            SimulatedRow row = of(id, generation);
            super.empty(id, generation, takeover);
            if (row != null) {
                row.dueAt = null;
            }
        }
    }
}
