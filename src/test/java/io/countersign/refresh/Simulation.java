package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
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
    private static final long HEALED_WITHIN = 90 * SimulatedTime.SECOND;
    private static final long SETTLED_WITHIN = 200 * SimulatedTime.SECOND;

    private final SimulatedTime time;
    private final SimulatedWorld world;
    private final Mutation mutation;
    private final RotationMode mode;
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<String> tenants = new ArrayList<>();
    private final long tick;
    private long settlingFrom;

    Simulation(long seed, RotationMode mode, Mutation mutation, Keyset keyset, boolean logging) {
        this.mutation = mutation;
        this.mode = mode;
        this.time = new SimulatedTime(seed, logging);
        RefreshTimes times = new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30));
        SimulatedProvider provider = new SimulatedProvider(time, mode);
        SimulatedHistory history = new SimulatedHistory(time, provider, times);
        SimulatedGates gates = mutation.gates(time);
        SimulatedRows rows = mutation.rows(new SimulatedRows.Surroundings(time, gates, history, keyset));
        SimulatedDueRows due = new SimulatedDueRows(time, rows, gates);
        this.world = new SimulatedWorld(time, new SimulatedFaults(time), provider, gates, rows, due, history, times);
        this.tick = time.oneOf(List.of(0L, 0L, 2L, 10L)) * SimulatedTime.SECOND;
        build();
    }

    private void build() {
        SimulatedProvider provider = world.provider();
        provider.secrets.add("secret");
        provider.wrongSecret = time.oneOf(
                List.of(SimulatedProvider.WrongSecret.UNAUTHORIZED_CLIENT, SimulatedProvider.WrongSecret.STATUS_401));
        provider.accessLife = time.oneOf(
                List.of(Duration.ofSeconds(20), Duration.ofSeconds(90), Duration.ofMinutes(20), Duration.ofHours(8)));
        provider.reissues = !(mode instanceof RotationMode.Alive) || time.chance(0.5);
        world.gates().app(INTEGRATION).secrets.add("secret");
        int connections = 1 + time.below(3);
        for (int i = 0; i < connections; i++) {
            tenants.add("tenant" + i);
            create("tenant" + i);
            consent("tenant" + i, 0);
        }
        int processes = 2 + time.below(2);
        for (int i = 0; i < processes; i++) {
            SimulatedReplica replica = new SimulatedReplica(time, "r" + i, this::engine);
            replicas.add(replica);
            replica.start();
        }
    }

    private SimulatedEngine engine(SimulatedReplica replica) {
        SimulatedWire wire = new SimulatedNetwork(time, world.faults(), replica);
        RefreshPorts ports = new RefreshPorts(
                new CheckedStore(mutation.store(new SimulatedStore(world.rows(), wire)), world.rows()),
                new SimulatedGate(world.gates(), world.history(), replica.process(), wire),
                mutation.upstream(new SimulatedUpstream(world, replica, wire), replica.process()),
                mutation.pulse(replica.pulse(), replica),
                new SimulatedSignals(time, replica.process()));
        return SimulatedEngine.start(ports, world, replica, new SimulatedDue(world.due(), wire), tick);
    }

    /** @return what was violated; empty where all holds */
    List<String> run() {
        long end = time.between(20, 150) * SimulatedTime.SECOND;
        int stimuli = 5 + time.below(35);
        new SimulatedStimuli(this, world, replicas, tenants).plan(stimuli, end);
        time.runUntil(end);
        heal();
        judge();
        return time.violations();
    }

    List<String> log() {
        return time.log();
    }

    int mostAttemptsAMinute() {
        return world.history().mostAttemptsAMinute;
    }

    void create(String tenant) {
        world.rows().insert(new SimulatedRow(new ConnectionId(tenant, "default", time.uuid()), INTEGRATION, true));
    }

    /** The user consents now; the tokens are stored, or confirmed, that much later. */
    void consent(String tenant, long delay) {
        SimulatedRow row = world.rows().named(tenant, "default");
        if (row != null) {
            ConnectionId id = row.id;
            SimulatedProvider.Issued tokens = world.provider().authorise(id.uuid());
            Runnable stored = () -> world.rows().consent(id, tokens, world.provider().refreshLife);
            if (delay == 0) {
                stored.run();
            } else {
                time.after(delay, stored);
            }
        }
    }

    /** An operator adds the client secret that the provider takes. */
    void knowNewSecret() {
        SimulatedGates.App app = world.gates().app(INTEGRATION);
        world.provider().secrets.stream()
                .filter(secret -> !app.secrets.contains(secret))
                .forEach(secret -> {
                    time.log("client secret %s is added", secret);
                    app.secrets.add(secret);
                    app.secretsVersion++;
                });
    }

    Uni<Void> ask(SimulatedReplica replica, String tenant, long minTtl) {
        Uni<Void> request = new SimulatedCaller(world, replica).ask(tenant, "default", minTtl);
        return request.onCancellation().invoke(() -> mutation.hungUp(replica.process()));
    }

    /** Everything works again; each connection is asked for until it is renewed or needs a consent. Then what is still under way may arrive. */
    private void heal() {
        time.log("healed");
        world.faults().heal();
        knowNewSecret();
        for (SimulatedReplica replica : replicas) {
            replica.proceed();
            replica.start();
        }
        everyConnectionSettles("I5");
        time.runUntil(time.now() + SETTLED_WITHIN);
        time.log("judged");
        everyConnectionSettles("I6");
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
        Uni<Void> request = row == null || settled(row, from)
                ? Uni.createFrom().voidItem()
                : ask(time.oneOf(replicas), tenant, Duration.ofDays(1).toSeconds());
        request.subscribe().with(done -> time.after(SimulatedTime.SECOND, () -> askUntilSettled(tenant, from, end)));
    }

    private void judge() {
        if (!time.violations().isEmpty()) {
            return;
        }
        world.rows().all().values().forEach(this::judge);
        for (SimulatedHistory.Reached reached : world.history().reached) {
            boolean remembers = replicas.stream().anyMatch(replica -> replica.lives(reached.process()));
            SimulatedRow row =
                    world.rows().of(reached.lease().id(), reached.lease().generation());
            if (remembers && row != null) {
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
