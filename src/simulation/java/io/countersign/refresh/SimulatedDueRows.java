package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.GrantType;
import io.countersign.refresh.gate.GateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The statements of {@code PostgresDueQueue}. All connections are of one integration, so there are no turns between
 * integrations.
 */
class SimulatedDueRows {
    private static final List<Integer> LEVELS = List.of(1, 3, 7, 14);
    private static final int NOT_WARNED = 15;

    private final SimulatedTime time;
    private final SimulatedRows rows;
    private final SimulatedGates gates;
    private final List<Warning> warnings = new ArrayList<>();

    SimulatedDueRows(SimulatedTime time, SimulatedRows rows, SimulatedGates gates) {
        this.time = time;
        this.rows = rows;
        this.gates = gates;
    }

    private record Warning(ConnectionId connection, int days) {}

    /** The levels of the warnings about a connection, in days. */
    List<Integer> warnings(ConnectionId connection) {
        return warnings.stream()
                .filter(warning -> warning.connection().equals(connection))
                .map(Warning::days)
                .toList();
    }

    List<Target> claim(int each, int most, Set<String> except, Duration ahead) {
        List<SimulatedRow> due = Stream.of(GrantType.values())
                .flatMap(grant -> due(each, new GateKey(Simulation.INTEGRATION, grant), except))
                .limit(most)
                .toList();
        due.forEach(row -> {
            row.dueAt = time.databaseNow() + ahead.toNanos();
            rows.history.recovery.waits(row);
        });
        return due.stream()
                .map(row -> new Target(row.id, row.integration, row.generation))
                .toList();
    }

    private Stream<SimulatedRow> due(int each, GateKey key, Set<String> except) {
        return rows.all().values().stream()
                .filter(row -> row.gate().equals(key) && !except.contains(row.integration))
                .filter(row -> gates.pausedUntil(row.gate()) <= time.databaseNow())
                .filter(row ->
                        row.state == SimulatedRow.State.ACTIVE || row.state == SimulatedRow.State.CONSENT_REQUIRED)
                .filter(row -> row.dueAt != null && row.dueAt <= time.databaseNow())
                .sorted(Comparator.comparing(row -> row.dueAt))
                .limit(gates.probing(key) ? 1 : each);
    }

    void putBack(Target target, Duration pause) {
        SimulatedRow row = rows.of(target.id(), target.generation());
        if (row != null && row.dueAt != null) {
            row.dueAt = Math.min(row.dueAt, time.databaseNow() + pause.toNanos());
        }
    }

    int revive() {
        return Stream.of(GrantType.values())
                .mapToInt(grant -> revive(new GateKey(Simulation.INTEGRATION, grant)))
                .sum();
    }

    private int revive(GateKey key) {
        SimulatedGates.Gate gate = gates.gate(key);
        long version = gates.app(Simulation.INTEGRATION).secretsVersion;
        if (gate.secretsVersion < 0 || gate.secretsVersion >= version) {
            return 0;
        }
        gate.secretsVersion = version;
        gate.flag = null;
        gate.flaggedBy = null;
        gate.verdictsFlagged = false;
        if (gate.reason == SimulatedGates.Reason.CLIENT_REFUSED) {
            gate.probing = false;
            gate.prober = null;
            gate.pausedUntil = SimulatedRow.NEVER;
        }
        List<SimulatedRow> refused = rows.all().values().stream()
                .filter(row -> row.gate().equals(key))
                .filter(this::mayBeRevived)
                .toList();
        refused.forEach(this::revive);
        return refused.size();
    }

    private boolean mayBeRevived(SimulatedRow row) {
        return row.state == SimulatedRow.State.ACTIVE && row.heldUntil > time.databaseNow()
                || row.state == SimulatedRow.State.CONSENT_REQUIRED
                        && !row.impersonates()
                        && Stream.of(
                                        ConsentReason.CONSENT_REVOKED,
                                        ConsentReason.LOST_RESPONSE,
                                        ConsentReason.REFRESH_TOKEN_EXPIRED)
                                .anyMatch(reason -> reason == row.reason);
    }

    private void revive(SimulatedRow row) {
        boolean free = row.leaseOwner == null;
        row.heldUntil = SimulatedRow.NEVER;
        row.failures = free ? 0 : row.failures;
        if (free && !row.unsure) {
            row.leaseUntil = SimulatedRow.NEVER;
            rows.history.pauses.isCutShort(row);
        }
        row.dueAt = Math.max(time.databaseNow(), row.leaseUntil);
        rows.history.recovery.owes(row);
    }

    /** @return how many warnings were recorded */
    int warn() {
        int before = warnings.size();
        rows.all().values().forEach(this::warn);
        return warnings.size() - before;
    }

    private void warn(SimulatedRow row) {
        if (row.state != SimulatedRow.State.ACTIVE) {
            return;
        }
        int warned = row.warnedDays == null ? NOT_WARNED : row.warnedDays;
        LEVELS.stream()
                .filter(days -> days < warned
                        && row.refreshExpiresAt
                                <= time.databaseNow() + Duration.ofDays(days).toNanos())
                .findFirst()
                .ifPresent(days -> {
                    row.warnedDays = days;
                    warnings.add(new Warning(row.id, days));
                    time.log("warning %d days before %s", days, row);
                });
    }
}
