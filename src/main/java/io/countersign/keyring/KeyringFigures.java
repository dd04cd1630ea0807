package io.countersign.keyring;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** How a rewrap stands, as metrics of every replica; and whether this one's primary key was retired. */
@ApplicationScoped
class KeyringFigures {
    private static final String LEFT = "countersign.keyring.rewrap.left";
    private static final String RUNNING = "countersign.keyring.rewrap.running";
    private static final Logger LOG = Logger.getLogger(KeyringFigures.class);

    private final Pool pool;
    private final LoadedKeyring keyring;
    private final RewrapRows rewraps;
    private final KeyRows keys;
    private final MeterRegistry registry;
    private final List<Gauge> gauges;
    private volatile RewrapRows.Standing rewrap = RewrapRows.Standing.NONE;
    private final AtomicBoolean primaryRetired = new AtomicBoolean();

    KeyringFigures(Pool pool, LoadedKeyring keyring, RewrapRows rewraps, KeyRows keys, MeterRegistry registry) {
        this.pool = pool;
        this.keyring = keyring;
        this.rewraps = rewraps;
        this.keys = keys;
        this.registry = registry;
        this.gauges = List.of(
                Gauge.builder(LEFT, () -> rewrap.left()).register(registry),
                Gauge.builder(RUNNING, () -> rewrap.seconds())
                        .baseUnit("seconds")
                        .register(registry));
    }

    /** The registry outlives an application that is started again in the same process. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }

    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        KeyId primary = keyring.opened().primary();
        return rewraps.standing()
                .invoke(standing -> rewrap = standing)
                .chain(() -> keys.isRetired(pool, primary))
                .invoke(retired -> {
                    if (!primaryRetired.getAndSet(retired) && retired) {
                        LOG.warn(KeyringProof.retiredPrimary(primary));
                    }
                })
                .onFailure()
                .invoke(failure -> LOG.debug("How the keyring stands could not be read", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
