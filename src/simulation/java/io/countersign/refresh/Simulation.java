package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Keyset;
import io.countersign.issuing.SimulatedIssuing;
import io.countersign.refresh.gate.GateKey;
import io.countersign.simulator.RotationMode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One run: replicas of the engine, callers, faults and people for a while, then repair, then judgement. All of it
 * follows from the seed.
 */
final class Simulation {
    static final String INTEGRATION = "app";
    static final GateKey GATE = new GateKey(INTEGRATION, GrantType.AUTHORIZATION_CODE);
    private static final List<Duration> LIVES =
            List.of(Duration.ofSeconds(20), Duration.ofSeconds(90), Duration.ofMinutes(20), Duration.ofHours(7));
    private static final List<SimulatedProvider.WrongSecret> WRONG_SECRETS =
            List.of(SimulatedProvider.WrongSecret.values());

    /** Without the background a new client secret revives nothing, so no tenant may be taken for the culprit. */
    private static final List<SimulatedProvider.WrongSecret> NAMED_WRONG_SECRETS =
            List.of(SimulatedProvider.WrongSecret.UNAUTHORIZED_CLIENT, SimulatedProvider.WrongSecret.STATUS_401);

    private static final List<String> KNOWN = List.of("secret");
    private static final List<String> KNOWN_KEYS = List.of("key");
    private static final List<String> OLD_KEY_FIRST = List.of("old key", "key");

    /** Which share of the connections impersonates a user. */
    private static final List<Double> MIXTURES = List.of(0.0, 0.0, 0.5, 0.5, 1.0);

    private static final List<String> OLD_FIRST = List.of("old secret", "secret");
    private static final long WITHOUT_THE_STOPPED = 90 * SimulatedTime.SECOND;
    private static final long SETTLED_WITHIN = 200 * SimulatedTime.SECOND;
    private static final long OTHER_SECRETS = 6 * SimulatedTime.SECOND;
    private static final long IMPORT_TICK = 2 * SimulatedTime.SECOND;

    /** A claim that came to nothing, a lease, the pause after it, and ten calls of a minute; then a verdict. */
    private static final long IMPORTED_WITHIN = 600 * SimulatedTime.SECOND;

    private static final long LONGEST_HOLD = 1300 * SimulatedTime.SECOND;

    private final SimulatedTime time;
    private final SimulatedCluster cluster;
    private final SimulatedWorld world;
    private final List<SimulatedReplica> replicas;
    private final SimulatedRotations rotations;
    private final List<String> tenants = new ArrayList<>();
    private final boolean nobodyAsks;
    private final boolean reviving;
    private final boolean importing;
    private long settlingFrom;

    Simulation(long seed, RotationMode mode, Mutation mutation, Keyset keyset, boolean logging) {
        this.time = new SimulatedTime(seed, logging);
        long tick = time.oneOf(List.of(0L, 0L, 2L, 10L)) * SimulatedTime.SECOND;
        this.nobodyAsks = tick > 0 && time.chance(0.5);
        this.importing = time.chance(0.3);
        long importTick = importing ? IMPORT_TICK : 0;
        this.cluster =
                new SimulatedCluster(time, SimulatedFaults.drawn(time), mode, mutation, keyset, tick, importTick);
        this.world = cluster.world;
        this.replicas = cluster.replicas;
        this.rotations = new SimulatedRotations(world, seed);
        SimulatedProvider provider = world.provider();
        provider.secrets.add("secret");
        this.reviving = tick > 0;
        provider.wrongSecret = time.oneOf(reviving ? WRONG_SECRETS : NAMED_WRONG_SECRETS);
        provider.accessLife = time.oneOf(LIVES);
        provider.reissues = !(mode instanceof RotationMode.Alive) || time.chance(0.5);
        world.gates().app(INTEGRATION).secrets.addAll(time.oneOf(List.of(KNOWN, KNOWN, KNOWN, OLD_FIRST)));
        provider.consents.keys.add("key");
        world.gates().app(INTEGRATION).keys.addAll(time.oneOf(List.of(KNOWN_KEYS, KNOWN_KEYS, OLD_KEY_FIRST)));
        populate(1 + time.below(3), time.oneOf(MIXTURES));
        cluster.start(2 + time.below(2));
    }

    /** @param impersonated the share of the connections that impersonate a user; some users have consented before */
    private void populate(int connections, double impersonated) {
        for (int i = 0; i < connections; i++) {
            String tenant = "tenant" + i;
            tenants.add(tenant);
            boolean impersonates = time.chance(impersonated);
            if (impersonates) {
                cluster.impersonate(tenant);
            } else {
                cluster.create(tenant, true);
            }
            if (!impersonates || time.chance(0.7)) {
                cluster.consent(tenant, 0);
            }
        }
    }

