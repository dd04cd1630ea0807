package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.ImportedTokens.Insertion;
import io.countersign.refresh.ImportedTokens.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code imported_token}, {@code imported_hash} and {@code import_end}. Their statements are those of
 * {@link ProofLeases} and {@link ProofRows}, as a connection's own tokens have them but for their ends, and of
 * {@link ImportedTokens}.
 */
class SimulatedImports extends SimulatedRows {
    private static final Duration FIRST_DUE = Duration.ofSeconds(10);
    private static final Duration AHEAD = Duration.ofMinutes(2);
    private static final Duration LIFE = Duration.ofDays(30);

    final SimulatedRows connections;
    private final Map<String, Hash> hashes = new HashMap<>();
    private final Map<UUID, ImportStanding.Ended> ends = new HashMap<>();

    /** What became of a token that was granted, or may have been. */
    enum Fate {
        GRANTED,
        LOST
    }

    /** @param fate null while the import is under way */
    record Hash(UUID importId, @Nullable Fate fate) {}

    /** What is asked about at the provider. */
    record Proven(long generation, String accessToken, boolean unsure) {}

    SimulatedImports(Surroundings surroundings, SimulatedRows connections) {
        super(surroundings);
        this.connections = connections;
        connections.onWithdrawal(this::discard);
    }

    /** The import of a connection. */
    @Nullable
    SimulatedImport of(SimulatedRow connection) {
        return (SimulatedImport) named(connection.id.tenant(), connection.id.name());
    }

    /** @return empty where there is no connection that could have it */
    Optional<Insertion> insert(String tenant, String name, String token) {
        SimulatedRow row = connections.named(tenant, name);
        return row == null || row.impersonates() ? Optional.empty() : Optional.of(insert(row, token));
    }

    private Insertion insert(SimulatedRow row, String token) {
        SimulatedImport present = of(row);
        Hash former = former(token);
        if (former == null) {
            return present == null ? begin(row, token) : new Insertion.OtherUnderWay();
        }
        if (present != null && former.importId().equals(present.id.uuid())) {
            return new Insertion.UnderWay(former.importId());
        }
        if (row.holds(former.importId())) {
            return new Insertion.Held(former.importId());
        }
        return former.fate() == Fate.LOST ? new Insertion.LostResponse() : new Insertion.AlreadyImported();
    }

    @Nullable
    Hash former(String token) {
        return hashes.get(token);
    }

    private Insertion begin(SimulatedRow row, String token) {
        ConnectionId id = new ConnectionId(row.id.tenant(), row.id.name(), time.uuid());
        SimulatedImport begun = new SimulatedImport(id, row, token, time.now());
        begun.refreshExpiresAt = time.databaseNow() + LIFE.toNanos();
        begun.dueAt = firstDue();
        hashes.put(token, new Hash(id.uuid(), null));
        seal(begun);
        insert(begun);
        history.imports.begins(begun);
        history.written(begun);
        return new Insertion.Inserted(new Target(id, begun.integration, 0));
    }

    @Nullable
    Long firstDue() {
        return time.databaseNow() + FIRST_DUE.toNanos();
    }

    /** New tokens wait here to be judged; they are due when their rest ends. */
    @Override
    void write(
            SimulatedRow row,
            Lease lease,
            NewTokens tokens,
            Duration elapsed,
            Duration rest,
            @Nullable Duration dueIn) {
        super.write(row, lease, tokens, elapsed, rest, rest);
    }

    @Override
    Finality finalityOf(SimulatedRow row) {
        return Finality.ofImport(row.generation);
    }

    @Override
    Recorded refuse(Lease lease, Refusal refusal) {
        super.refuse(lease, refusal);
        return new Recorded.Nothing();
    }

    /** A refusal takes the row away, and its doubt says what it is called. */
    @Override
    void judge(SimulatedRow row, ConsentReason reason, String error) {
        SimulatedImport refused = (SimulatedImport) row;
        String told = refused.unsure ? ConsentReason.LOST_RESPONSE.wireName() : LastError.IMPORT_REFUSED.wireName();
        refused.leaseOwner = null;
        SimulatedRow connection = connections.of(refused.connection);
        if (connection != null) {
            connection.lastError = told;
        }
        end(refused, Outcome.REFUSED, told);
    }

    void end(SimulatedImport ended, Outcome outcome, @Nullable String reason) {
        history.imports.ended(ended, outcome, reason);
        ends.putIfAbsent(ended.id.uuid(), new ImportStanding.Ended(outcome, reason));
        delete(ended.id.tenant(), ended.id.name());
        remember(ended);
    }

