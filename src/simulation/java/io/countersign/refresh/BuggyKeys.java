package io.countersign.refresh;

import io.countersign.crypto.Keyset;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** How tenants' keys are replaced, each with one thing wrong. */
final class BuggyKeys {
    private BuggyKeys() {}

    static Mutation keys(BiFunction<SimulatedTime, Keyset, SimulatedKeys> keys) {
        return new Mutation() {
            @Override
            SimulatedKeys keys(SimulatedTime time, Keyset keyset) {
                return keys.apply(time, keyset);
            }
        };
    }

    static final class StoreNamesNoKeyset extends SimulatedRows {
        StoreNamesNoKeyset(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean isOfPresentKeyset(Lease lease) {
            return true;
        }
    }

    static final class ImportStoreNamesNoKeyset extends SimulatedImports {
        ImportStoreNamesNoKeyset(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        boolean isOfPresentKeyset(Lease lease) {
            return true;
        }
    }

    /** As if another one had stored tokens. */
    static final class MovedKeysetIsStale extends SimulatedRows {
        MovedKeysetIsStale(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        RefreshRows.Stored store(
                Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
            return isOfPresentKeyset(lease)
                    ? super.store(lease, tokens, elapsed, rest, dueIn)
                    : new RefreshRows.Stored.OtherGeneration();
        }
    }

    static final class ResealComparesNothing extends SimulatedRows {
        ResealComparesNothing(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void reseal(SimulatedRow row, SimulatedRotations.SimulatedSeal read, UUID version) {
            row.accessToken = read.accessToken();
            row.refreshToken = read.refreshToken();
            row.sealedUnder = version;
        }
    }

    static final class ResealCounts extends SimulatedRows {
        ResealCounts(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void reseal(SimulatedRow row, SimulatedRotations.SimulatedSeal read, UUID version) {
            UUID before = row.sealedUnder;
            super.reseal(row, read, version);
            row.generation += version.equals(row.sealedUnder) && !version.equals(before) ? 1 : 0;
        }
    }

    static final class ResealEndsTheLease extends SimulatedRows {
        ResealEndsTheLease(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void reseal(SimulatedRow row, SimulatedRotations.SimulatedSeal read, UUID version) {
            super.reseal(row, read, version);
            row.leaseOwner = null;
        }
    }

    static final class KeyLeavesUnchecked extends SimulatedKeys {
        KeyLeavesUnchecked(SimulatedTime time, Keyset keyset) {
            super(time, keyset);
        }

        @Override
        boolean isUsed(String tenant, SimulatedRows rows, SimulatedImports imports) {
            return false;
        }
    }

    static final class RewrapComparesNothing extends SimulatedKeys {
        RewrapComparesNothing(SimulatedTime time, Keyset keyset) {
            super(time, keyset);
        }

        @Override
        void rewrap(String tenant, Keys read, String by) {
            write(tenant, read.wrappedBy(by));
        }
    }

    /** Whoever stores a consent reads the keyset, and holds nothing. */
    static final class ConsentReadsTheKeysetUnlocked extends SimulatedKeys {
        ConsentReadsTheKeysetUnlocked(SimulatedTime time, Keyset keyset) {
            super(time, keyset);
        }

        @Override
        UUID share(String tenant) {
            return of(tenant).primary();
        }
    }

    /** Neither whoever adds a key nor whoever removes one waits for what is being stored. */
    static final class KeysChangeWithoutLocks extends SimulatedKeys {
        KeysChangeWithoutLocks(SimulatedTime time, Keyset keyset) {
            super(time, keyset);
        }

        @Override
        boolean isShared(String tenant) {
            return false;
        }
    }
}