    /** @return what was violated; empty where all holds */
    List<String> run() {
        long end = time.between(20, 150) * SimulatedTime.SECOND;
        int stimuli = 5 + time.below(35);
        new SimulatedStimuli(cluster, tenants).plan(stimuli, end, importing);
        rotations.plan(tenants, end);
        time.runUntil(end);
        heal();
        judge();
        return time.violations();
    }

    List<String> log() {
        return time.log();
    }

    /**
     * Everything works again. In some runs the background is left alone first; then each connection is asked for until
     * it is renewed or needs a consent, and what is still under way may arrive.
     */
    private void heal() {
        time.log("healed");
        world.faults().heal();
        rotations.heal();
        world.provider().consents.skewedUntil = SimulatedRow.NEVER;
        cluster.knowNewSecret();
        replicas.forEach(SimulatedReplica::start);
        if (replicas.stream().anyMatch(SimulatedReplica::isStopped) && time.chance(0.5)) {
            workWithoutTheStopped();
        }
        Duration lease = world.times().lease();
        if (replicas.stream().anyMatch(replica -> replica.isStoppedFor(lease))) {
            world.history().recovery.somebodyGoesOn();
        }
        replicas.forEach(SimulatedReplica::proceed);
        if (nobodyAsks) {
            theBackgroundSettles();
        }
        everyConnectionSettles("I5");
        everyImportEnds();
        time.runUntil(time.now() + SETTLED_WITHIN);
        time.log("judged");
        everyConnectionSettles("I6");
    }

    /** Long enough for the others to take over and to come to a verdict of their own. */
    private void workWithoutTheStopped() {
        settlingFrom = time.now();
        long end = time.now() + WITHOUT_THE_STOPPED;
        tenants.forEach(tenant -> askUntilSettled(tenant, settlingFrom, end));
        time.runUntil(end);
    }

    /**
     * What was sent before has to arrive first, or be given up; an attempt may have further client secrets to try then.
     */
    private void everythingArrives() {
        time.runUntil(Math.max(time.now(), world.faults().lastArrival() + OTHER_SECRETS));
    }

    /** I5 for what is owed a renewal, though nobody asks for it. */
    private void theBackgroundSettles() {
        everythingArrives();
        SimulatedRecovery recovery = world.history().recovery;
        Collection<SimulatedRow> rows = world.rows().all().values();
        rows.stream().filter(recovery::isOwed).forEach(row -> recovery.expects(row, world.gates()));
        time.runUntil(time.now() + LONGEST_HOLD, () -> rows.stream().noneMatch(recovery::isOwed));
    }

    /** I5 for what is asked for; an operator does not wait for the end of a hold. */
    private void everyConnectionSettles(String invariant) {
        long from = time.now();
        settlingFrom = from;
        tenants.forEach(tenant -> askUntilSettled(tenant, from, Long.MAX_VALUE));
        everythingArrives();
        Collection<SimulatedRow> rows = world.rows().all().values();
        rows.forEach(row -> {
            if (row.heldUntil > time.databaseNow()) {
                world.rows().retry(row.id.tenant(), row.id.name());
            }
            expectSettled(invariant, row, from);
        });
        time.runUntil(time.now() + SETTLED_WITHIN, () -> rows.stream().allMatch(row -> settled(row, from)));
        settlingFrom = -1;
    }

    /** I5 for imports, which the schedule goes on with. */
    private void everyImportEnds() {
        Collection<SimulatedRow> imports = world.imports().all().values();
        long setBack = time.databaseFurthestAheadSince(0) - time.databaseAhead();
        time.runUntil(
                time.now() + setBack + IMPORTED_WITHIN, () -> imports.stream().allMatch(this::isKept));
        imports.stream()
                .filter(row -> !isKept(row))
                .forEach(row -> time.violation("I5: %s has no verdict".formatted(row)));
    }

    /** What was granted, and is refused by now, is asked for again in an hour. */
    private boolean isKept(SimulatedRow row) {
        return row.generation > 0 && row.heldUntil > time.databaseNow();
    }

    private void expectSettled(String invariant, SimulatedRow row, long from) {
        SimulatedRecovery recovery = world.history().recovery;
        time.after(recovery.deadline(row, world.gates()) - time.databaseNow(), () -> {
            if (settlingFrom != from || settled(row, from)) {
                return;
            }
            if (recovery.mayYetSettle(row)) {
                expectSettled(invariant, row, from);
            } else {
                time.violation("%s: %s, which is asked for".formatted(invariant, row));
            }
        });
    }

