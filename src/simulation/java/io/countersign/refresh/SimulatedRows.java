package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The statements of {@link PostgresRefreshRows}, each atomic. A planted bug overrides one of them. */
class SimulatedRows extends SimulatedLeases {
    SimulatedRows(Surroundings surroundings) {
        super(surroundings);
    }

    /** Stores where the row is one that this lease's answer belongs to. */
    RefreshRows.Stored store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
        SimulatedRow row = of(lease.id(), lease.generation());
        if (row == null) {
            return new RefreshRows.Stored.OtherGeneration();
        }
        if (!isOfPresentKeyset(lease)) {
            return new RefreshRows.Stored.OtherKeyset(keys.read(row.id.tenant()));
        }
        write(row, lease, tokens, elapsed, rest, dueIn);
        return new RefreshRows.Stored.Done();
    }

    boolean isOfPresentKeyset(Lease lease) {
        return keys.of(lease.id().tenant()).primary().equals(lease.keyset().version());
    }

    /** As a rotation of the tenant's key does it: what was read is put under the new key, if it still stands there. */
    void reseal(SimulatedRow row, SimulatedRotations.SimulatedSeal read, UUID version) {
        if (read.isOf(row) && keys.of(row.id.tenant()).primary().equals(version)) {
            row.sealedUnder = version;
        }
    }

    void write(
            SimulatedRow row,
            Lease lease,
            NewTokens tokens,
            Duration elapsed,
            Duration rest,
            @Nullable Duration dueIn) {
        String refreshToken = kept(lease, tokens);
        history.stores(row, lease, refreshToken);
        long now = time.databaseNow();
        Duration refreshLife = tokens.refreshLife();
        row.rejectedGeneration = tokens.kept() && row.rejected() ? row.generation + 1 : null;
        row.generation++;
        if (row.state == SimulatedRow.State.AWAITING_CONSENT) {
            tell(row, SimulatedTrail.Type.CONNECTED, null);
        } else if (row.reason != null) {
            tell(row, SimulatedTrail.Type.RECOVERED, row.reason);
        }
        row.become(SimulatedRow.State.ACTIVE, null);
        row.lastError = null;
        row.accessToken = tokens.accessToken().revealText();
        row.refreshToken = refreshToken;
        row.sealedUnder = lease.keyset().version();
        keys.judge(row);
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
        row.dueAt = dueIn == null ? null : (Long) (now + dueIn.toNanos());
        row.unsure =
                !row.impersonates() && (tokens.leaveADoubt() || !lease.attempt().equals(row.leaseOwner));
        row.leaseOwner = null;
        row.leaseUntil = now + rest.toNanos();
        row.failures = 0;
        row.heldUntil = SimulatedRow.NEVER;
        row.forced = false;
        row.writtenBy = lease.attempt();
        belongs(row, tokens.impersonated());
        row.forgetUnknownRefusals();
        history.written(row);
    }

    private static void belongs(SimulatedRow row, @Nullable Impersonated impersonated) {
        if (impersonated != null) {
            row.scopes = impersonated.scopes();
            row.account = impersonated.found() == null
                    ? row.account
                    : impersonated.found().account().accountId();
        }
    }

    /** The refresh token to go on with; none where an assertion was granted. */
    private static @Nullable String kept(Lease lease, NewTokens tokens) {
        return switch (lease.grant()) {
            case LeasedGrant.RefreshToken old ->
                (tokens.refreshToken() == null ? old.value() : tokens.refreshToken()).revealText();
            case LeasedGrant.Impersonation user -> null;
        };
    }

    static Secret spent(Lease lease) {
        return ((LeasedGrant.RefreshToken) lease.grant()).value();
    }

    boolean writtenBy(Lease lease) {
        SimulatedRow row = of(lease.id(), lease.generation() + 1);
        return row != null && lease.attempt().equals(row.writtenBy);
    }

    void giveBack(LeaseHolder holder, GivenBack how) {
        SimulatedRow row = owned(holder);
        if (row == null) {
            return;
        }
        if (how.calls() != GivenBack.Calls.ONE_LESS && how.heldFor() == null) {
            history.released(holder);
        }
        if (!how.closedFor().isZero()) {
            history.pauses.begins(row, how.closedFor());
        }
        history.assertions.givenBack(row, how);
        write(row, how);
        history.assertions.holds(row);
        if (how.heldFor() != null) {
            history.recovery.held(holder, row);
        }
    }

    void write(SimulatedRow row, GivenBack how) {
        long now = time.databaseNow();
        row.leaseOwner = null;
        row.leaseUntil = now + how.closedFor().toNanos();
        row.heldUntil =
                how.heldFor() == null ? row.heldUntil : now + how.heldFor().toNanos();
        row.dueAt = how.dueIn() == null ? null : due(row, now + how.dueIn().toNanos());
        row.forced &= row.state != SimulatedRow.State.AWAITING_CONSENT;
        row.unsure |= how.doubt();
        row.failures += how.failed() ? 1 : 0;
        switch (how.calls()) {
            case AS_THEY_ARE -> {}
            case ONE_LESS -> row.calls.removeFirst();
            case TEN_NOW -> IntStream.range(0, 10).forEach(i -> row.calls(now));
        }
        GivenBack.UnknownWords words = how.unknownWords();
        if (words != null) {
            row.unknownCode = words.code();
            row.unknownTimes = words.times();
            row.unknownSince = words.times() == 1 ? now : row.unknownSince;
        }
        row.lastError = how.error();
    }

    Recorded refuse(Lease lease, Refusal refusal) {
        SimulatedRow row = owned(lease.holder());
        if (row == null) {
            return new Recorded.Nothing();
        }
        ConsentReason reason = row.unsure ? refusal.reasonInDoubt() : refusal.reason();
        String error = row.unsure ? refusal.errorInDoubt() : refusal.error();
        history.assertions.refused(lease, row, refusal);
        row.failures = failures(row);
        judge(row, reason, error);
        pause(row, refusal);
        history.refused(row);
        return new Recorded.Stands(reason, error);
    }

    private static int failures(SimulatedRow row) {
        return switch (row.grant) {
            case AUTHORIZATION_CODE -> row.failures;
            case JWT_BEARER -> row.state == SimulatedRow.State.ACTIVE ? 1 : row.failures + 1;
        };
    }

    /** Before the next try, for those that may be tried again without being made due. */
    private void pause(SimulatedRow row, Refusal refusal) {
        if (!refusal.closedFor().isZero()) {
            close(row, refusal.closedFor());
            history.pauses.begins(row, refusal.closedFor());
        }
    }

    void close(SimulatedRow row, Duration pause) {
        row.leaseUntil = time.databaseNow() + pause.toNanos();
    }

    Recorded refuseToken(Lease lease, Refusal refusal, long secretsVersion) {
        if (!gates.notedUpTo(lease.gate(), secretsVersion)) {
            return new Recorded.Outdated();
        }
        note(lease, secretsVersion);
        return refuse(lease, refusal);
    }

    final void note(Lease lease, long secretsVersion) {
        SimulatedRow row = owned(lease.holder());
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
}
