package io.countersign.refresh;

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
    public Uni<Void> pause(String integration, Duration duration) {
        history.patienceTold(process);
        return run("pause", () -> {
            gates.pause(integration, duration);
            history.paused(duration);
        });
    }

    @Override
    public Uni<Void> trip(String integration, Duration duration) {
        return run("trip", () -> gates.trip(integration, duration));
    }

    @Override
    public Uni<ClientRefusal> refuseClient(
            String integration, UUID attempt, Flag flag, long secretsVersion, Duration duration) {
        return wire.send(
                "refuse client", () -> gates.refuseClient(integration, attempt, flag, secretsVersion, duration));
    }

    @Override
    public Uni<Boolean> probe(String integration, UUID attempt, Duration duration) {
        return wire.send("probe", () -> {
            boolean ours = gates.probe(integration, attempt, duration);
            if (ours) {
                history.probes(duration);
            }
            return ours;
        });
    }

    @Override
    public Uni<Void> open(String integration) {
        return run("open", () -> {
            gates.open(integration);
            history.opened();
        });
    }

    @Override
    public Uni<Void> answered(String integration) {
        return run("answered", () -> {
            gates.answered(integration);
            history.opened();
        });
    }

    @Override
    public Uni<Boolean> noteVerdict(String integration, long secretsVersion) {
        return wire.send("note verdict", () -> gates.noteVerdict(integration, secretsVersion));
    }

    @Override
    public Uni<VerdictSlot> verdictSlot(
            String integration, UUID attempt, long secretsVersion, int slots, Duration window) {
        return wire.send("verdict slot", () -> {
            VerdictSlot slot = gates.verdictSlot(integration, attempt, secretsVersion, slots, window);
            history.recovery.slot(attempt, slot);
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
