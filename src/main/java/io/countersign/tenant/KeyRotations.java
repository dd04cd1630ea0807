package io.countersign.tenant;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.database.DatabaseFailure;
import io.countersign.keyring.LiveKeys;
import io.countersign.problem.Problem;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * A new data key for a tenant, in three steps: the keyset gets another primary key, all that is sealed under the former
 * one is sealed anew where it stands, and the former one leaves. Whoever seals for a tenant holds the row of its keyset
 * until that is stored, so nothing comes to stand under a key that has left.
 */
@ApplicationScoped
class KeyRotations {
    private static final Logger LOG = Logger.getLogger(KeyRotations.class);
    private static final int AT_ONCE = 10;

    /** Something was stored under the former key meanwhile. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** What does not open has to be mended, replaced or deleted by somebody. */
    private static final Duration HELD = Duration.ofMinutes(10);

    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Pool pool;
    private final KeyRotationRows rows;
    private final TenantKeysets keysets;
    private final LiveKeys live;
    private final List<SealedRows> tables;
    private final AuditTrail audit;
    private final Duration quiet;

    /** @param deadline after which no statement waits any more that read a keyset before it got its new key */
    KeyRotations(
            Pool pool,
            KeyRotationRows rows,
            TenantKeysets keysets,
            LiveKeys live,
            @All List<SealedRows> tables,
            AuditTrail audit,
            @ConfigProperty(name = "countersign.ops.statement-deadline", defaultValue = "PT15S") Duration deadline) {
        this.pool = pool;
        this.rows = rows;
        this.keysets = keysets;
        this.live = live;
        this.tables = tables;
        this.audit = audit;
        this.quiet = deadline.plus(MARGIN);
    }

    /**
     * Gives the tenant's keyset another primary key, unless one is being replaced already; does not wait for the rest.
     * Fails with a 404 problem where there is no such tenant, with a 409 problem where its keyset does not open.
     *
     * @return when it began
     */
    Uni<Instant> begin(String tenant, String actor) {
        return pool.withTransaction(transaction -> rows.lockToAdd(transaction, tenant)
                .map(found -> found.orElseThrow(() -> Problem.notFound().toException()))
                .chain(stored -> rows.begin(transaction, tenant, actor, quiet)
                        .chain(begun -> begun
                                ? add(transaction, tenant, stored, actor)
                                : Uni.createFrom().voidItem()))
                .chain(() -> rows.startedAt(transaction, tenant)));
    }

    private Uni<Void> add(SqlConnection transaction, String tenant, KeyRotationRows.Stored stored, String actor) {
        return live.lock(transaction)
                .map(key -> keysets.wrap(tenant, opened(tenant, stored).withNewPrimary(), key))
                .chain(wrapped -> rows.add(transaction, tenant, wrapped))
                .chain(() -> audit.record(
                        transaction, AuditEvent.ofTenant("tenant.key-rotation-started", actor, tenant, Map.of())));
    }

    private Keyset opened(String tenant, KeyRotationRows.Stored stored) {
        try {
            return keysets.open(tenant, stored.wrapped());
        } catch (UnreadableSecretException e) {
            throw Problem.conflict("Nothing was begun: this tenant's keyset does not open, and neither does what is"
                            + " sealed under it. Restore it, or delete the tenant and make it anew.")
                    .toException();
        }
    }

    /** Goes on with those that are due, one after the other; never fails. */
    @Scheduled(every = "5s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> turn() {
        return rows.claim(pool, AT_ONCE)
                .onItem()
                .transformToMulti(tenants -> Multi.createFrom().iterable(tenants))
                .onItem()
                .transformToUniAndConcatenate(tenant -> goOn(tenant)
                        .onFailure()
                        .invoke(failure -> complain(tenant, failure))
                        .onFailure()
                        .recoverWithNull())
                .collect()
                .asList()
                .onFailure()
                .invoke(failure -> LOG.debug("Rotations of tenants' keys could not be looked for", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** What a key is lacking for here, another replica can do. */
    private static void complain(String tenant, Throwable failure) {
        if (!DatabaseFailure.isOutage(failure) && !(failure instanceof MissingKeyException)) {
            LOG.warnf(failure, "A rotation of a tenant's key could not go on, and is tried again tenant=%s", tenant);
        }
    }

    private Uni<Void> goOn(String tenant) {
        return rows.read(pool, tenant)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : seal(
                                        tenant,
                                        keysets.open(
                                                tenant,
                                                found.get().wrapped(),
                                                found.get().version()))
                                .chain(unreadable -> end(tenant)
                                        .chain(ended ->
                                                ended ? Uni.createFrom().voidItem() : putOff(tenant, unreadable))));
    }

    private Uni<Long> seal(String tenant, TenantKeyset keyset) {
        return Multi.createFrom()
                .iterable(tables)
                .onItem()
                .transformToUniAndConcatenate(table -> new Resealing(table, tenant, keyset).run())
                .collect()
                .with(Collectors.summingLong(Long::longValue));
    }

    private Uni<Void> putOff(String tenant, long unreadable) {
        if (unreadable > 0) {
            LOG.warnf(
                    "tenant_key_rotation_held tenant=%s rows=%d: these rows do not open, so nobody knows what they"
                            + " need, and the former key stays. Renew or disconnect these connections.",
                    tenant, unreadable);
        }
        return rows.putOff(pool, tenant, unreadable > 0 ? HELD : AGAIN);
    }

    /** Lets the former keys leave, and answers whether they have: nothing is sealed under them. */
    Uni<Boolean> end(String tenant) {
        return pool.withTransaction(transaction -> rows.lockToRemove(transaction, tenant)
                .chain(found -> found.isEmpty() ? Uni.createFrom().item(true) : end(transaction, tenant, found.get())));
    }

    private Uni<Boolean> end(SqlConnection transaction, String tenant, KeyRotationRows.Stored stored) {
        Keyset keyset = keysets.open(tenant, stored.wrapped());
        return rows.isUsed(transaction, tenant, keyset.commitment())
                .chain(used -> used
                        ? Uni.createFrom().item(false)
                        : live.lock(transaction)
                                .map(key -> keysets.wrap(tenant, keyset.primaryAlone(), key))
                                .chain(wrapped -> rows.remove(transaction, tenant, wrapped))
                                .chain(() -> audit.record(
                                        transaction,
                                        AuditEvent.ofTenant(
                                                "tenant.key-rotated", AuditEvent.COUNTERSIGN, tenant, Map.of())))
                                .invoke(() -> keysets.forget(tenant, stored.wrapped()))
                                .replaceWith(true));
    }
}
