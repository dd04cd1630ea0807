package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.KeepAlive;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code connection_token} and the statements of {@link PostgresRefreshStore} on it, each atomic. A planted bug overrides one of them.
 */
class SimulatedRows {
    final SimulatedTime time;
    final SimulatedGates gates;
    final SimulatedHistory history;
    private final Map<String, SimulatedRow> rows = new LinkedHashMap<>();
    private final Keyset keyset;

    SimulatedRows(Surroundings surroundings) {
        this.time = surroundings.time();
        this.gates = surroundings.gates();
        this.history = surroundings.history();
        this.keyset = surroundings.keyset();
    }

    /**
     * What the statements use beside the rows.
     *
     * @param keyset of all tenants: nothing is sealed here
     */
    record Surroundings(SimulatedTime time, SimulatedGates gates, SimulatedHistory history, Keyset keyset) {}

    /** Why a lease was not given. */
    record Obstacle(
            long generation,
            boolean renewable,
            boolean owned,
            boolean running,
            long closedFor,
            boolean paused,
            boolean probing,
            String integration) {}

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
    }

    void delete(String tenant, String name) {
        rows.remove(tenant + "/" + name);
    }

    Optional<Lease> lease(Target target, UUID attempt, Duration lease) {
        SimulatedRow row = of(target.id(), target.generation());
        long now = time.now();
        if (row == null
                || !row.renewable()
                || row.leaseOwner != null
                || row.leaseUntil >= now
                || row.heldUntil >= now
                || gates.closedFor(row.integration, attempt)) {
            return Optional.empty();
        }
        row.leaseOwner = attempt;
        row.leaseUntil = now + lease.toNanos();
        row.dueAt = row.leaseUntil;
        history.leased(attempt, row);
        return Optional.of(leaseOf(row, attempt));
    }

    final Lease leaseOf(SimulatedRow row, UUID attempt) {
        return new Lease(
                row.id,
                row.integration,
                "demo",
                row.generation,
                keyset,
                attempt,
                Instant.ofEpochSecond(0, time.now()),
                Secret.ofText(String.valueOf(row.refreshToken)),
                row.unsure,
                Duration.ofNanos(row.refreshExpiresAt - time.now()),
                row.extended,
                row.forced || row.state == SimulatedRow.State.CONSENT_REQUIRED,
                gates.marked(row.integration));
    }

    @Nullable
    Obstacle whyNot(ConnectionId id) {
        SimulatedRow row = of(id);
        if (row == null) {
            return null;
        }
        long now = time.now();
        long closed =
                Math.max(Math.max(row.leaseUntil, row.heldUntil), Math.max(gates.pausedUntil(row.integration), now));
        return new Obstacle(
                row.generation,
                row.renewable(),
                row.leaseOwner != null,
                row.leaseUntil > now,
                closed - now,
                gates.pausedUntil(row.integration) > now,
                gates.probing(row.integration),
                row.integration);
    }

    void empty(ConnectionId id, long generation, Duration takeover) {
        SimulatedRow row = of(id, generation);
        if (row != null && row.leaseOwner != null && row.leaseUntil < time.now()) {
            row.leaseOwner = null;
            row.unsure = true;
            row.leaseUntil = time.now() + takeover.toNanos();
            row.dueAt = row.leaseUntil;
        }
    }

    boolean extend(Lease lease, Duration duration) {
        SimulatedRow row = owned(lease);
        if (row == null || gates.closedFor(lease.integration(), lease.attempt())) {
            return false;
        }
        row.leaseUntil = time.now() + duration.toNanos();
        row.dueAt = row.leaseUntil;
        history.extended(lease.attempt(), row);
        return true;
    }

    /** In nanoseconds. */
    long gateClosedFor(String integration) {
        return Math.max(gates.pausedUntil(integration), time.now()) - time.now();
    }

    /** @return whether the row is one that this lease's answer belongs to */
    boolean store(Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        SimulatedRow row = of(lease.id(), lease.generation());
        if (row == null) {
            return false;
        }
        write(row, lease, tokens, elapsed, rest, dueIn);
        return true;
    }

    void write(SimulatedRow row, Lease lease, NewTokens tokens, Duration elapsed, Duration rest, Duration dueIn) {
        Secret refreshToken = tokens.refreshToken() == null ? lease.refreshToken() : tokens.refreshToken();
        history.stores(row, refreshToken.revealText());
        long now = time.now();
        Duration refreshLife = tokens.refreshLife();
        row.generation++;
        row.state = SimulatedRow.State.ACTIVE;
        row.reason = null;
        row.lastError = null;
        row.accessToken = tokens.accessToken().revealText();
        row.refreshToken = refreshToken.revealText();
        Instant latest = lease.givenAt().plus(tokens.accessLife());
        row.accessExpiresAt = Math.min(
                now + tokens.accessLife().minus(elapsed).toNanos(),
                Duration.between(Instant.EPOCH, latest).toNanos());
        if (refreshLife != null) {
            row.refreshExpiresAt = now + refreshLife.minus(elapsed).toNanos();
            row.warnedDays = null;
        }
        row.lastRefreshedAt = now;
        row.dueAt = now + dueIn.toNanos();
        row.leaseOwner = null;
        row.leaseUntil = now + rest.toNanos();
        row.unsure = false;
        row.failures = 0;
        row.heldUntil = SimulatedRow.NEVER;
        row.forced = false;
        row.writtenBy = lease.attempt();
        history.written(row);
    }

    boolean writtenBy(Lease lease) {
        SimulatedRow row = of(lease.id(), lease.generation() + 1);
        return row != null && lease.attempt().equals(row.writtenBy);
    }

    void release(Lease lease, boolean unsure, double jitter, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            history.released(lease);
            giveBack(row, unsure, jitter, error);
        }
    }

    void giveBack(SimulatedRow row, boolean unsure, double jitter, String error) {
        double pause = Math.min(15, 2 * Math.pow(2, Math.min(row.failures, 10))) * jitter;
        row.leaseOwner = null;
        row.unsure |= unsure;
        row.failures++;
        row.lastError = error;
        row.leaseUntil = time.now() + (long) (pause * SimulatedTime.SECOND);
        row.dueAt = row.leaseUntil;
    }

    void refuse(Lease lease, ConsentReason reason, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            boolean ofTheToken =
                    reason == ConsentReason.CONSENT_REVOKED || reason == ConsentReason.REFRESH_TOKEN_EXPIRED;
            judge(row, row.unsure && ofTheToken ? ConsentReason.LOST_RESPONSE : reason, error);
            history.keptTokens(row);
        }
    }

    void judge(SimulatedRow row, ConsentReason reason, String error) {
        row.state = SimulatedRow.State.CONSENT_REQUIRED;
        row.reason = reason;
        row.lastError = error;
        row.leaseOwner = null;
        row.leaseUntil = time.now();
        row.dueAt = null;
        row.forced = false;
    }

    void hold(Lease lease, Duration duration, String error) {
        SimulatedRow row = owned(lease);
        if (row != null) {
            row.leaseOwner = null;
            row.leaseUntil = time.now();
            row.lastError = error;
            row.heldUntil = time.now() + duration.toNanos();
            row.dueAt = row.heldUntil;
        }
    }

    @Nullable
    SimulatedRow owned(Lease lease) {
        SimulatedRow row = of(lease.id(), lease.generation());
        return row != null && lease.attempt().equals(row.leaseOwner) ? row : null;
    }

    /** What a consent or a confirmation writes. Done nothing if the connection has been deleted meanwhile. */
    void consent(ConnectionId id, SimulatedProvider.Issued tokens, Duration refreshLife) {
        SimulatedRow row = of(id);
        if (row == null) {
            return;
        }
        row.generation++;
        forgetRefresh(row);
        row.state = SimulatedRow.State.ACTIVE;
        row.reason = null;
        row.lastError = null;
        row.accessToken = tokens.accessToken();
        row.refreshToken = tokens.refreshToken();
        row.accessExpiresAt = tokens.accessExpiresAt();
        row.refreshExpiresAt = time.now() + refreshLife.toNanos();
        row.usedAt = null;
        row.dueAt = time.now()
                + KeepAlive.delay(refreshLife, refreshLife, row.extended, time.chance())
                        .toNanos();
        history.written(row);
    }

    void disconnect(String tenant, String name) {
        SimulatedRow row = named(tenant, name);
        if (row == null) {
            return;
        }
        row.generation++;
        forgetRefresh(row);
        row.state = SimulatedRow.State.DISCONNECTED;
        row.reason = null;
        row.accessToken = null;
        row.refreshToken = null;
        row.accessExpiresAt = SimulatedRow.NEVER;
        row.refreshExpiresAt = SimulatedRow.NEVER;
        row.dueAt = null;
        history.written(row);
    }

    /** An operator does not want to wait: the next refusal is final. */
    void retry(String tenant, String name) {
        SimulatedRow row = named(tenant, name);
        if (row != null
                && (row.state == SimulatedRow.State.ACTIVE || row.state == SimulatedRow.State.CONSENT_REQUIRED)) {
            row.forced = true;
            row.heldUntil = SimulatedRow.NEVER;
            row.dueAt = time.now();
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
    }
}
