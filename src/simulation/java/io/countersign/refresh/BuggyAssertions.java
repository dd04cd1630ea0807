package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.docusign.Meaning;
import io.countersign.docusign.TokenAnswer;
import io.countersign.refresh.gate.GateKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong for connections that impersonate a user, each with one rule taken out. */
final class BuggyAssertions {
    private BuggyAssertions() {}

    static final class LostAssertionLeavesADoubt extends SimulatedRows {
        LostAssertionLeavesADoubt(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(SimulatedRow row, GivenBack how) {
            super.write(row, how);
            row.unsure |= how.error().equals(LastError.NO_ANSWER.wireName());
        }
    }

    /** Nobody remembers what was granted, so a refusal of the settings' scopes is the verdict. */
    static final class WantedScopesDecide extends SimulatedRows {
        WantedScopesDecide(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        List<String> granted(SimulatedRow row) {
            return List.of();
        }
    }

    static final class DisconnectDoesNotCount extends SimulatedRows {
        DisconnectDoesNotCount(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void disconnect(String tenant, String name) {
            SimulatedRow row = named(tenant, name);
            if (row != null && row.impersonates()) {
                row.generation--;
            }
            super.disconnect(tenant, name);
        }
    }

    /** The first refusal is followed by no pause. */
    static final class VerdictLeavesNoPause extends SimulatedRows {
        VerdictLeavesNoPause(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void close(SimulatedRow row, Duration pause) {
            super.close(row, Duration.ZERO);
        }
    }

    static final class MissingConsentLeavesNoPause extends SimulatedRows {
        MissingConsentLeavesNoPause(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void write(SimulatedRow row, GivenBack how) {
            super.write(row, how);
            if (how.error().equals(LastError.CONSENT_MISSING.wireName())) {
                row.leaseUntil = time.databaseNow();
            }
        }
    }

    /** What an assertion cannot lose is waited for as if it could, and nobody empties the lease. */
    static final class ExpiredLeaseIsNotTaken extends SimulatedRows {
        ExpiredLeaseIsNotTaken(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        boolean isFree(SimulatedRow row) {
            return row.leaseOwner == null;
        }
    }

    static final class AwaitingConsentIsDue extends SimulatedRows {
        AwaitingConsentIsDue(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        @Nullable
        Long due(SimulatedRow row, long moment) {
            return moment;
        }
    }

    /** Whoever comes back ends a try that is under way, and another one begins beside it. */
    static final class CallbackEndsALease extends SimulatedRows {
        CallbackEndsALease(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void endPause(SimulatedRow row) {
            row.leaseOwner = null;
            super.endPause(row);
        }
    }

    static final class ConnectionIsNotRecorded extends SimulatedRows {
        ConnectionIsNotRecorded(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        void tell(SimulatedRow row, SimulatedTrail.Type type, @Nullable ConsentReason reason) {
            if (!row.impersonates() || type != SimulatedTrail.Type.CONNECTED) {
                super.tell(row, type, reason);
            }
        }
    }

    static SimulatedGates oneGateForAll(SimulatedTime time) {
        return new SimulatedGates(time) {
            @Override
            GateKey place(GateKey key) {
                return new GateKey(key.integration(), GrantType.AUTHORIZATION_CODE);
            }
        };
    }

    static TokenAnswer keyForConsent(TokenAnswer answer) {
        return answer instanceof TokenAnswer.Refused refused && refused.meaning() == Meaning.KEY_REFUSED
                ? new TokenAnswer.Refused(refused.status(), refused.error(), null, Meaning.NEEDS_CONSENT, null)
                : answer;
    }

    static TokenAnswer oddForGone(TokenAnswer answer) {
        return answer instanceof TokenAnswer.Refused refused && refused.meaning() == Meaning.UNKNOWN_REFUSAL
                ? new TokenAnswer.Refused(refused.status(), refused.error(), null, Meaning.USER_GONE, null)
                : answer;
    }
}
