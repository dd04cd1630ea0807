package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The simulation's rows without its network. */
final class SimulatedStoreFixture extends SimulatedFixture implements RefreshStoreFixture {
    private static final String NAME = "default";

    private final ConnectionId id;

    SimulatedStoreFixture() {
        super(1);
        create();
        id = present().id;
        consent(id);
    }

    private SimulatedRow present() {
        return named(NAME);
    }

    @Override
    public RefreshStore store() {
        SimulatedStatements statements = new SimulatedStatements(rows, new SimulatedMoment(time));
        return new Leases(statements, statements, new BlindWitness());
    }

    @Override
    public ConnectionId id() {
        return id;
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
                Duration.ofNanos(row.accessExpiresAt - time.databaseNow()));
    }

    @Override
    public List<String> events() {
        return rows.trail.of(id.uuid()).stream()
                .map(SimulatedTrail.Event::toString)
                .toList();
    }

    @Override
    public void leaseTimeEnds() {
        present().leaseUntil = time.databaseNow() - 1;
    }

    @Override
    public void minutePasses() {
        present().calls.clear();
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
        insert(new ConnectionId(TENANT, NAME, time.uuid()));
    }

    @Override
    public void revive() {
        new SimulatedDueRows(time, rows, gates).revive();
    }
}
