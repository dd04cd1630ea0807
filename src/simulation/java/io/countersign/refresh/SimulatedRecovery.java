package io.countersign.refresh;

import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.UpstreamGate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * I5: once everything works again, whatever is owed a renewal has one, or a verdict, within 30 s. What may come first
 * is named here, each for itself: the lease of an owner that did not end it and the pause after it, a claim that came
 * to nothing, the due time that is left of a hold that somebody ended, the gate's pause, the longer back-off after
 * unknown words, and a hold for want of a slot.
 */
final class SimulatedRecovery {
    private static final long WITHIN = 30 * SimulatedTime.SECOND;
    private static final long WINDOW = 600 * SimulatedTime.SECOND;
    private static final long KEPT = 3600 * SimulatedTime.SECOND;
    private static final long ODD_ANSWER = 60 * SimulatedTime.SECOND;
    private static final int SLOTS = 5;

    /**
     * While the gate waits for a good answer, these may go first, each with a probe of its own and a look at the queue
     * as long as that.
     */
    private static final int OTHERS = 2;

    private final SimulatedTime time;
    private final RefreshTimes times;

    /** Since when, by connection. */
    private final Map<UUID, Long> owed = new HashMap<>();

    private final Map<UUID, Long> waitsUntil = new HashMap<>();
    private final Map<GateKey, Deque<Long>> verdictsOf = new HashMap<>();
    private final Set<UUID> withoutSlot = new HashSet<>();
    private final Set<UUID> claimedLate = new HashSet<>();
    private boolean somebodyGoesOn;

    SimulatedRecovery(SimulatedTime time, RefreshTimes times) {
        this.time = time;
        this.times = times;
    }

    /** Somebody has begun to renew it, or wants it renewed: nobody may forget that, whatever becomes of them. */
    void owes(SimulatedRow row) {
        owed.putIfAbsent(row.id.uuid(), time.now());
    }

    /** It has new tokens, or a verdict. */
    void settled(SimulatedRow row) {
        owed.remove(row.id.uuid());
    }

    boolean isOwed(SimulatedRow row) {
        boolean owing = row.impersonates() ? row.state == SimulatedRow.State.ACTIVE : row.refreshToken != null;
        return owing && owed.containsKey(row.id.uuid());
    }

    /** The background looks at it no earlier than at its due time: it was claimed, or a hold was ended early. */
    void waits(SimulatedRow row) {
        if (row.dueAt != null) {
            waitsUntil.put(row.id.uuid(), row.dueAt);
        }
    }

    /** Slots are denied only where so many verdicts were found lately. */
    void slot(GateKey key, UUID attempt, UpstreamGate.VerdictSlot slot) {
        Deque<Long> verdicts = verdictsOf.computeIfAbsent(key, none -> new ArrayDeque<>());
        while (!verdicts.isEmpty() && verdicts.getFirst() < time.databaseNow() - WINDOW) {
            verdicts.removeFirst();
        }
        switch (slot) {
            case TAKEN -> verdicts.add(time.databaseNow());
            case NONE, NONE_FLAGGED_NOW -> {
                withoutSlot.add(attempt);
                if (verdicts.size() < SLOTS) {
                    time.violation("%s gets no slot after %d verdicts".formatted(attempt, verdicts.size()));
                }
            }
            case OUTDATED -> {}
        }
    }

    /**
     * Nothing is held but for want of a slot, and no longer than until there are new ones; an impersonation for a while
     * too where nobody knows what was said, and what was granted for an import for an hour.
     */
    void held(LeaseHolder lease, SimulatedRow row) {
        if (row.impersonates() && row.heldUntil <= time.databaseNow() + ODD_ANSWER) {
            return;
        }
        if (row instanceof SimulatedImport && row.generation > 0 && row.heldUntil <= time.databaseNow() + KEPT) {
            return;
        }
        if (!withoutSlot.contains(lease.attempt()) || row.heldUntil > time.databaseNow() + WINDOW) {
            time.violation("%s is held until %.3f s".formatted(row, row.heldUntil / 1e9));
        }
    }

    /**
     * Until when, by the database's clock, a connection is to be settled that stands like this now and is asked for,
     * when nothing fails any more.
     */
    long deadline(SimulatedRow row, SimulatedGates gates) {
        return deadline(row, gates, !time.stepsSince(0).isEmpty());
    }

