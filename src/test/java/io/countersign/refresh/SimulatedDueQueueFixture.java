package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.upkeep.DueQueue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The simulation's queue without its network. */
final class SimulatedDueQueueFixture extends SimulatedFixture implements DueQueueFixture {
    private final SimulatedDueRows due = new SimulatedDueRows(time, rows, gates);

    SimulatedDueQueueFixture() {
        super(3600);
        create("default", Duration.ofSeconds(-1));
    }

    private void create(String name, Duration in) {
        ConnectionId id = new ConnectionId(TENANT, name, time.uuid());
        insert(id);
        consent(id);
        due(name, in);
    }

    private @Nullable Duration until(@Nullable Long moment) {
        return moment == null || moment <= time.databaseNow() ? null : Duration.ofNanos(moment - time.databaseNow());
    }

    private long in(Duration duration) {
        return time.databaseNow() + duration.toNanos();
    }

    @Override
    public DueQueue queue() {
        return new SimulatedDue(due, new SimulatedMoment(time));
    }

    @Override
    public void connections(int count) {
        for (int i = 1; i <= count; i++) {
            create("more-" + i, Duration.ofSeconds(-1 - i));
        }
    }

    @Override
    public Target target(String name) {
        return new Target(named(name).id, Simulation.INTEGRATION, named(name).generation);
    }

    @Override
    public Row row(String name) {
        SimulatedRow row = named(name);
        return new Row(until(row.dueAt), until(row.leaseUntil), until(row.heldUntil), row.failures);
    }

    @Override
    public void due(String name, @Nullable Duration in) {
        named(name).dueAt = in == null ? null : in(in);
    }

    @Override
    public void state(String name, String state, @Nullable ConsentReason reason) {
        named(name).become(SimulatedRow.State.valueOf(state.toUpperCase(Locale.ROOT)), reason);
    }

    @Override
    public void close(String name, Duration duration, int failures, boolean owned, boolean unsure) {
        SimulatedRow row = named(name);
        row.leaseUntil = in(duration);
        row.failures = failures;
        row.leaseOwner = owned ? time.uuid() : null;
        row.unsure = unsure;
    }

    @Override
    public void hold(String name, Duration duration) {
        named(name).heldUntil = in(duration);
        due(name, duration);
    }

    @Override
    public void count(String name) {
        named(name).generation++;
    }

    @Override
    public void replace(String name, Duration in) {
        long generation = named(name).generation;
        create(name, in);
        named(name).generation = generation;
    }

    @Override
    public void refreshTokenLasts(String name, Duration left) {
        named(name).refreshExpiresAt = in(left);
    }

    @Override
    public List<String> warnings(String name) {
        return due.warnings(named(name).id).stream().map(String::valueOf).toList();
    }
}