    /** What was revived is not settled before it is tried. */
    private boolean settled(SimulatedRow row, long from) {
        if (row.impersonates()) {
            boolean refused = row.state != SimulatedRow.State.ACTIVE && !isGranted(row);
            return refused || row.state == SimulatedRow.State.DISCONNECTED || row.lastRefreshedAt >= from;
        }
        boolean revived = reviving && row.state == SimulatedRow.State.CONSENT_REQUIRED && row.dueAt != null;
        return row.state != SimulatedRow.State.ACTIVE && !revived || row.lastRefreshedAt >= from;
    }

    private void askUntilSettled(String tenant, long from, long end) {
        if (from != settlingFrom || time.now() >= end) {
            return;
        }
        SimulatedRow row = world.rows().named(tenant, "default");
        if (row != null && row.heldUntil > time.databaseNow()) {
            world.rows().retry(tenant, "default");
        }
        List<SimulatedReplica> serving =
                replicas.stream().filter(SimulatedReplica::serves).toList();
        Uni<Boolean> request = row == null || settled(row, from) || serving.isEmpty()
                ? Uni.createFrom().item(false)
                : cluster.ask(time.oneOf(serving), tenant, SimulatedIssuing.mostSeconds(row.grant));
        request.subscribe().with(done -> time.after(SimulatedTime.SECOND, () -> askUntilSettled(tenant, from, end)));
    }

    private boolean isGranted(SimulatedRow row) {
        return world.provider()
                .consents
                .grants(row, world.gates().app(INTEGRATION).wanted());
    }

    private void judge() {
        if (!time.violations().isEmpty()) {
            return;
        }
        world.keys().judgeEnd();
        rotations.judgeEnd();
        world.rows().all().values().forEach(this::judge);
        world.rows().ever().forEach(this::judgeTrail);
        replicas.stream()
                .filter(SimulatedReplica::runs)
                .flatMap(replica -> world.history().unstored(world, replica.process()))
                .forEach(lost -> time.violation("I4: %s is not stored".formatted(lost)));
    }

    /** I6, for those that may be tried in each state but one. */
    private void judgeImpersonation(SimulatedRow row) {
        boolean works = isGranted(row);
        boolean active = row.state == SimulatedRow.State.ACTIVE;
        boolean ended = row.state == SimulatedRow.State.DISCONNECTED;
        if (active != works && !ended && !world.history().recovery.rests(row)) {
            time.violation("I6: %s, but the provider %s it".formatted(row, works ? "grants" : "refuses"));
        }
    }

    /** I9: the trail tells of every state that the connection had, and of no other. */
    private void judgeTrail(SimulatedRow row) {
        List<SimulatedTrail.Stage> told = world.rows().trail.stages(row.id.uuid());
        if (!told.equals(row.stages)) {
            time.violation("I9: %s was %s, and the trail says %s".formatted(row, row.stages, told));
        }
    }

    /** I6: what the connection says is what the provider knows. I10: it has not said so to former client secrets. */
    private void judge(SimulatedRow row) {
        if (row.impersonates()) {
            judgeImpersonation(row);
            return;
        }
        boolean works = world.provider().accepts(row.refreshToken);
        boolean active = row.state == SimulatedRow.State.ACTIVE;
        boolean refused = row.state == SimulatedRow.State.CONSENT_REQUIRED;
        if (refused && reviving && row.refusedWith < world.gates().app(INTEGRATION).secretsVersion) {
            time.violation("I10: %s, found with former client secrets".formatted(row));
        }
        boolean tooEarly = active && world.history().recovery.rests(row);
        if (active && !works && !tooEarly || refused && works) {
            time.violation("I6: %s, but the provider %s it".formatted(row, works ? "accepts" : "refuses"));
        }
        SimulatedProvider.Family family = world.provider().familyOf(row.refreshToken);
        if (refused
                && family != null
                && family.killed
                && !family.revokedByUser
                && row.reason != ConsentReason.LOST_RESPONSE
                && world.history().isStoredOverAnother(row.refreshToken)) {
            time.violation("I6: %s, but it was our own doing".formatted(row));
        }
        boolean replaced = family != null && !family.revokedByUser && !family.killed;
        if (refused && replaced && row.reason != ConsentReason.LOST_RESPONSE) {
            time.violation("I6: %s, but the response was lost".formatted(row));
        }
    }
}
