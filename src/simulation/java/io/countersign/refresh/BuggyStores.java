package io.countersign.refresh;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How new tokens are stored, each with one thing wrong. */
final class BuggyStores {
    private BuggyStores() {}

    static final class StoreComparesTheOwner extends SimulatedRows {
        StoreComparesTheOwner(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        RefreshRows.Stored store(
                Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
            SimulatedRow row = of(lease.id());
            if (row == null || !lease.attempt().equals(row.leaseOwner)) {
                return new RefreshRows.Stored.OtherGeneration();
            }
            write(row, lease, tokens, elapsed, rest, dueIn);
            return new RefreshRows.Stored.Done();
        }
    }

    static final class StoreNeedsARunningLease extends SimulatedRows {
        StoreNeedsARunningLease(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        RefreshRows.Stored store(
                Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
            SimulatedRow row = owned(lease.holder());
            return row != null && row.leaseUntil > time.databaseNow()
                    ? super.store(lease, tokens, elapsed, rest, dueIn)
                    : new RefreshRows.Stored.OtherGeneration();
        }
    }

    static final class StoreNeedsAnActiveRow extends SimulatedRows {
        StoreNeedsAnActiveRow(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        RefreshRows.Stored store(
                Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
            SimulatedRow row = of(lease.id());
            return row != null && row.state == SimulatedRow.State.ACTIVE
                    ? super.store(lease, tokens, elapsed, rest, dueIn)
                    : new RefreshRows.Stored.OtherGeneration();
        }
    }

    static final class StoreComparesNothing extends SimulatedRows {
        StoreComparesNothing(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        RefreshRows.Stored store(
                Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
            SimulatedRow row = of(lease.id());
            if (row == null) {
                return new RefreshRows.Stored.OtherGeneration();
            }
            write(row, lease, tokens, elapsed, rest, dueIn);
            return new RefreshRows.Stored.Done();
        }
    }

    static final class StoreCountsFromItsArrival extends SimulatedRows {
        StoreCountsFromItsArrival(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(
                SimulatedRow row,
                Lease lease,
                NewTokens tokens,
                Duration elapsed,
                Duration rest,
                @Nullable Duration dueIn) {
            super.write(row, lease, tokens, elapsed, rest, dueIn);
            row.accessExpiresAt =
                    time.databaseNow() + tokens.accessLife().minus(elapsed).toNanos();
        }
    }

    static final class StoreLeavesNoRest extends SimulatedRows {
        StoreLeavesNoRest(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(
                SimulatedRow row,
                Lease lease,
                NewTokens tokens,
                Duration elapsed,
                Duration rest,
                @Nullable Duration dueIn) {
            super.write(row, lease, tokens, elapsed, Duration.ZERO, dueIn);
        }
    }

    static final class StoreOverAnotherLeavesNoDoubt extends SimulatedRows {
        StoreOverAnotherLeavesNoDoubt(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(
                SimulatedRow row,
                Lease lease,
                NewTokens tokens,
                Duration elapsed,
                Duration rest,
                @Nullable Duration dueIn) {
            super.write(row, lease, tokens, elapsed, rest, dueIn);
            row.unsure = false;
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
}