    /** As the trigger does it. */
    private void remember(SimulatedImport ended) {
        Fate fate = fateOf(ended);
        if (fate == null) {
            hashes.remove(ended.given);
        } else {
            hashes.put(ended.given, new Hash(ended.id.uuid(), fate));
        }
    }

    /** Null for a token that is proven unspent: it may be sent again. */
    @Nullable
    Fate fateOf(SimulatedImport ended) {
        if (ended.generation > 0) {
            return Fate.GRANTED;
        }
        return ended.unsure || ended.leaseOwner != null ? Fate.LOST : null;
    }

    /** The connection was disconnected or deleted, or somebody has consented. */
    void discard(SimulatedRow connection) {
        SimulatedImport discarded = of(connection);
        if (discarded != null && discarded.connection.equals(connection.id)) {
            end(discarded, Outcome.DISCARDED, null);
        }
    }

    ImportStanding standing(Target target) {
        SimulatedRow row = of(target.id());
        if (row != null) {
            long due = Math.max(
                    Math.max(row.dueAt == null ? SimulatedRow.NEVER : row.dueAt, row.leaseUntil),
                    Math.max(row.heldUntil, time.databaseNow()));
            return new ImportStanding.UnderWay(row.generation, Duration.ofNanos(due - time.databaseNow()));
        }
        ImportStanding.Ended end = ends.get(target.id().uuid());
        return end == null ? new ImportStanding.Unknown() : end;
    }

    /** How an import ended, or null. */
    ImportStanding.@Nullable Ended end(UUID importId) {
        return ends.get(importId);
    }

    List<ImportedTokens.Due> claim(int most) {
        List<SimulatedImport> due = all().values().stream()
                .map(row -> (SimulatedImport) row)
                .filter(row -> gates.pausedUntil(row.gate()) <= time.databaseNow())
                .filter(row -> row.dueAt != null && row.dueAt <= time.databaseNow())
                .sorted(Comparator.comparing(row -> row.dueAt))
                .limit(gates.probing(Simulation.GATE) ? 1 : most)
                .toList();
        due.forEach(row -> row.dueAt = time.databaseNow() + AHEAD.toNanos());
        return due.stream()
                .map(row -> new ImportedTokens.Due(
                        row.connection,
                        new Target(row.id, row.integration, row.generation),
                        row.leaseOwner == null && !row.unsure && row.accessExpiresAt > time.databaseNow()))
                .toList();
    }

    void putBack(Target target, Duration pause) {
        SimulatedRow row = of(target.id(), target.generation());
        if (row != null && row.dueAt != null) {
            row.dueAt = Math.min(row.dueAt, time.databaseNow() + pause.toNanos());
        }
    }

    Optional<Proven> proven(ConnectionId importId) {
        SimulatedRow row = of(importId);
        return row == null || row.generation == 0 || row.accessToken == null
                ? Optional.empty()
                : Optional.of(new Proven(row.generation, row.accessToken, row.unsure));
    }

    /** Locked for whoever judges it; null where it is another's by now, is being proven anew, or may be spent. */
    @Nullable
    SimulatedImport take(ConnectionId importId, long generation, boolean unsure) {
        SimulatedRow row = of(importId, generation);
        return row == null || row.generation == 0 || row.leaseOwner != null || isDoubtful(row, unsure)
                ? null
                : (SimulatedImport) row;
    }

    /** In doubt since it was read, or without a living access token: it is no better than what it would displace. */
    boolean isDoubtful(SimulatedRow row, boolean unsure) {
        return row.unsure && !(unsure && row.accessExpiresAt > time.databaseNow());
    }

    /**
     * One transaction: what it brought is the connection's own, or its pending grant, and the import has ended.
     */
    boolean judged(ConnectionId importId, long generation, boolean unsure) {
        SimulatedImport proven = take(importId, generation, unsure);
        SimulatedRow row = proven == null ? null : connections.of(proven.connection);
        if (proven == null || row == null) {
            return false;
        }
        history.imports.judged(row, proven);
        boolean fits = !history.imports.leavesAChoice(row, proven);
        end(proven, fits ? Outcome.ACTIVE : Outcome.PENDING, null);
        if (fits) {
            connections.accept(row, proven);
            history.imports.accepted(row, proven);
        } else {
            connections.hold(row, proven);
        }
        return true;
    }
}
