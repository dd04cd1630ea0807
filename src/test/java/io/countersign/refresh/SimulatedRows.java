package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import java.time.Duration;
import java.time.Instant;

/** The statements of {@link PostgresRefreshStore}, each atomic. A planted bug overrides one of them. */
class SimulatedRows extends SimulatedLeases {
    SimulatedRows(Surroundings surroundings) {
        super(surroundings);
    }

    /** @return whether the row is one that this lease's answer belongs to */
    boolean store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        SimulatedRow row = of(lease.id(), lease.generation());
        if (row == null) {
            return false;
        }
        write(row, lease, tokens, elapsed, rest, dueIn);
        return true;
    }

    void write(SimulatedRow row, Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        Secret refreshToken = tokens.refreshToken() == null ? lease.refreshToken() : tokens.refreshToken();
        history.stores(row, lease, refreshToken.revealText());
        long now = time.databaseNow();
        Duration refreshLife = tokens.refreshLife();
        row.generation++;
        if (row.reason != null) {
            tell(row, SimulatedTrail.Type.RECOVERED, row.reason);
        }
        row.become(SimulatedRow.State.ACTIVE, null);
        row.lastError = null;
        row.accessToken = tokens.accessToken().revealText();
        row.refreshToken = refreshToken.revealText();
        Instant latest = lease.givenAt().plus(tokens.accessLife());
        if (!tokens.kept()) {
            row.accessExpiresAt = Math.min(
                    now + tokens.accessLife().minus(elapsed).toNanos(),
                    Duration.between(Instant.EPOCH, latest).toNanos());
        }
        if (refreshLife != null) {
            row.refreshExpiresAt = now + refreshLife.minus(elapsed).toNanos();
            row.warnedDays = null;
        }
        row.lastRefreshedAt = time.now();
        row.dueAt = now + dueIn.toNanos();
        row.unsure = !lease.attempt().equals(row.leaseOwner);
        row.leaseOwner = null;
        row.leaseUntil = now + rest.toNanos();
        row.failures = 0;
        row.heldUntil = SimulatedRow.NEVER;
        row.forced = false;
        row.writtenBy = lease.attempt();
        row.forgetUnknownRefusals();
        history.written(row);
    }

    boolean writtenBy(Lease lease) {
        SimulatedRow row = of(lease.id(), lease.generation() + 1);
        return row != null && lease.attempt().equals(row.writtenBy);
    }

    void release(Lease lease, boolean unsure, double jitter, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            history.released(lease);
            history.pauses.begins(row, backOff(row, 15, jitter));
            giveBack(row, 15, unsure, jitter, error);
        }
    }

    /** @param longest back-off, in seconds */
    void giveBack(SimulatedRow row, double longest, boolean unsure, double jitter, String error) {
        long pause = backOff(row, longest, jitter).toNanos();
        row.leaseOwner = null;
        row.unsure |= unsure;
        row.failures++;
        row.lastError = error;
        row.leaseUntil = time.databaseNow() + pause;
        row.dueAt = row.leaseUntil;
    }

    private static Duration backOff(SimulatedRow row, double longest, double jitter) {
        double seconds = Math.min(longest, 2 * Math.pow(2, Math.min(row.failures, 10))) * jitter;
        return Duration.ofNanos((long) (seconds * SimulatedTime.SECOND));
    }

    void releaseUnused(Lease lease, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            row.leaseOwner = null;
            row.leaseUntil = time.databaseNow();
            row.lastError = error;
            row.dueAt = time.databaseNow();
            row.calls.removeFirst();
        }
    }

    void releaseOutOfCalls(Lease lease, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            history.released(lease);
            row.leaseOwner = null;
            row.failures++;
            row.lastError = error;
            row.leaseUntil = time.databaseNow();
            for (int i = 0; i < 10; i++) {
                row.calls(time.databaseNow());
            }
            row.dueAt = row.callsUntil();
        }
    }

    void countRefusal(Lease lease, String code, double jitter) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            history.released(lease);
            long now = time.databaseNow();
            boolean same = code.equals(row.unknownCode);
            row.unknownTimes = same ? row.unknownTimes + 1 : 1;
            row.unknownSince = same ? row.unknownSince : now;
            row.unknownCode = code;
            history.pauses.begins(row, backOff(row, 300, jitter));
            giveBack(row, 300, false, jitter, code);
        }
    }

    void refuse(Lease lease, ConsentReason reason, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            boolean ofTheToken =
                    reason == ConsentReason.CONSENT_REVOKED || reason == ConsentReason.REFRESH_TOKEN_EXPIRED;
            judge(row, row.unsure && ofTheToken ? ConsentReason.LOST_RESPONSE : reason, error);
            history.refused(row);
        }
    }

    /** @return whether the refusal was found with the present client secrets */
    boolean refuseToken(Lease lease, ConsentReason reason, String error, long secretsVersion) {
        boolean present = gates.notedUpTo(lease.integration(), secretsVersion);
        if (present) {
            note(lease, secretsVersion);
            refuse(lease, reason, error);
        }
        return present;
    }

    final void note(Lease lease, long secretsVersion) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            row.refusedWith = secretsVersion;
        }
    }

    void judge(SimulatedRow row, ConsentReason reason, String error) {
        row.become(SimulatedRow.State.CONSENT_REQUIRED, reason);
        tell(row, SimulatedTrail.Type.CONSENT_REQUIRED, reason);
        row.lastError = error;
        row.leaseOwner = null;
        row.leaseUntil = time.databaseNow();
        row.dueAt = null;
        row.forced = false;
    }

    void hold(Lease lease, Duration duration, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            row.leaseOwner = null;
            row.leaseUntil = time.databaseNow();
            row.lastError = error;
            row.heldUntil = time.databaseNow() + duration.toNanos();
            row.dueAt = row.heldUntil;
            history.recovery.held(lease, row);
        }
    }
}
