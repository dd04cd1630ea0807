package io.countersign.keyring;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What becomes of keys that were needed and not here: looks for their files, and for their canaries in the database,
 * until they have come or nothing needs them. While there are none, and that is nearly always, it does nothing.
 */
@ApplicationScoped
class KeyWatch {
    private static final String LACKING = "countersign.keyring.lacking";
    private static final Logger LOG = Logger.getLogger(KeyWatch.class);

    private final LoadedKeyring keyring;
    private final Pool pool;
    private final MeterRegistry registry;
    private final Gauge gauge;

    KeyWatch(LoadedKeyring keyring, Pool pool, MeterRegistry registry) {
        this.keyring = keyring;
        this.pool = pool;
        this.registry = registry;
        this.gauge = Gauge.builder(LACKING, keyring, loaded -> loaded.lacking().size())
                .register(registry);
    }

    /**
     * The registry outlives an application that is started again in the same process, and keeps whatever was registered
     * first.
     */
    @PreDestroy
    void forget() {
        registry.remove(gauge);
    }

    @Scheduled(every = "2s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        FileKeyring files = keyring.opened();
        Set<KeyId> unknown = files.unknown().all();
        return unknown.isEmpty()
                ? Uni.createFrom().voidItem()
                : canaries(unknown)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .invoke(canaries -> judge(files, unknown, canaries))
                        .onFailure()
                        .invoke(failure -> LOG.debug("The canaries of unknown keys could not be read", failure))
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid();
    }

    /**
     * Tenants are deleted and rewrapped, damaged rows mended. Reads every wrapped keyset where there is nothing left,
     * so not as often.
     */
    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> forgetUnused() {
        UnknownKeys unknown = keyring.opened().unknown();
        return Multi.createFrom()
                .iterable(unknown.all())
                .onItem()
                .transformToUniAndConcatenate(id -> isUsed(id).invoke(used -> {
                    if (!used) {
                        unknown.forget(id);
                    }
                }))
                .onFailure()
                .invoke(failure -> LOG.debug("The use of unknown keys could not be read", failure))
                .onFailure()
                .recoverWithCompletion()
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Boolean> isUsed(KeyId id) {
        Buffer header = Buffer.buffer(new WrappedKeyset(id, new byte[0]).toBytes());
        return pool.preparedQuery("""
                        SELECT EXISTS (SELECT FROM tenant_key
                                       WHERE substring(wrapped FROM 1 FOR length($1::bytea)) = $1::bytea)
                            OR EXISTS (SELECT FROM integration_key
                                       WHERE substring(wrapped FROM 1 FOR length($1::bytea)) = $1::bytea)
                            OR EXISTS (SELECT FROM vault_key
                                       WHERE substring(wrapped FROM 1 FOR length($1::bytea)) = $1::bytea)
                        """)
                .execute(Tuple.of(header))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<Map<KeyId, byte[]>> canaries(Set<KeyId> ids) {
        String[] names = ids.stream().map(KeyId::value).toArray(String[]::new);
        return pool.preparedQuery("SELECT key_id, sealed FROM keyring_canary WHERE key_id = ANY ($1)")
                .execute(Tuple.of(names))
                .map(rows -> {
                    Map<KeyId, byte[]> canaries = new HashMap<>();
                    rows.forEach(row -> canaries.put(
                            new KeyId(row.getString("key_id")),
                            row.getBuffer("sealed").getBytes()));
                    return canaries;
                });
    }

    private static void judge(FileKeyring files, Set<KeyId> ids, Map<KeyId, byte[]> canaries) {
        files.look();
        for (KeyId id : ids) {
            byte[] canary = canaries.get(id);
            boolean taken = canary != null && files.takeLate(id, canary);
            if (!taken && files.unknown().found(id, canary != null)) {
                LOG.errorf(
                        "keyring_key_missing key=%s: other replicas wrap with this key, and the key directory here"
                                + " has no file of that name that"
                                + " holds it. This replica is not ready and renews nothing by itself until the file"
                                + " is there; nothing is lost.",
                        id.value());
            }
        }
    }
}
