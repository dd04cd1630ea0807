package io.countersign.refresh;

import io.countersign.refresh.gate.GateKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happened, and the invariants that hold at every moment of it. */
final class SimulatedHistory {
    private static final int MOST_CALLS_A_MINUTE = 10;

    /** A call to the provider, until its process has heard how it ended. */
    static final class Call {
        final Lease lease;
        final String replica;
        final long sentAt;
        boolean ended;

        /** It was answered, and not granted. */
        boolean refused;

        Call(Lease lease, String replica, long sentAt) {
            this.lease = lease;
            this.replica = replica;
            this.sentAt = sentAt;
        }
    }

    /** New tokens that a process holds in its memory. */
    record Reached(Lease lease, String refreshToken, String process, long at) {}

    private final SimulatedTime time;
    private final SimulatedProvider provider;
    final RefreshTimes times;
    private final Map<UUID, Long> leasedUntil = new HashMap<>();
    private final Map<UUID, Long> leasedAt = new HashMap<>();
    private final Map<UUID, Long> begunAt = new HashMap<>();
    private final Map<UUID, UUID> lastLease = new HashMap<>();
    private final Set<String> storedOverAnother = new HashSet<>();
    private final Map<String, List<Call>> callsOf = new HashMap<>();
    private final Map<UUID, String> current = new HashMap<>();
    private final Map<String, Long> storedAt = new HashMap<>();
    private final Map<String, Long> storedAhead = new HashMap<>();
    private final Map<String, Map<String, Long>> unknown = new HashMap<>();
    private final Map<String, Long> replacedAt = new HashMap<>();
    private final Map<SimulatedProvider.Family, Deque<Long>> sends = new HashMap<>();
    private final Map<String, Integer> asking = new HashMap<>();
    private final Map<UUID, Deque<Long>> sendsFor = new HashMap<>();
    private final Map<UUID, String> patience = new HashMap<>();
    final List<Reached> reached = new ArrayList<>();
    final SimulatedRecovery recovery;
    final SimulatedPauses pauses;
    final SimulatedAssertions assertions;
    final SimulatedImportHistory imports;
    private final Map<GateKey, Patience> pausedUntil = new HashMap<>();
    private final Map<GateKey, Long> probedUntil = new HashMap<>();
    private final Set<GateKey> troubled = new HashSet<>();

    private record Patience(long since, long until) {}

    SimulatedHistory(SimulatedTime time, SimulatedProvider provider, RefreshTimes times) {
        this.time = time;
        this.provider = provider;
        this.times = times;
        this.recovery = new SimulatedRecovery(time, times);
        this.pauses = new SimulatedPauses(time);
        this.assertions = new SimulatedAssertions(time, provider.consents);
        this.imports = new SimulatedImportHistory(time, provider);
    }

    void leased(UUID attempt, SimulatedRow row) {
        extended(attempt, row);
        if (row.mayBeDue()) {
            recovery.owes(row);
        }
        assertions.leased(attempt, row);
        imports.leased(attempt, row);
        pauses.leased(row);
        // A pause that has ended by the database's clock does not begin anew where that is set back.
        Patience patient = pausedUntil.get(row.gate());
        if (patient != null && time.databaseLatestSince(patient.since()) < patient.until()) {
            time.violation("%s gets a lease in a pause that the provider asked for".formatted(attempt));
        }
    }

    void extended(UUID attempt, SimulatedRow row) {
        leasedUntil.put(attempt, row.leaseUntil);
        leasedAt.put(attempt, time.now());
        lastLease.put(row.id.uuid(), attempt);
        begunAt.putIfAbsent(attempt, time.now());
    }

    /** A process heard that the provider wants patience. */
    void throttled(Lease lease, String process) {
        patience.put(lease.attempt(), process);
    }

    /** That process tells the others. */
    void patienceTold(String process) {
        patience.values().remove(process);
    }

    void released(LeaseHolder lease) {
        if (patience.containsKey(lease.attempt())) {
            time.violation("%s forgets that the provider wants patience".formatted(lease.attempt()));
        }
    }

    /** The provider asked for patience. What has ended does not begin anew where the database's clock was set back. */
    void paused(GateKey key, Duration duration) {
        Patience before = pausedUntil.get(key);
        long until = time.databaseNow() + duration.toNanos();
        boolean lasts = before != null && time.databaseLatestSince(before.since()) < before.until();
        pausedUntil.put(key, new Patience(time.now(), lasts ? Math.max(before.until(), until) : until));
    }

    /** An answer, or none, that may close the gate which that lease has passed. */
    void troubled(GateKey key) {
        troubled.add(key);
    }

