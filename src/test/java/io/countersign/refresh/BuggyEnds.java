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
        void release(Lease lease, boolean unsure, double jitter, String error) {
            super.release(lease, false, jitter, error);
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
                giveBack(row, 15, unsure, jitter, error);
            }
        }
    }

    static final class BackOffIsIgnored extends SimulatedRows {
        BackOffIsIgnored(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void giveBack(SimulatedRow row, double longest, boolean unsure, double jitter, String error) {
            super.giveBack(row, longest, unsure, 0, error);
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

    static final class VerdictIgnoresNewSecrets extends SimulatedRows {
        VerdictIgnoresNewSecrets(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
            note(lease, secretsVersion);
            refuse(lease, reason, error);
            return true;
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
        void giveBack(SimulatedRow row, double longest, boolean unsure, double jitter, String error) {
            Long before = row.dueAt;
            super.giveBack(row, longest, unsure, jitter, error);
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
