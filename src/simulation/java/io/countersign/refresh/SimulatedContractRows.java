package io.countersign.refresh;

import static java.util.Objects.requireNonNull;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Keyset;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.upkeep.DueQueue;
import io.countersign.simulator.RotationMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The simulation's rows without its network. */
final class SimulatedContractRows implements RefreshContract.Rows, DueQueueRows {
    private static final String TENANT = "acme";
    private static final String NAME = "default";

    final SimulatedTime time = new SimulatedTime(1, false);
    final SimulatedProvider provider = new SimulatedProvider(time, new RotationMode.Alive());
    final SimulatedGates gates = new SimulatedGates(time);
    final SimulatedRows rows;
    private final SimulatedDueRows due;
    private final ConnectionId id;
    final SimulatedKeys keys = new SimulatedKeys(time, Keyset.generate());
    private final SimulatedHistory history =
            new SimulatedHistory(time, provider, new RefreshTimes(Duration.ofSeconds(30), Duration.ofDays(30)));

    SimulatedContractRows() {
        rows = new SimulatedRows(surroundings());
        due = new SimulatedDueRows(time, rows, gates);
        time.runUntil(3600 * SimulatedTime.SECOND);
        addSecret();
        create();
        id = present().id;
        consent(id);
    }

    SimulatedRows.Surroundings surroundings() {
        return new SimulatedRows.Surroundings(time, gates, history, keys);
    }

    void insert(ConnectionId id) {
        rows.insert(new SimulatedRow(id, Simulation.INTEGRATION, true));
    }

    void consent(ConnectionId id) {
        rows.consent(id, provider.authorise(id.uuid()), provider.refreshLife);
    }

    SimulatedRow named(String name) {
        return requireNonNull(rows.named(TENANT, name));
    }

    @Override
    public UpstreamGate gate() {
        return new SimulatedGate(gates, history, "r0", new SimulatedMoment(time));
    }

    @Override
    public String integration() {
        return Simulation.INTEGRATION;
    }

    @Override
    public void pauseEnds() {
        gates.gate(Simulation.GATE).pausedUntil = time.databaseNow() - 1;
    }

    @Override
    public long secretsVersion() {
        return gates.app(Simulation.INTEGRATION).secretsVersion;
    }

    @Override
    public void addSecret() {
        gates.app(Simulation.INTEGRATION).secretsVersion++;
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
    public void rotateKeyset() {
        keys.add(TENANT, SimulatedKeys.FORMER);
    }

    @Override
    public ConnectionId id() {
        return id;
    }

    @Override
    public RefreshContract.Rows.Row row() {
        SimulatedRow row = present();
        return new RefreshContract.Rows.Row(
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
    public void rejectAccessToken() {
        present().rejectedGeneration = present().generation;
    }

    @Override
    public void markRestored() {
        rows.markRestored();
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
        due.revive();
    }

    /** Of which nothing is due but the connection, for a second. */
    static SimulatedContractRows due() {
        SimulatedContractRows rows = new SimulatedContractRows();
        rows.due(NAME, Duration.ofSeconds(-1));
        return rows;
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
    public DueQueueRows.Row row(String name) {
        SimulatedRow row = named(name);
        return new DueQueueRows.Row(until(row.dueAt), until(row.leaseUntil), until(row.heldUntil), row.failures);
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
