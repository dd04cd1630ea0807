package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Keyset;
import io.countersign.simulator.RotationMode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One run: replicas of the engine, callers, faults and people for a while, then repair, then judgement. All of it follows from the seed. */
final class Simulation {
    static final String INTEGRATION = "app";
    private static final List<Duration> LIVES =
            List.of(Duration.ofSeconds(20), Duration.ofSeconds(90), Duration.ofMinutes(20), Duration.ofHours(8));
    private static final List<String> KNOWN = List.of("secret");
    private static final List<String> OLD_FIRST = List.of("old secret", "secret");
    private static final long HEALED_WITHIN = 90 * SimulatedTime.SECOND;
    private static final long SETTLED_WITHIN = 200 * SimulatedTime.SECOND;

    private final SimulatedTime time;
    private final SimulatedCluster cluster;
    private final SimulatedWorld world;
    private final List<SimulatedReplica> replicas;
    private final List<String> tenants = new ArrayList<>();
    private long settlingFrom;

    Simulation(long seed, RotationMode mode, Mutation mutation, Keyset keyset, boolean logging) {
        this.time = new SimulatedTime(seed, logging);
        long tick = time.oneOf(List.of(0L, 0L, 2L, 10L)) * SimulatedTime.SECOND;
        this.cluster = new SimulatedCluster(time, SimulatedFaults.drawn(time), mode, mutation, keyset, tick);
        this.world = cluster.world;
        this.replicas = cluster.replicas;
        SimulatedProvider provider = world.provider();
        provider.secrets.add("secret");
        provider.wrongSecret = time.oneOf(
                List.of(SimulatedProvider.WrongSecret.UNAUTHORIZED_CLIENT, SimulatedProvider.WrongSecret.STATUS_401));
        provider.accessLife = time.oneOf(LIVES);
        provider.reissues = !(mode instanceof RotationMode.Alive) || time.chance(0.5);
        world.gates().app(INTEGRATION).secrets.addAll(time.oneOf(List.of(KNOWN, KNOWN, KNOWN, OLD_FIRST)));
        int connections = 1 + time.below(3);
        for (int i = 0; i < connections; i++) {
            tenants.add("tenant" + i);
            cluster.create("tenant" + i, true);
            cluster.consent("tenant" + i, 0);
        }
        cluster.start(2 + time.below(2));
    }

    /** @return what was violated; empty where all holds */
    List<String> run() {
        long end = time.between(20, 150) * SimulatedTime.SECOND;
        int stimuli = 5 + time.below(35);
        new SimulatedStimuli(cluster, tenants).plan(stimuli, end);
        time.runUntil(end);
        heal();
        judge();
        return time.violations();
    }

    List<String> log() {
        return time.log();
    }

    /** Everything works again; each connection is asked for until it is renewed or needs a consent. Then what is still under way may arrive. */
    private void heal() {
        time.log("healed");
        world.faults().heal();
        cluster.knowNewSecret();
        replicas.forEach(SimulatedReplica::start);
        if (replicas.stream().anyMatch(SimulatedReplica::isStopped) && time.chance(0.5)) {
            workWithoutTheStopped();
        }
        replicas.forEach(SimulatedReplica::proceed);
        everyConnectionSettles("I5");
        time.runUntil(time.now() + SETTLED_WITHIN);
        time.log("judged");
        everyConnectionSettles("I6");
    }

    /** Long enough for the others to take over and to come to a verdict of their own. */
    private void workWithoutTheStopped() {
        settlingFrom = time.now();
        long end = time.now() + HEALED_WITHIN;
        tenants.forEach(tenant -> askUntilSettled(tenant, settlingFrom, end));
        time.runUntil(end);
    }

    private void everyConnectionSettles(String invariant) {
        long from = time.now();
        long end = Math.max(from, world.faults().lastArrival()) + HEALED_WITHIN;
        settlingFrom = from;
        tenants.forEach(tenant -> askUntilSettled(tenant, from, end));
        Supplier<Boolean> settled = () -> world.rows().all().values().stream().allMatch(row -> settled(row, from));
        time.runUntil(end, settled::get);
        settlingFrom = -1;
        if (time.violations().isEmpty() && !settled.get()) {
            time.violation(invariant + ": " + world.rows().all().values());
        }
    }

    private static boolean settled(SimulatedRow row, long from) {
        return row.state != SimulatedRow.State.ACTIVE || row.lastRefreshedAt >= from;
    }

    private void askUntilSettled(String tenant, long from, long end) {
        if (from != settlingFrom || time.now() >= end) {
            return;
        }
        SimulatedRow row = world.rows().named(tenant, "default");
        if (row != null && row.heldUntil > time.now()) {
            world.rows().retry(tenant, "default");
        }
        Uni<Boolean> request = row == null || settled(row, from)
                ? Uni.createFrom().item(false)
                : cluster.ask(time.oneOf(replicas), tenant, Duration.ofDays(1).toSeconds());
        request.subscribe().with(done -> time.after(SimulatedTime.SECOND, () -> askUntilSettled(tenant, from, end)));
    }

    private void judge() {
        if (!time.violations().isEmpty()) {
            return;
        }
        world.rows().all().values().forEach(this::judge);
        for (SimulatedHistory.Reached reached : world.history().reached) {
            boolean remembers = replicas.stream().anyMatch(replica -> replica.lives(reached.process()));
            SimulatedRow row = world.rows().of(reached.lease().id());
            String spent = reached.lease().refreshToken().revealText();
            if (remembers && row != null && spent.equals(row.refreshToken)) {
                time.violation("I4: %s has %s, which is not stored: %s"
                        .formatted(reached.process(), reached.refreshToken(), row));
            }
        }
    }

    /** I6: what the connection says is what the provider knows. */
    private void judge(SimulatedRow row) {
        boolean works = world.provider().accepts(row.refreshToken);
        boolean active = row.state == SimulatedRow.State.ACTIVE;
        boolean refused = row.state == SimulatedRow.State.CONSENT_REQUIRED;
        if (active && !works || refused && works) {
            time.violation("I6: %s, but the provider %s it".formatted(row, works ? "accepts" : "refuses"));
        }
        SimulatedProvider.Family family = world.provider().familyOf(row.refreshToken);
        boolean replaced = family != null && !family.revokedByUser && !family.killed;
        if (refused && replaced && row.reason != ConsentReason.LOST_RESPONSE) {
            time.violation("I6: %s, but the response was lost".formatted(row));
        }
    }
}
