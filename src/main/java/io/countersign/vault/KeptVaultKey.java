package io.countersign.vault;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.clock.MonotonicClock;
import io.countersign.crypto.LostKeyException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The vault's own key in memory, from the start on: for whoever must not ask the database for it each time, and can do
 * without it. Each minute it is compared with the row, which a failover may have lost, and tried again where it could
 * not be opened.
 */
@ApplicationScoped
public class KeptVaultKey {
    private static final Logger LOG = Logger.getLogger(KeptVaultKey.class);

    /** At start: whoever waits longer for a database that does not answer starts without the key. */
    private static final Duration LONGEST_AT_START = Duration.ofSeconds(10);

    private static final long LATELY_NANOS = Duration.ofSeconds(1).toNanos();

    private final VaultKeys keys;
    private final MonotonicClock clock;
    private volatile Optional<VaultKey> kept = Optional.empty();
    private volatile long readNanos;

    KeptVaultKey(VaultKeys keys, MonotonicClock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The start-up checks come before, so the database is migrated and the keyring proven; no port is open yet. */
    void start(@Observes StartupEvent event) {
        look().ifNoItem()
                .after(LONGEST_AT_START)
                .recoverWithUni(Uni.createFrom().voidItem())
                .await()
                .indefinitely();
    }

    @Scheduled(every = "1m", delayed = "1m", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> look() {
        return opened().onFailure()
                .invoke(failure -> {
                    if (failure instanceof LostKeyException) {
                        LOG.errorf(
                                "vault_key_lost: there are callers or seals, and %s: restore the row. Until then"
                                        + " nothing vouches for any caller, and all of them are refused",
                                failure.getMessage());
                    } else if (kept.isEmpty()) {
                        LOG.warnf("vault_key_missing: the vault's own key could not be opened: %s", failure);
                    }
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** The key, if it was opened; costs nothing. */
    public Optional<VaultKey> key() {
        return kept;
    }

    /** The key, which is read where it is not in memory; fails as {@link VaultKeys#vaultKey()} does. */
    public Uni<VaultKey> keyOrRead() {
        return Uni.createFrom()
                .deferred(() -> kept.map(key -> Uni.createFrom().item(key)).orElseGet(this::opened));
    }

    /**
     * The key of the row as it is now, or was within the last second: for whoever meets something that does not fit the
     * one in memory. Fails as {@link VaultKeys#vaultKey()} does.
     */
    public Uni<VaultKey> readLately() {
        return Uni.createFrom()
                .deferred(() -> kept.filter(key -> clock.nanoTime() - readNanos < LATELY_NANOS)
                        .map(key -> Uni.createFrom().item(key))
                        .orElseGet(this::opened));
    }

    private Uni<VaultKey> opened() {
        return Uni.createFrom().deferred(() -> {
            long asked = clock.nanoTime();
            return keys.vaultKey().invoke(key -> {
                readNanos = asked;
                kept = Optional.of(key);
            });
        });
    }
}