    /** I11: what is wrong with one grant's credentials or calls closes no other grant's gate. */
    void foundClosed(GateKey key) {
        if (!troubled.contains(key)) {
            time.violation("I11: the gate of %s is closed, and nothing was ever wrong there".formatted(key));
        }
    }

    /** One attempt at a time is let through a closed gate. */
    void probes(GateKey key, Duration duration) {
        if (time.databaseNow() < probedUntil.getOrDefault(key, SimulatedRow.NEVER)) {
            time.violation("I8: a second probe within the first one's time");
        }
        probedUntil.put(key, time.databaseNow() + duration.toNanos());
    }

    void opened(GateKey key) {
        probedUntil.remove(key);
    }

    int calls() {
        return callsOf.values().stream().mapToInt(List::size).sum();
    }

    /**
     * I1, I8, and that nothing is spent from an old reading. The residual risk: a lease and the pause after it end by
     * the database's clock, also where that was set forward over them.
     */
    Call sent(Lease lease, String replica) {
        return switch (lease.grant()) {
            case LeasedGrant.RefreshToken token -> spent(lease, replica);
            case LeasedGrant.Impersonation user -> asserted(lease, replica);
        };
    }

    /**
     * I1 too: whoever takes a lease over waits for its end. An assertion spends nothing, so nobody waits for an owner
     * whose lease the database's clock was set past, and who does not know.
     */
    private Call asserted(Lease lease, String replica) {
        Call call = new Call(lease, replica, time.now());
        List<Call> before = callsOf.computeIfAbsent("of " + lease.id().uuid(), none -> new ArrayList<>());
        boolean owns = !isJumpedOver(lease);
        before.stream()
                .filter(other -> owns && !other.ended && other.lease.generation() == lease.generation())
                .filter(other ->
                        time.databaseLatestSince(other.sentAt) < leasedUntil.getOrDefault(other.lease.attempt(), 0L))
                .forEach(other -> time.violation("I1: %s of %s sends an assertion while %s has one in flight"
                        .formatted(lease.attempt(), replica, other.replica)));
        before.add(call);
        count(lease, sendsFor.computeIfAbsent(lease.id().uuid(), none -> new ArrayDeque<>()));
        return call;
    }

    /** Whether the database's clock was set forward over the end of that lease, since it was given or extended last. */
    private boolean isJumpedOver(Lease lease) {
        long until = leasedUntil.getOrDefault(lease.attempt(), 0L);
        return time.stepsSince(leasedAt.getOrDefault(lease.attempt(), time.now())).stream()
                .anyMatch(step -> step.before() < until && until <= step.before() + step.by());
    }

    /** A process asks whose the token is that it was granted, or tries to connect. */
    void begins(String process) {
        asking.merge(process, 1, Integer::sum);
    }

    void ends(String process) {
        asking.merge(process, -1, Integer::sum);
    }

    private Call spent(Lease lease, String replica) {
        String refreshToken = SimulatedRows.spent(lease).revealText();
        Call call = new Call(lease, replica, time.now());
        List<Call> before = callsOf.computeIfAbsent(refreshToken, token -> new ArrayList<>());
        for (Call other : before) {
            long free = leasedUntil.getOrDefault(other.lease.attempt(), 0L)
                    + times.takeover().toNanos();
            if (!other.ended
                    && isOfTheSame(other.lease, lease)
                    && (other.lease.attempt().equals(lease.attempt())
                            || time.databaseLatestSince(other.sentAt) < free)) {
                time.violation("I1: %s of %s sends %s while %s has it in flight"
                        .formatted(lease.attempt(), replica, refreshToken, other.replica));
            }
        }
        before.add(call);
        imports.sent(call, refreshToken);
        Long replaced = replacedAt.get(refreshToken);
        if (replaced != null && time.now() - replaced > times.window().toNanos()) {
            time.violation("I1: %s sends %s, which was replaced %.3f s ago"
                    .formatted(replica, refreshToken, (time.now() - replaced) / 1e9));
        }
        countCall(lease);
        return call;
    }

    /** An import and its connection count generations of their own: one token is in both where none was reissued. */
    private static boolean isOfTheSame(Lease other, Lease lease) {
        return !other.id().equals(lease.id()) || other.generation() == lease.generation();
    }

    /** A new consent is another matter. The database's clock may be set forward over the minute. */
    private void countCall(Lease lease) {
        SimulatedProvider.Family family =
                provider.familyOf(SimulatedRows.spent(lease).revealText());
        if (imports.isOne(lease)) {
            count(lease, sendsFor.computeIfAbsent(lease.id().uuid(), none -> new ArrayDeque<>()));
            return;
        }
        if (family == null) {
            return;
        }
        count(lease, sends.computeIfAbsent(family, none -> new ArrayDeque<>()));
    }

