package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt without tokens ends, and what people do meanwhile, each with one thing wrong. */
final class BuggyEnds {
    private BuggyEnds() {}

    static final class LostAnswerLeavesNoDoubt extends SimulatedRows {
        LostAnswerLeavesNoDoubt(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(SimulatedRow row, GivenBack how) {
            boolean before = row.unsure;
            super.write(row, how);
            row.unsure = before;
        }
    }

    static final class ForeignLeaseIsReleased extends SimulatedRows {
        ForeignLeaseIsReleased(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void giveBack(LeaseHolder holder, GivenBack how) {
            SimulatedRow row = of(holder.id(), holder.generation());
            if (row != null) {
                write(row, how);
            }
        }
    }

    static final class BackOffIsIgnored extends SimulatedRows {
        BackOffIsIgnored(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(SimulatedRow row, GivenBack how) {
            super.write(row, how);
            if (!how.closedFor().isZero()) {
                row.leaseUntil = time.databaseNow();
                row.dueAt = time.databaseNow();
            }
        }
    }

    static final class VerdictIgnoresTheGeneration extends SimulatedRows {
        VerdictIgnoresTheGeneration(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Recorded refuse(Lease lease, Refusal refusal) {
            SimulatedRow row = of(lease.id());
            if (row != null && row.refreshToken != null) {
                judge(row, refusal.reason(), refusal.error());
            }
            return new Recorded.Stands(refusal.reason(), refusal.error());
        }
    }

    static final class VerdictIgnoresNewSecrets extends SimulatedRows {
        VerdictIgnoresNewSecrets(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        Recorded refuseToken(Lease lease, Refusal refusal, long secretsVersion) {
            note(lease, secretsVersion);
            return refuse(lease, refusal);
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

    static final class FailedAttemptIsNotDue extends SimulatedRows {
        FailedAttemptIsNotDue(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(SimulatedRow row, GivenBack how) {
            Long before = row.dueAt;
            super.write(row, how);
            row.dueAt = before;
        }
    }

    static final class VerdictIsNotRecorded extends SimulatedRows {
        VerdictIsNotRecorded(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void tell(SimulatedRow row, SimulatedTrail.Type type, @Nullable ConsentReason reason) {
            if (type != SimulatedTrail.Type.CONSENT_REQUIRED) {
                super.tell(row, type, reason);
            }
        }
    }

    static final class RecoveryIsNotRecorded extends SimulatedRows {
        RecoveryIsNotRecorded(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void tell(SimulatedRow row, SimulatedTrail.Type type, @Nullable ConsentReason reason) {
            if (type != SimulatedTrail.Type.RECOVERED) {
                super.tell(row, type, reason);
            }
        }
    }
}
