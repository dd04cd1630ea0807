package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Keyset;
import io.countersign.refresh.gate.Rate;
import io.countersign.simulator.RotationMode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replicas of the engine, one database and one provider, and what people and callers do with them. */
final class SimulatedCluster {
    private static final int MOST_SECRETS = 3;

    final SimulatedTime time;
    final SimulatedWorld world;
    final List<SimulatedReplica> replicas = new ArrayList<>();
    private final Mutation mutation;
    private final long tick;
    private final long importTick;

    /**
     * @param tick nanoseconds between two looks at the due queue; zero for none
     * @param importTick as much between two looks at the imports
     */
    SimulatedCluster(
            SimulatedTime time,
            SimulatedFaults faults,
            RotationMode mode,
            Mutation mutation,
            Keyset keyset,
            long tick,
            long importTick) {
        this.time = time;
        this.mutation = mutation;
        this.tick = tick;
        this.importTick = importTick;
        RefreshTimes times = new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30));
        SimulatedProvider provider = new SimulatedProvider(time, mode);
        SimulatedHistory history = new SimulatedHistory(time, provider, times);
        SimulatedGates gates = mutation.gates(time);
        SimulatedKeys keys = mutation.keys(time, keyset);
        SimulatedRows.Surroundings surroundings = new SimulatedRows.Surroundings(time, gates, history, keys);
        SimulatedRows rows = mutation.rows(surroundings);
        SimulatedImports imports = mutation.imports(surroundings, rows);
        SimulatedDueRows due = new SimulatedDueRows(time, rows, gates);
        SimulatedWrappings wrappings = mutation.wrappings(time, keys);
        this.world =
                new SimulatedWorld(time, faults, provider, gates, keys, wrappings, rows, imports, due, history, times);
    }

    void start(int processes) {
        for (int i = 0; i < processes; i++) {
            SimulatedReplica replica = new SimulatedReplica(time, "r" + i, this::engine);
            replicas.add(replica);
            replica.start();
        }
    }

    private SimulatedEngine engine(SimulatedReplica replica) {
        SimulatedWire wire = new SimulatedNetwork(time, world.faults(), replica);
        SimulatedStatements rows = new SimulatedStatements(world.rows(), wire);
        Pulse pulse = mutation.pulse(replica.pulse(), replica);
        SimulatedUpstream upstream = new SimulatedUpstream(world, replica, wire);
        RefreshPorts ports = new RefreshPorts(
                new CheckedStore(mutation.store(new Leases(rows, rows, new BlindWitness()), pulse), world.rows()),
                new SimulatedGate(world.gates(), world.history(), replica.process(), wire),
                mutation.upstream(upstream, replica.process()),
                pulse,
                new SimulatedSignals(time, replica.process()));
        Rate rate = new Rate(pulse, SimulatedEngine.MAX_PER_SECOND);
        return SimulatedEngine.start(
                ports,
                rate,
                world,
                replica,
                mutation.queue(new SimulatedDue(world.due(), wire)),
                new SimulatedEngine.Schedule(tick, importTick),
                importing(ports, rate, upstream, wire));
    }

    /** The same engine over the rows of imports, with the same gate and the same turns. */
    private SimulatedImporting importing(RefreshPorts own, Rate rate, SimulatedUpstream upstream, SimulatedWire wire) {
        SimulatedWire careful = new SimulatedImportWire(wire, world.rows(), time);
        SimulatedStatements rows = new SimulatedStatements(world.imports(), careful);
        RefreshStore store = mutation.proofs(new Leases(rows, rows, new BlindWitness()), upstream);
        RefreshPorts ports = new RefreshPorts(
                new CheckedStore(store, world.imports()), own.gate(), own.upstream(), own.pulse(), own.signals());
        Proofs proofs = new Proofs(
                ports,
                world.times(),
                rate,
                time::uuid,
                target -> careful.send("standing", () -> world.imports().standing(target)));
        return new SimulatedImporting(world, careful, wire, upstream, proofs, own.pulse());
    }

    /** @param restart how long after its end the next process starts in its place */
    void terminate(SimulatedReplica replica, long restart) {
        SimulatedShutdown.begin(world, mutation, replica, restart);
    }

    void create(String tenant, boolean extended) {
        ConnectionId id = new ConnectionId(tenant, "default", time.uuid());
        world.rows().insert(new SimulatedRow(id, Simulation.INTEGRATION, extended));
    }

    void impersonate(String tenant) {
        ConnectionId id = new ConnectionId(tenant, "default", time.uuid());
        world.rows().insert(SimulatedRow.impersonating(id, Simulation.INTEGRATION));
    }

    /** The user of such a connection consents to what is wanted now, and comes back that much later. */
    private void consentToImpersonation(SimulatedRow row, long delay) {
        consentElsewhere(row);
        time.after(delay, () -> world.rows().resume(row.id));
    }

    /** Nobody here is told. */
    void consentElsewhere(SimulatedRow row) {
        SimulatedConsents.User user = world.provider().consents.user(row.id.tenant());
        user.consented.clear();
        user.consented.addAll(world.gates().app(Simulation.INTEGRATION).wanted());
        user.gone = false;
    }

    /** The user consents now; the tokens are stored, or confirmed, that much later. */
    void consent(String tenant, long delay) {
        SimulatedRow row = world.rows().named(tenant, "default");
        if (row != null && row.impersonates()) {
            consentToImpersonation(row, delay);
        } else if (row != null) {
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

    /** Somebody has a refresh token for that connection from elsewhere. */
    String obtain(String tenant, boolean leavesAChoice) {
        SimulatedProvider provider = world.provider();
        String token = provider.authorise(time.uuid()).refreshToken();
        SimulatedProvider.Family family = provider.familyOf(token);
        if (family != null) {
            family.leavesAChoice = leavesAChoice;
        }
        time.log("somebody has %s for %s", token, tenant);
        return token;
    }

    /** An operator adds the client secret and the key that the provider takes, and clears away the oldest. */
    void knowNewSecret() {
        SimulatedGates.App app = world.gates().app(Simulation.INTEGRATION);
        know(app, world.provider().secrets, app.secrets);
        know(app, world.provider().consents.keys, app.keys);
    }

    private void know(SimulatedGates.App app, Set<String> taken, List<String> known) {
        taken.stream().filter(secret -> !known.contains(secret)).forEach(secret -> {
            time.log("%s is added", secret);
            known.add(secret);
            app.secretsVersion++;
            while (known.size() > MOST_SECRETS) {
                known.removeFirst();
            }
        });
    }

    /** @return whether a token was issued */
    Uni<Boolean> ask(SimulatedReplica replica, String tenant, @Nullable Integer minTtl) {
        Uni<Boolean> request = new SimulatedCaller(world, replica).ask(tenant, "default", minTtl);
        return request.onCancellation().invoke(() -> mutation.hungUp(replica.process()));
    }
}