    /** @param lateLook whether who found the lease held looks again after a usual one, whatever that one had left */
    private long deadline(SimulatedRow row, SimulatedGates gates, boolean lateLook) {
        long start = Math.max(Math.max(time.databaseNow(), gates.pausedUntil(row.gate())), dueAfterSetBack(row));
        if (gates.probing(row.gate())) {
            start += OTHERS * 2 * times.probe().toNanos();
        }
        Long wait = waitsUntil.get(row.id.uuid());
        if (wait != null && wait.equals(row.dueAt)) {
            start = Math.max(start, wait);
        }
        boolean stepped = !time.stepsSince(0).isEmpty();
        // Whoever finds the lease then empties it, and the pause begins.
        if (row.leaseOwner != null) {
            start = Math.max(start, row.leaseUntil)
                    + (row.impersonates() ? 0 : times.takeover().toNanos())
                    + (lateLook ? times.lease().toNanos() : 0);
        } else if (stepped || row.unknownCode != null || row.impersonates()) {
            start = Math.max(start, row.leaseUntil);
        }
        return Math.max(Math.max(start, row.callsUntil()), row.heldUntil) + WITHIN;
    }

    /** When it is due, as far as the database's clock has made that later by being set back. */
    private long dueAfterSetBack(SimulatedRow row) {
        long setBack = time.databaseFurthestAheadSince(0) - time.databaseAhead();
        return row.dueAt == null ? SimulatedRow.NEVER : Math.min(row.dueAt, time.databaseNow() + setBack);
    }

    /**
     * Whether it is left alone for a reason that began after {@link #deadline} was told: a hold, its ten calls of a
     * minute, the longer back-off after unknown words, or a lease or pause that the database's clock has made longer;
     * or it has become due within the time that is allowed.
     */
    boolean rests(SimulatedRow row) {
        boolean stepped = !time.stepsSince(0).isEmpty();
        long pause = row.unknownCode != null || stepped || row.impersonates() ? row.leaseUntil : SimulatedRow.NEVER;
        long takeover = stepped && row.leaseOwner != null ? times.takeover().toNanos() : 0;
        boolean isDue = row.dueAt != null && row.dueAt <= time.databaseNow();
        long due = isDue ? row.dueAt : SimulatedRow.NEVER;
        long until = Math.max(Math.max(row.heldUntil, row.callsUntil()), Math.max(due, pause + takeover));
        return time.databaseNow() < until + WITHIN;
    }

    /**
     * Whether it may yet be settled at its {@link #deadline}: it {@link #rests}, or an attempt began just in time and
     * has its lease to end in.
     */
    boolean mayYetSettle(SimulatedRow row) {
        boolean isTried = row.leaseOwner != null && time.databaseNow() < row.leaseUntil;
        return isTried || rests(row);
    }

    /** The background looks at it in time; a hold that began meanwhile has to end first. */
    void expects(SimulatedRow row, SimulatedGates gates) {
        long deadline = deadline(row, gates, true);
        Long since = owed.get(row.id.uuid());
        time.after(Duration.ofNanos(deadline - time.databaseNow()), () -> {
            if (!isOwed(row) || !owed.get(row.id.uuid()).equals(since)) {
                return;
            }
            if (mayYetSettle(row) || isClaimedLate(row)) {
                expects(row, gates);
            } else {
                time.violation("I5: %s is due for too long, due at %s s"
                        .formatted(row, row.dueAt == null ? "no" : row.dueAt / 1e9));
            }
        });
    }

    /**
     * At the healing a replica goes on that had been stopped for longer than a lease, with the attempts that it had
     * begun before.
     */
    void somebodyGoesOn() {
        somebodyGoesOn = true;
    }

    /**
     * Whether a claim came to nothing after the deadline was told, for the first time: it joined an attempt whose
     * replica had been stopped for longer than the lease.
     */
    private boolean isClaimedLate(SimulatedRow row) {
        Long wait = waitsUntil.get(row.id.uuid());
        return somebodyGoesOn
                && wait != null
                && wait.equals(row.dueAt)
                && time.databaseNow() < wait
                && claimedLate.add(row.id.uuid());
    }
}
