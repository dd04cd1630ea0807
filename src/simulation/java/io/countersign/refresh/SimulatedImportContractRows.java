package io.countersign.refresh;

import static java.util.Objects.requireNonNull;

import io.countersign.connection.ConnectionId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulation's rows of an import without its network, and what has ended told in a connection's words. */
final class SimulatedImportContractRows extends RowsBesideConnection {
    private final SimulatedContractRows surroundings;
    private final SimulatedTime time;
    private final SimulatedImports imports;
    private final ConnectionId id;

    SimulatedImportContractRows() {
        this(new SimulatedContractRows());
    }

    private SimulatedImportContractRows(SimulatedContractRows surroundings) {
        super(surroundings);
        this.surroundings = surroundings;
        time = surroundings.time;
        imports = new SimulatedImports(surroundings.surroundings(), surroundings.rows);
        String token = surroundings.provider.authorise(time.uuid()).refreshToken();
        ConnectionId connection = surroundings.id();
        imports.insert(connection.tenant(), connection.name(), token);
        id = requireNonNull(imports.named(connection.tenant(), connection.name())).id;
    }

    @Override
    public RefreshStore store() {
        SimulatedStatements statements = new SimulatedStatements(
                imports, new SimulatedImportWire(new SimulatedMoment(time), surroundings.rows, time));
        return new Leases(statements, statements, new BlindWitness());
    }

    @Override
    public ConnectionId id() {
        return id;
    }

    private SimulatedRow present() {
        return requireNonNull(imports.of(id));
    }

    @Override
    public Row row() {
        SimulatedRow row = imports.of(id);
        return row == null ? ended() : standing(row);
    }

    private Row standing(SimulatedRow row) {
        boolean proven = row.accessExpiresAt != SimulatedRow.NEVER;
        return new Row(
                "active",
                null,
                row.generation,
                row.leaseOwner != null,
                row.unsure,
                row.failures,
                row.lastError,
                proven ? Duration.ofNanos(row.accessExpiresAt - time.databaseNow()) : null);
    }

    private Row ended() {
        ImportStanding.Ended end = requireNonNull(imports.end(id.uuid()));
        boolean refused = end.outcome() == ImportedTokens.Outcome.REFUSED;
        return new Row(refused ? "consent_required" : "disconnected", end.reason(), 0, false, false, 0, null, null);
    }

    @Override
    public List<String> events() {
        ImportStanding.@Nullable Ended end = imports.end(id.uuid());
        return end == null || end.outcome() != ImportedTokens.Outcome.REFUSED
                ? surroundings.events()
                : List.of("import.refused " + end.reason());
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
        surroundings.disconnect();
    }
}
