package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Imports, each with one thing wrong. */
final class BuggyImports {
    private BuggyImports() {}

    static Mutation rows(BiFunction<SimulatedRows.Surroundings, SimulatedRows, SimulatedImports> rows) {
        return new Mutation() {
            @Override
            SimulatedImports imports(SimulatedRows.Surroundings surroundings, SimulatedRows connections) {
                return rows.apply(surroundings, connections);
            }
        };
    }

    /** What was granted is stored when it is known whose it is. */
    static Mutation askingFirst() {
        return new Mutation() {
            @Override
            RefreshStore proofs(RefreshStore store, SimulatedUpstream upstream) {
                return new PassingStore(store) {
                    @Override
                    public Uni<Written> store(
                            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
                        return upstream.owner(tokens.accessToken().revealText())
                                .chain(whoever -> super.store(lease, tokens, elapsed, rest, dueIn));
                    }
                };
            }
        };
    }

    /** A renewal of the former tokens is under way, and its answer finds its generation. */
    static final class HandOverDoesNotCount extends SimulatedRows {
        HandOverDoesNotCount(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void accept(SimulatedRow row, SimulatedImport proven) {
            super.accept(row, proven);
            row.generation--;
        }
    }

    static final class HandOverForgetsTheDoubt extends SimulatedRows {
        HandOverForgetsTheDoubt(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void accept(SimulatedRow row, SimulatedImport proven) {
            super.accept(row, proven);
            row.unsure = false;
        }
    }

    static final class JudgedWhileProvenAnew extends SimulatedImports {
        JudgedWhileProvenAnew(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        @Nullable
        SimulatedImport take(ConnectionId importId, long generation, boolean unsure) {
            SimulatedRow row = of(importId, generation);
            return row == null || row.generation == 0 ? null : (SimulatedImport) row;
        }
    }

    static final class DoubtIsPlainlyRefused extends SimulatedImports {
        DoubtIsPlainlyRefused(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        void judge(SimulatedRow row, ConsentReason reason, String error) {
            row.unsure = false;
            super.judge(row, reason, error);
        }
    }

    static final class GrantedIsForgotten extends SimulatedImports {
        GrantedIsForgotten(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        @Nullable
        Fate fateOf(SimulatedImport ended) {
            return ended.generation > 0 ? null : super.fateOf(ended);
        }
    }

    static final class LostIsForgotten extends SimulatedImports {
        LostIsForgotten(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        @Nullable
        Fate fateOf(SimulatedImport ended) {
            return ended.unsure ? null : super.fateOf(ended);
        }
    }

    /** Nobody has marked it as in doubt yet, and its call is under way. */
    static final class LeasedIsForgotten extends SimulatedImports {
        LeasedIsForgotten(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        @Nullable
        Fate fateOf(SimulatedImport ended) {
            return ended.leaseOwner != null ? null : super.fateOf(ended);
        }
    }

    /** Whoever brought it dies before its proof. */
    static final class NewIsNotDue extends SimulatedImports {
        NewIsNotDue(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        @Nullable
        Long firstDue() {
            return null;
        }
    }

    static final class LeasedIsNotDue extends SimulatedImports {
        LeasedIsNotDue(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
            Optional<Lease> leased = super.lease(target, attempt, lease);
            SimulatedRow row = of(target.id());
            if (row != null && leased.isPresent()) {
                row.dueAt = null;
            }
            return leased;
        }
    }

    static final class ProvenIsNotDue extends SimulatedImports {
        ProvenIsNotDue(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
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
            row.dueAt = null;
        }
    }

    static final class NothingIsDiscarded extends SimulatedImports {
        NothingIsDiscarded(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        void discard(SimulatedRow connection) {
            // It stays.
        }
    }

    static final class RefusalRequiresAConsent extends SimulatedImports {
        RefusalRequiresAConsent(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        void judge(SimulatedRow row, ConsentReason reason, String error) {
            SimulatedRow connection = connections.of(((SimulatedImport) row).connection);
            if (connection != null) {
                connections.judge(connection, reason, error);
            }
            super.judge(row, reason, error);
        }
    }

    static final class RefusalTakesASlot extends SimulatedImports {
        RefusalTakesASlot(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        Finality finalityOf(SimulatedRow row) {
            return Finality.WITH_SLOT;
        }
    }

    static final class RefusalEndsWhatWasGranted extends SimulatedImports {
        RefusalEndsWhatWasGranted(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        Finality finalityOf(SimulatedRow row) {
            return Finality.IN_KNOWN_WORDS;
        }
    }

    static final class HeldLeaseIsTaken extends SimulatedImports {
        HeldLeaseIsTaken(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
            SimulatedRow row = of(target.id(), target.generation());
            if (row != null) {
                row.leaseOwner = null;
                row.leaseUntil = SimulatedRow.NEVER;
            }
            return super.lease(target, attempt, lease);
        }
    }

    /** Callers wait for the connection's tokens while somebody proves what is brought. */
    static final class LeaseIsTheConnections extends SimulatedImports {
        LeaseIsTheConnections(Surroundings surroundings, SimulatedRows connections) {
            super(surroundings, connections);
        }

        @Override
        Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
            Optional<Lease> leased = super.lease(target, attempt, lease);
            SimulatedImport row = (SimulatedImport) of(target.id());
            SimulatedRow connection = row == null ? null : connections.of(row.connection);
            if (connection != null && leased.isPresent()) {
                connection.leaseUntil = time.databaseNow() + lease.toNanos();
            }
            return leased;
        }
    }
}
