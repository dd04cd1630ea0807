package io.countersign.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.clock.MonotonicClock;
import io.countersign.connection.ConnectionId;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the database went back: a standby took over without the newest commits, or somebody restored a backup.
 * The refresh token that is stored then may have been spent, so the row is marked unsure, and what DocuSign says of it
 * next is no verdict about the consent.
 */
@ApplicationScoped
public class GenerationWatch {
    private static final Logger LOG = Logger.getLogger(GenerationWatch.class);
    private static final String ROLLED_BACK = "countersign.refresh.rolled.back";
    private static final int LARGEST = 100_000;
    /**
     * Long enough for a failover; a backup that is restored later finds other replicas that remember nothing either.
     */
    private static final Duration LIFE = Duration.ofHours(2);

    private final Cache<UUID, Seen> highest;

    /** What has gone back and is not marked yet, with how many are at it: its rows do not say so. */
    private final ConcurrentMap<UUID, Integer> marking = new ConcurrentHashMap<>();

    private final Pool pool;
    private final AuditTrail audit;
    private final MeterRegistry registry;
    private final MonotonicClock clock;

    /** @param sinceNanos when it was known to be committed */
    private record Seen(long generation, long sinceNanos) {}

    GenerationWatch(Pool pool, AuditTrail audit, MeterRegistry registry, MonotonicClock clock) {
        this.pool = pool;
        this.audit = audit;
        this.registry = registry;
        this.clock = clock;
        this.highest = Caffeine.newBuilder()
                .maximumSize(LARGEST)
                .expireAfterWrite(LIFE)
                .executor(Runnable::run)
                .build();
    }

    /** Remembers a generation that this replica has just committed. */
    void stored(ConnectionId id, long generation) {
        highest.asMap().merge(id.uuid(), new Seen(generation, clock.nanoTime()), GenerationWatch::higher);
    }

    /**
     * Compares a generation that was read with those known before, and marks the row where it is lower. Waits for
     * nothing.
     *
     * @param askedNanos on the monotonic clock, before the query was sent: what was committed later may be missing in
     *     its answer
     */
    public void read(ConnectionId id, long generation, long askedNanos) {
        check(id, generation, askedNanos).subscribe().with(checked -> {});
    }

    /**
     * As {@link #read}, for whoever is about to spend the token: completes when the row is marked, or could not be.
     *
     * @return whether the token may have been spent by an attempt that the database forgot
     */
    Uni<Boolean> leased(ConnectionId id, long generation, long askedNanos) {
        return check(id, generation, askedNanos).map(wentBack -> wentBack || marking.containsKey(id.uuid()));
    }

    private Uni<Boolean> check(ConnectionId id, long generation, long askedNanos) {
        Seen now = new Seen(generation, clock.nanoTime());
        Seen known = highest.asMap().putIfAbsent(id.uuid(), now);
        if (known == null || known.generation() == generation) {
            return Uni.createFrom().item(false);
        }
        if (known.generation() < generation) {
            highest.asMap().merge(id.uuid(), now, GenerationWatch::higher);
            return Uni.createFrom().item(false);
        }
        return known.sinceNanos() < askedNanos && isFirst(id, known, now)
                ? wentBack(id, known, now).replaceWith(true)
                : Uni.createFrom().item(false);
    }

    /** Whoever finds the lower generation remembered finds the row among those being marked: so that is said first. */
    private boolean isFirst(ConnectionId id, Seen known, Seen now) {
        marking.merge(id.uuid(), 1, Integer::sum);
        boolean first = highest.asMap().replace(id.uuid(), known, now);
        if (!first) {
            marked(id);
        }
        return first;
    }

    private void marked(ConnectionId id) {
        marking.computeIfPresent(id.uuid(), (uuid, markers) -> markers == 1 ? null : markers - 1);
    }

    private static Seen higher(Seen one, Seen other) {
        return one.generation() >= other.generation() ? one : other;
    }

    /** Never fails. What could not be marked is noticed again by whoever reads it next. */
    private Uni<Void> wentBack(ConnectionId id, Seen known, Seen now) {
        registry.counter(ROLLED_BACK).increment();
        LOG.errorf(
                "The database has lost commits: a standby took over or a backup was restored."
                        + " The connection is marked unsure tenant=%s connection=%s uuid=%s generation=%d known=%d",
                id.tenant(), id.name(), id.uuid(), now.generation(), known.generation());
        return mark(id, now.generation(), known.generation())
                .onFailure()
                .invoke(failure -> {
                    highest.asMap().replace(id.uuid(), now, known);
                    LOG.errorf(
                            failure,
                            "A connection that the database rolled back could not be marked tenant=%s connection=%s",
                            id.tenant(),
                            id.name());
                })
                .onFailure()
                .recoverWithNull()
                .onTermination()
                .invoke(() -> marked(id));
    }

    private Uni<Void> mark(ConnectionId id, long generation, long known) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        WITH own AS (
                          UPDATE connection_token SET unsure = grant_type = 'authorization_code'
                          WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND generation = $4
                          RETURNING tenant),
                        imported AS (
                          UPDATE imported_token SET unsure = true
                          WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation = $4
                          RETURNING tenant)
                        SELECT FROM own UNION ALL SELECT FROM imported
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), generation))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().<@Nullable Void>nullItem()
                        : audit.record(
                                transaction,
                                new AuditEvent(
                                        "connection.rolled-back",
                                        AuditEvent.COUNTERSIGN,
                                        id.tenant(),
                                        id.name(),
                                        Map.of(
                                                "generation", Long.toString(generation),
                                                "known", Long.toString(known))))));
    }
}
