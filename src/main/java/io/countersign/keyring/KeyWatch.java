package io.countersign.keyring;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What becomes of keys that were needed and not here: looks for their files, and whether the database knows them,
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
                : known(unknown)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .invoke(known -> judge(files, unknown, known))
                        .onFailure()
                        .invoke(failure -> LOG.debug("Which keys are known could not be read", failure))
                        .onFailure()
                        .recoverWithNull()
                        .replaceWithVoid();
    }

    /**
     * Tenants are deleted and rewrapped, damaged rows mended: not as often.
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
        return pool.preparedQuery("SELECT EXISTS (SELECT FROM wrapped_key WHERE wrapped_by = $1)")
                .execute(Tuple.of(id.value()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** By id those that are known, with their canary where there is one. */
    private Uni<Map<KeyId, Optional<byte[]>>> known(Set<KeyId> ids) {
        String[] names = ids.stream().map(KeyId::value).toArray(String[]::new);
        return pool.preparedQuery("SELECT id, canary FROM keyring_key WHERE id = ANY ($1)")
                .execute(Tuple.of(names))
                .map(rows -> {
                    Map<KeyId, Optional<byte[]>> known = new HashMap<>();
                    rows.forEach(row -> known.put(
                            new KeyId(row.getString("id")),
                            Optional.ofNullable(row.getBuffer("canary")).map(canary -> canary.getBytes())));
                    return known;
                });
    }

    private static void judge(FileKeyring files, Set<KeyId> ids, Map<KeyId, Optional<byte[]>> known) {
        files.look();
        for (KeyId id : ids) {
            boolean taken = known.getOrDefault(id, Optional.empty())
                    .filter(canary -> files.takeLate(id, canary))
                    .isPresent();
            if (!taken && files.unknown().found(id, known.containsKey(id))) {
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
