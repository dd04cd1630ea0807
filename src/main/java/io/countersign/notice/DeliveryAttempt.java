package io.countersign.notice;

import io.countersign.consent.Invitation;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt of one delivery: judged, signed, sent, and what came of it written down. */
@ApplicationScoped
class DeliveryAttempt {

    /** Nothing is sent to a webhook that the vault did not write; somebody may have put it right by then. */
    private static final Duration UNVERIFIED_PAUSE = Duration.ofMinutes(5);

    /** Of nothing but failures, and a webhook is disabled. */
    static final Duration LONGEST_FAILING = Duration.ofDays(5);

    private static final int GONE = 410;

    private final NoticeClient client;
    private final NoticeLinks links;
    private final PendingDeliveries deliveries;
    private final WebhookHealth health;
    private final Webhooks webhooks;
    private final NoticeFigures figures;
    private final InstantSource time;
    private final SecureRandom random;

    DeliveryAttempt(
            NoticeClient client,
            NoticeLinks links,
            PendingDeliveries deliveries,
            WebhookHealth health,
            Webhooks webhooks,
            NoticeFigures figures,
            InstantSource time,
            SecureRandom random) {
        this.client = client;
        this.links = links;
        this.deliveries = deliveries;
        this.health = health;
        this.webhooks = webhooks;
        this.figures = figures;
        this.time = time;
        this.random = random;
    }

    /**
     * Makes it. What the webhook covers is judged now, since it may have been put for other tenants since the event.
     * Fails only where the database does: then the lease ends by itself, and the attempt is made again.
     *
     * @param receiver empty where the webhook's row is not the vault's
     * @param failing whether the webhook failed last
     */
    Uni<Void> make(DueDelivery delivery, Optional<Receiver> receiver, boolean failing, VaultKey key) {
        if (receiver.isEmpty()) {
            return health.pause(delivery.webhook(), UNVERIFIED_PAUSE)
                    .chain(() -> deliveries.putBack(delivery, "webhook_unverified"));
        }
        if (!delivery.isTest() && !receiver.get().coverage().covers(delivery.type(), delivery.tenant())) {
            return deliveries.dropped(delivery, "not_covered");
        }
        return links.of(delivery, receiver.get(), key)
                .chain(invitation -> send(delivery, receiver.get(), invitation))
                .chain(answer -> conclude(delivery, receiver.get(), answer, failing));
    }

    private Uni<NoticeAnswer> send(DueDelivery delivery, Receiver receiver, Optional<Invitation> invitation) {
        byte[] body = NoticeBody.of(delivery, invitation);
        return client.post(
                receiver.url(), NoticeSignature.headers(delivery.id(), time.instant(), body, receiver.secrets()), body);
    }

    private Uni<Void> conclude(DueDelivery delivery, Receiver receiver, NoticeAnswer answer, boolean failing) {
        AfterAttempt after = AfterAttempt.of(answer, delivery.failures(), !delivery.isTest(), random.nextDouble());
        figures.attempted(after);
        return switch (after) {
            case AfterAttempt.Delivered delivered ->
                deliveries
                        .delivered(delivery, statusOf(answer))
                        .chain(ended -> ended && failing
                                ? health.works(receiver)
                                : Uni.createFrom().voidItem());
            case AfterAttempt.Again again -> failed(delivery, receiver, answer, again.pause(), again.forWebhook());
            case AfterAttempt.Failed failed -> failed(delivery, receiver, answer, null, failed.forWebhook());
        };
    }

    /** What a test comes to says nothing of the webhook: it is asked for while somebody mends the receiver. */
    private Uni<Void> failed(
            DueDelivery delivery,
            Receiver receiver,
            NoticeAnswer answer,
            @Nullable Duration again,
            @Nullable Duration pause) {
        int status = statusOf(answer);
        Uni<Boolean> ended = deliveries.failed(delivery, status == 0 ? null : status, errorOf(answer), again);
        return delivery.isTest()
                ? ended.replaceWithVoid()
                : ended.chain(counts -> counts
                        ? health.fails(receiver, pause).chain(failingFor -> disable(receiver, status, failingFor))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> disable(Receiver receiver, int status, Duration failingFor) {
        return disabledBy(status, failingFor)
                .map(why -> webhooks.disable(receiver, why))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Optional<DisabledReason> disabledBy(int status, Duration failingFor) {
        return status == GONE
                ? Optional.of(DisabledReason.GONE)
                : failingFor.compareTo(LONGEST_FAILING) >= 0 ? Optional.of(DisabledReason.FAILING) : Optional.empty();
    }

    /** 0 where there was no answer. */
    private static int statusOf(NoticeAnswer answer) {
        return switch (answer) {
            case NoticeAnswer.Answered answered -> answered.status();
            case NoticeAnswer.Unreached unreached -> 0;
        };
    }

    private static @Nullable String errorOf(NoticeAnswer answer) {
        return switch (answer) {
            case NoticeAnswer.Answered answered -> null;
            case NoticeAnswer.Unreached unreached -> unreached.why().wireName();
        };
    }
}
