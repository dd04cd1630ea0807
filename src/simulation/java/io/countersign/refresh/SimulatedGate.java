package io.countersign.refresh;

import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;

/** The gate as one replica sees it. */
final class SimulatedGate implements UpstreamGate {
    private final SimulatedGates gates;
    private final SimulatedHistory history;
    private final String process;
    private final SimulatedWire wire;

    SimulatedGate(SimulatedGates gates, SimulatedHistory history, String process, SimulatedWire wire) {
        this.gates = gates;
        this.history = history;
        this.process = process;
        this.wire = wire;
    }

    @Override
    public Uni<Void> pause(GateKey key, Duration duration) {
        history.patienceTold(process);
        return run("pause", () -> {
            gates.pause(key, duration);
            history.paused(key, duration);
        });
    }

    @Override
    public Uni<Void> trip(GateKey key, Duration duration) {
        return run("trip", () -> gates.trip(key, duration));
    }

    @Override
    public Uni<ClientRefusal> refuseClient(
            GateKey key, UUID attempt, Flag flag, long secretsVersion, Duration duration) {
        return wire.send("refuse client", () -> gates.refuseClient(key, attempt, flag, secretsVersion, duration));
    }

    @Override
    public Uni<Boolean> probe(GateKey key, UUID attempt, Duration duration) {
        return wire.send("probe", () -> {
            boolean ours = gates.probe(key, attempt, duration);
            if (ours) {
                history.probes(key, duration);
            }
            return ours;
        });
    }

    @Override
    public Uni<Void> open(GateKey key) {
        return run("open", () -> {
            gates.open(key);
            history.opened(key);
        });
    }

    @Override
    public Uni<Void> answered(GateKey key) {
        return run("answered", () -> {
            gates.answered(key);
            history.opened(key);
        });
    }

    @Override
    public Uni<Boolean> noteVerdict(GateKey key, long secretsVersion) {
        return wire.send("note verdict", () -> gates.noteVerdict(key, secretsVersion));
    }

    @Override
    public Uni<VerdictSlot> verdictSlot(GateKey key, UUID attempt, long secretsVersion, int slots, Duration window) {
        return wire.send("verdict slot", () -> {
            VerdictSlot slot = gates.verdictSlot(key, attempt, secretsVersion, slots, window);
            history.recovery.slot(key, attempt, slot);
            history.imports.takesASlot(attempt);
            return slot;
        });
    }

    private Uni<Void> run(String name, Runnable statement) {
        return wire.send(name, () -> {
                    statement.run();
                    return true;
                })
                .replaceWithVoid();
    }
}