    private void count(Lease lease, Deque<Long> recent) {
        recent.add(time.now());
        while (recent.getFirst() <= time.now() - 60 * SimulatedTime.SECOND) {
            recent.removeFirst();
        }
        int minutes = 1 + time.stepsSince(recent.getFirst()).size();
        if (recent.size() > MOST_CALLS_A_MINUTE * minutes) {
            time.violation("I8: %d calls for %s within a minute".formatted(recent.size(), lease.id()));
        }
    }

    /** I2, and that no old answer overwrites a newer grant: what is stored was issued for what it replaces. */
    void stores(SimulatedRow row, Lease lease, @Nullable String refreshToken) {
        if (refreshToken == null) {
            assertions.stores(row, lease, begunAt.getOrDefault(lease.attempt(), time.now()));
            return;
        }
        if (!lease.attempt().equals(lastLease.get(row.id.uuid()))) {
            storedOverAnother.add(refreshToken);
        }
        if (!provider.follows(row.refreshToken, refreshToken)) {
            time.violation("I2: %s takes %s, which was not issued for it".formatted(row, refreshToken));
        }
    }

    /** Whether another attempt had a lease for the token that it replaced after the one that got it. */
    boolean isStoredOverAnother(@Nullable String refreshToken) {
        return storedOverAnother.contains(refreshToken);
    }

    /** New tokens or none stand in the row. */
    void written(SimulatedRow row) {
        time.log("row  %s", row);
        assertions.holds(row);
        recovery.settled(row);
        if (row.writtenBy == null) {
            pauses.isCutShort(row);
        } else {
            pauses.begins(row, times.rest());
        }
        storedAt.put(String.valueOf(row.accessToken), time.now());
        // A renewal may keep the access token: what was known of its end when it came is as wrong as it was.
        storedAhead.merge(
                String.valueOf(row.accessToken),
                time.databaseFurthestAheadSince(begunAt.getOrDefault(row.writtenBy, time.now())),
                Math::max);
        String before = current.put(row.id.uuid(), String.valueOf(row.refreshToken));
        if (before != null && !before.equals(row.refreshToken)) {
            replacedAt.putIfAbsent(before, time.now());
        }
    }

    /** A process read of an access token when the database's clock was that far ahead. */
    void read(String process, @Nullable String accessToken, long ahead) {
        if (accessToken != null) {
            long setBack = storedAhead.getOrDefault(accessToken, ahead) - ahead;
            unknown.computeIfAbsent(process, none -> new HashMap<>())
                    .merge(accessToken, Math.max(0, setBack), Math::min);
        }
    }

    /** By how much the database has always told a process that an access token lasts longer than it does. */
    long unknownOf(String process, String accessToken) {
        return unknown.getOrDefault(process, Map.of()).getOrDefault(accessToken, 0L);
    }

    /** Whether an access token was stored at that time or later. */
    boolean isStoredSince(String accessToken, long time) {
        return storedAt.getOrDefault(accessToken, SimulatedRow.NEVER) >= time;
    }

    /** A verdict takes no tokens away: they may be issued to their end. */
    void refused(SimulatedRow row) {
        recovery.settled(row);
        assertions.holds(row);
        if (!row.impersonates() && !current.getOrDefault(row.id.uuid(), "").equals(row.refreshToken)) {
            time.violation("%s lost its tokens".formatted(row));
        }
    }

    /** Whoever wrote the present generation must not take its own commit for somebody else's. */
    void heard(Lease lease, RefreshStore.Written written, boolean isOurs) {
        if (written == RefreshStore.Written.STALE && isOurs) {
            time.violation("The commit of %s is called stale".formatted(lease.attempt()));
        }
    }

    /** I4: judged at the end for the processes that have lived until then. */
    void reached(Lease lease, String refreshToken, String process) {
        reached.add(new Reached(lease, refreshToken, process, time.now()));
    }

    /** What a process has heard and nobody has stored, although it would be taken. */
    Stream<Reached> unstored(SimulatedWorld world, String process) {
        return reached.stream().filter(each -> each.process().equals(process)).filter(each -> {
            SimulatedRow row = world.row(each.lease().id());
            return row != null && SimulatedRows.spent(each.lease()).revealText().equals(row.refreshToken);
        });
    }

    boolean awaitsAnswer(String process) {
        return asking.getOrDefault(process, 0) > 0
                || callsOf.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(call -> !call.ended && call.replica.equals(process));
    }
}
