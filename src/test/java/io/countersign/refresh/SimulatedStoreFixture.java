package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Keyset;
import io.countersign.simulator.RotationMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The simulation's rows without its network. */
final class SimulatedStoreFixture implements RefreshStoreFixture {
    private static final String TENANT = "acme";
    private static final String NAME = "default";

    private final SimulatedTime time = new SimulatedTime(1, false);
    private final SimulatedProvider provider = new SimulatedProvider(time, new RotationMode.Alive());
    private final SimulatedHistory history =
            new SimulatedHistory(time, provider, new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)));
    private final SimulatedGates gates = new SimulatedGates(time);
    private final SimulatedRows rows =
            new SimulatedRows(new SimulatedRows.Surroundings(time, gates, history, Keyset.generate()));
    private final ConnectionId id;

    SimulatedStoreFixture() {
        time.runUntil(SimulatedTime.SECOND);
        addSecret();
        create();
        id = present().id;
        rows.consent(id, provider.authorise(id.uuid()), provider.refreshLife);
    }

    private SimulatedRow present() {
        return Objects.requireNonNull(rows.named(TENANT, NAME));
    }

    @Override
    public RefreshStore store() {
        return new SimulatedStore(rows, new SimulatedMoment(time));
    }

    @Override
    public UpstreamGate gate() {
        return new SimulatedGate(gates, history, "r0", new SimulatedMoment(time));
    }

    @Override
    public ConnectionId id() {
        return id;
    }

    @Override
    public String integration() {
        return Simulation.INTEGRATION;
    }

    @Override
    public Row row() {
        SimulatedRow row = present();
        return new Row(
                row.state.name().toLowerCase(Locale.ROOT),
                row.reason == null ? null : row.reason.wireName(),
                row.generation,
                row.leaseOwner != null,
                row.unsure,
                row.failures,
                row.lastError,
                Duration.ofNanos(row.accessExpiresAt - time.now()));
    }

    @Override
    public List<String> events() {
        return rows.trail.of(id.uuid()).stream()
                .map(SimulatedTrail.Event::toString)
                .toList();
    }

    @Override
    public void leaseTimeEnds() {
        present().leaseUntil = time.now() - 1;
    }

    @Override
    public void pauseEnds() {
        gates.gate(Simulation.INTEGRATION).pausedUntil = time.now() - 1;
    }

    @Override
    public void failures(int count) {
        present().failures = count;
    }

    @Override
    public void disconnect() {
        rows.disconnect(TENANT, NAME);
    }

    @Override
    public void delete() {
        rows.delete(TENANT, NAME);
    }

    @Override
    public void create() {
        rows.insert(new SimulatedRow(new ConnectionId(TENANT, NAME, time.uuid()), Simulation.INTEGRATION, true));
    }

    @Override
    public void addSecret() {
        SimulatedGates.App app = gates.app(Simulation.INTEGRATION);
        app.secrets.add("secret" + app.secretsVersion);
        app.secretsVersion++;
    }

    @Override
    public void revive() {
        new SimulatedDueRows(time, rows, gates).revive();
    }
}
