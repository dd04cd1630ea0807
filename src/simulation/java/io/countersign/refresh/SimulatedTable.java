package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The table {@code connection_token}, and what people do to it. */
class SimulatedTable {
    final SimulatedTime time;
    final SimulatedGates gates;
    final SimulatedHistory history;
    final SimulatedKeys keys;
    final SimulatedTrail trail = new SimulatedTrail();
    private final Map<String, SimulatedRow> rows = new LinkedHashMap<>();
    private final List<SimulatedRow> ever = new ArrayList<>();
    private Consumer<SimulatedRow> withdrawal = row -> {};

    SimulatedTable(Surroundings surroundings) {
        this.time = surroundings.time();
        this.gates = surroundings.gates();
        this.history = surroundings.history();
        this.keys = surroundings.keys();
    }

    /** What the statements use beside the rows. */
    record Surroundings(SimulatedTime time, SimulatedGates gates, SimulatedHistory history, SimulatedKeys keys) {}

    Map<String, SimulatedRow> all() {
        return rows;
    }

    /** By name, as issuing reads it. */
    @Nullable
    SimulatedRow named(String tenant, String name) {
        return rows.get(tenant + "/" + name);
    }

    @Nullable
    SimulatedRow of(ConnectionId id) {
        SimulatedRow row = named(id.tenant(), id.name());
        return row != null && row.id.equals(id) ? row : null;
    }

    @Nullable
    SimulatedRow of(ConnectionId id, long generation) {
        SimulatedRow row = of(id);
        return row != null && row.generation == generation ? row : null;
    }

    void insert(SimulatedRow row) {
        rows.put(row.id.tenant() + "/" + row.id.name(), row);
        ever.add(row);
    }

    /** Those too that were deleted. */
    List<SimulatedRow> ever() {
        return ever;
    }

    /** Within the statement that changes the row. */
    void tell(SimulatedRow row, SimulatedTrail.Type type, @Nullable ConsentReason reason) {
        trail.record(row, type, reason);
    }

    /** What goes with whatever ends a connection's former grant. */
    void onWithdrawal(Consumer<SimulatedRow> also) {
        withdrawal = also;
    }

    private void withdraw(SimulatedRow row) {
        row.importId = null;
        row.pending = null;
        withdrawal.accept(row);
        history.imports.withdrawn(row);
    }

    void delete(String tenant, String name) {
        SimulatedRow row = rows.remove(tenant + "/" + name);
        if (row != null) {
            withdraw(row);
        }
    }

    /** What a consent or a confirmation writes, all in one moment. */
    void consent(ConnectionId id, SimulatedProvider.Issued tokens, Duration refreshLife) {
        consent(id, tokens, refreshLife, keys.of(id.tenant()).primary());
    }

    /**
     * The same at the end of a transaction. Done nothing if the connection has been deleted meanwhile.
     *
     * @param key which the transaction has read, to seal under
     */
    final void consent(ConnectionId id, SimulatedProvider.Issued tokens, Duration refreshLife, UUID key) {
        SimulatedRow row = of(id);
        if (row == null) {
            return;
        }
        withdraw(row);
        connect(row);
        row.accessToken = tokens.accessToken();
        row.refreshToken = tokens.refreshToken();
        row.sealedUnder = key;
        keys.judge(row);
        row.accessExpiresAt = tokens.accessExpiresAt() + time.databaseAhead();
        row.refreshExpiresAt = time.databaseNow() + refreshLife.toNanos();
        keepAlive(row, refreshLife);
        history.written(row);
    }

    private void connect(SimulatedRow row) {
        row.generation++;
        forgetRefresh(row);
        row.become(SimulatedRow.State.ACTIVE, null);
        tell(row, SimulatedTrail.Type.CONNECTED, null);
        row.lastError = null;
        row.usedAt = null;
    }

    private void keepAlive(SimulatedRow row, Duration refreshLife) {
        row.dueAt = time.databaseNow()
                + KeepAlive.delay(refreshLife, refreshLife, row.extended, time.chance())
                        .toNanos();
    }

    /** What an import brought becomes the connection's own. */
    void accept(SimulatedRow row, SimulatedImport proven) {
        connect(row);
        row.pending = null;
        row.importId = proven.id.uuid();
        row.accessToken = proven.accessToken;
        row.refreshToken = proven.refreshToken;
        row.accessExpiresAt = proven.accessExpiresAt;
        row.refreshExpiresAt = proven.refreshExpiresAt;
        row.unsure = proven.unsure;
        keepAlive(row, Duration.ofNanos(proven.refreshExpiresAt - time.databaseNow()));
        seal(row);
        history.written(row);
    }

