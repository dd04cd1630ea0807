package io.countersign.notice;

import io.countersign.database.OneComplaint;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes deliveries whose turn it is and has them attempted, so many at once as {@link UnderWay} has room for. Goes on
 * by itself as long as there are any: an attempt that ends makes room for others. Every replica does this; the rows see
 * to it that two of them never have the same one. A webhook that failed last has its turn with the clock alone, once a
 * second: one that refuses at once takes no more of the database than one that is slow.
 */
@ApplicationScoped
class Deliverer {
    /** Beyond two calls: statements before and after, on a database that is slow. */
    private static final Duration HAND = Duration.ofSeconds(10);

    private final Pool pool;
    private final PendingDeliveries deliveries;
    private final WebhookRepository webhooks;
    private final Receivers receivers;
    private final DeliveryAttempt attempt;
    private final VouchingKey vouching;
    private final Duration lease;

    private final UnderWay underWay = new UnderWay();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final AtomicBoolean onceMore = new AtomicBoolean();
    private final OneComplaint aboutClaims = new OneComplaint("Looking for notices to deliver");
    private final OneComplaint aboutAttempts = new OneComplaint("Delivering notices");
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean stopped;

    Deliverer(
            Pool pool,
            PendingDeliveries deliveries,
            WebhookRepository webhooks,
            Receivers receivers,
            DeliveryAttempt attempt,
            VouchingKey vouching,
            NoticeConfiguration configuration) {
        this.pool = pool;
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.receivers = receivers;
        this.attempt = attempt;
        this.vouching = vouching;
        this.lease = lease(configuration);
    }

    /** How long nobody else makes an attempt that was begun. */
    static Duration lease(NoticeConfiguration configuration) {
        return configuration.callTimeout().multipliedBy(2).plus(HAND);
    }

    /** Begins with what is due, also of webhooks that failed last; completes when that is claimed. Never fails. */
    Uni<Void> tick() {
        return stopped
                ? Uni.createFrom().voidItem()
                : aboutClaims.about(claim(true, UnderWay.EACH_FAILING)).chain(this::goOn);
    }

    /**
     * Begins with what is due of webhooks that work; completes when that is claimed. One at a time: who comes meanwhile
     * has it done once more after the first, without anybody waiting. Never fails.
     */
    Uni<Void> goOn() {
        onceMore.set(true);
        if (stopped || !claiming.compareAndSet(false, true)) {
            return Uni.createFrom().voidItem();
        }
        onceMore.set(false);
        return aboutClaims.about(claim(false, UnderWay.EACH)).onTermination().invoke(this::claimed);
    }

    private void claimed() {
        claiming.set(false);
        tellWhetherIdle();
        if (onceMore.get()) {
            goOn().subscribe().with(done -> {});
        }
    }

    /** Begins with nothing any more. */
    void stop() {
        stopped = true;
        tellWhetherIdle();
    }

    /** Completes when it was stopped and nothing is under way. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    private void tellWhetherIdle() {
        if (stopped && underWay.isIdle() && !claiming.get()) {
            drained.complete(null);
        }
    }

    private Uni<Void> claim(boolean failing, int each) {
        return Uni.createFrom().deferred(() -> {
            int room = underWay.room(failing);
            return room <= 0
                    ? Uni.createFrom().voidItem()
                    : deliveries
                            .claim(failing, each, room, underWay.busy(), lease)
                            .chain(claimed ->
                                    claimed.isEmpty() ? Uni.createFrom().voidItem() : begin(claimed, failing));
        });
    }

    private Uni<Void> begin(List<DueDelivery> claimed, boolean failing) {
        Set<UUID> uuids = claimed.stream().map(DueDelivery::webhook).collect(Collectors.toSet());
        return webhooks.byUuid(pool, uuids)
                .chain(rows -> vouching.of(rows).invoke(key -> {
                    // One whose webhook is gone has gone with it: its attempt ends nothing.
                    Map<UUID, Receiver> known = rows.stream()
                            .map(row -> receivers.receiver(key, row))
                            .flatMap(Optional::stream)
                            .collect(Collectors.toMap(Receiver::uuid, Function.identity()));
                    claimed.forEach(delivery ->
                            begin(delivery, Optional.ofNullable(known.get(delivery.webhook())), failing, key));
                }))
                .replaceWithVoid();
    }

    private void begin(DueDelivery delivery, Optional<Receiver> receiver, boolean failing, VaultKey key) {
        if (stopped) {
            return;
        }
        underWay.begin(delivery.webhook(), failing);
        aboutAttempts
                .about(Uni.createFrom().deferred(() -> attempt.make(delivery, receiver, failing, key)))
                .subscribe()
                .with(ended -> ended(delivery, failing));
    }

    private void ended(DueDelivery delivery, boolean failing) {
        boolean worthALook = underWay.end(delivery.webhook(), failing);
        tellWhetherIdle();
        if (worthALook) {
            goOn().subscribe().with(claimed -> {});
        }
    }
}
