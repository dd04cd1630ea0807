package io.countersign.refresh;

import static java.util.Objects.requireNonNull;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Keyset;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.simulator.RotationMode;
import java.time.Duration;

/** The simulation's rows without its network. */
abstract class SimulatedFixture implements IntegrationFixture {
    static final String TENANT = "acme";

    final SimulatedTime time = new SimulatedTime(1, false);
    final SimulatedProvider provider = new SimulatedProvider(time, new RotationMode.Alive());
    final SimulatedGates gates = new SimulatedGates(time);
    final SimulatedRows rows;
    private final SimulatedHistory history =
            new SimulatedHistory(time, provider, new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)));

    SimulatedFixture(int seconds) {
        rows = new SimulatedRows(new SimulatedRows.Surroundings(time, gates, history, Keyset.generate()));
        time.runUntil(seconds * SimulatedTime.SECOND);
        addSecret();
    }

    final void insert(ConnectionId id) {
        rows.insert(new SimulatedRow(id, Simulation.INTEGRATION, true));
    }

    final void consent(ConnectionId id) {
        rows.consent(id, provider.authorise(id.uuid()), provider.refreshLife);
    }

    final SimulatedRow named(String name) {
        return requireNonNull(rows.named(TENANT, name));
    }

    @Override
    public final UpstreamGate gate() {
        return new SimulatedGate(gates, history, "r0", new SimulatedMoment(time));
    }

    @Override
    public final String integration() {
        return Simulation.INTEGRATION;
    }

    @Override
    public final void pauseEnds() {
        gates.gate(Simulation.INTEGRATION).pausedUntil = time.databaseNow() - 1;
    }

    @Override
    public final long secretsVersion() {
        return gates.app(Simulation.INTEGRATION).secretsVersion;
    }

    @Override
    public final void addSecret() {
        gates.app(Simulation.INTEGRATION).secretsVersion++;
    }
}