    /** Somebody has to accept it first. */
    void hold(SimulatedRow row, SimulatedImport proven) {
        time.log("row  %s holds %s", row, proven);
        row.pending = proven;
        seal(proven);
    }

    /** Within a transaction that holds the tenant's keyset. */
    final void seal(SimulatedRow row) {
        row.sealedUnder = keys.of(row.id.tenant()).primary();
    }

    /** Somebody accepts what an import brought. */
    void confirm(String tenant, String name) {
        SimulatedRow row = named(tenant, name);
        SimulatedImport proven = row == null ? null : row.pending;
        if (row != null && proven != null) {
            withdraw(row);
            accept(row, proven);
        }
    }

    /**
     * Somebody comes back from DocuSign, who has consented to be impersonated: the pause between tries ends, and a
     * disconnection. A lease does not.
     */
    void resume(ConnectionId id) {
        SimulatedRow row = of(id);
        if (row == null || !row.impersonates()) {
            return;
        }
        leadBack(row);
        row.failures = 0;
        if (row.heldUntil > time.databaseNow()) {
            history.recovery.waits(row);
        }
        row.heldUntil = SimulatedRow.NEVER;
        endPause(row);
    }

    void endPause(SimulatedRow row) {
        if (row.leaseOwner == null) {
            row.leaseUntil = SimulatedRow.NEVER;
            history.pauses.isCutShort(row);
        }
    }

    private void leadBack(SimulatedRow row) {
        if (row.state == SimulatedRow.State.DISCONNECTED) {
            row.become(SimulatedRow.State.AWAITING_CONSENT, null);
            tell(row, SimulatedTrail.Type.LED_BACK, null);
        }
    }

    void disconnect(String tenant, String name) {
        SimulatedRow row = named(tenant, name);
        if (row == null) {
            return;
        }
        withdraw(row);
        row.generation++;
        forgetRefresh(row);
        row.become(SimulatedRow.State.DISCONNECTED, null);
        tell(row, SimulatedTrail.Type.DISCONNECTED, null);
        row.accessToken = null;
        row.refreshToken = null;
        row.sealedUnder = null;
        row.accessExpiresAt = SimulatedRow.NEVER;
        row.refreshExpiresAt = SimulatedRow.NEVER;
        row.dueAt = null;
        history.written(row);
        history.assertions.disconnected(row);
    }

    /** An operator does not want to wait: the next refusal is final. As {@code Retries} does it. */
    void retry(String tenant, String name) {
        SimulatedRow row = named(tenant, name);
        if (row != null
                && (row.impersonates()
                        || row.state == SimulatedRow.State.ACTIVE
                        || row.state == SimulatedRow.State.CONSENT_REQUIRED)) {
            leadBack(row);
            row.forced = true;
            row.heldUntil = SimulatedRow.NEVER;
            row.dueAt = row.mayBeDue() ? (Long) time.databaseNow() : null;
            boolean free = row.leaseOwner == null;
            if (free && !row.unsure && row.failures > 0) {
                row.leaseUntil = SimulatedRow.NEVER;
                history.pauses.isCutShort(row);
            }
            row.failures = free ? 0 : row.failures;
            history.recovery.owes(row);
        }
    }

    /**
     * An operator says that the database came out of a backup: as {@code RestoredTokens} does it, while replicas serve
     * although they should not.
     */
    void markRestored() {
        for (SimulatedRow row : all().values()) {
            boolean renewable = row.state == SimulatedRow.State.ACTIVE
                    || row.state == SimulatedRow.State.CONSENT_REQUIRED && row.dueAt != null;
            if (renewable && !row.impersonates() && row.refreshToken != null) {
                if (!row.unsure) {
                    endPause(row);
                }
                row.unsure = true;
                row.restoredGeneration = row.generation;
                row.forced = false;
                row.heldUntil = SimulatedRow.NEVER;
                row.failures = row.leaseOwner == null ? 0 : row.failures;
                row.forgetUnknownRefusals();
                row.dueAt = Math.max(
                        time.databaseNow(),
                        Math.min(
                                row.leaseUntil,
                                time.databaseNow() + history.times.lease().toNanos()));
                history.recovery.owes(row);
            }
        }
    }

    private static void forgetRefresh(SimulatedRow row) {
        row.leaseOwner = null;
        row.leaseUntil = SimulatedRow.NEVER;
        row.unsure = false;
        row.failures = 0;
        row.heldUntil = SimulatedRow.NEVER;
        row.writtenBy = null;
        row.forced = false;
        row.warnedDays = null;
        row.forgetUnknownRefusals();
    }
}
