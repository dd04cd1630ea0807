package io.countersign.notice;

import io.countersign.connection.ConnectionId;
import io.countersign.consent.Invitation;
import io.countersign.consent.Invitations;
import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The consent link that a notice brings along: made at the first attempt, kept sealed beside the delivery and sent
 * again as long as it lives; then another is made, if one is still needed.
 */
@ApplicationScoped
class NoticeLinks {
    private final Pool pool;
    private final Invitations invitations;
    private final InstantSource time;

    NoticeLinks(Pool pool, Invitations invitations, InstantSource time) {
        this.pool = pool;
        this.invitations = invitations;
        this.time = time;
    }

    /** Empty for what brings none along. Fails where the database does. */
    Uni<Optional<Invitation>> of(DueDelivery delivery, Receiver receiver, VaultKey key) {
        Optional<ConnectionId> connection = delivery.connectionId();
        if (!receiver.consentLinks() || !delivery.type().equals(DueDelivery.CONSENT_REQUIRED) || connection.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return kept(delivery, key)
                .map(link -> invitations
                        .isNeeded(pool, connection.get())
                        .map(needed -> needed ? Optional.of(link) : Optional.<Invitation>empty()))
                .orElseGet(() -> pool.withTransaction(transaction -> invitations
                        .invite(transaction, connection.get())
                        .call(made -> made.map(link -> keep(transaction, delivery, link, key))
                                .orElseGet(() -> Uni.createFrom().voidItem()))));
    }

    /** One that does not open was put there by somebody else: as if there were none. */
    private Optional<Invitation> kept(DueDelivery delivery, VaultKey key) {
        byte[] link = delivery.link();
        Instant until = delivery.linkUntil();
        if (link == null || until == null || !time.instant().isBefore(until)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Invitation(key.open(link, place(delivery)), until));
        } catch (UnreadableSecretException e) {
            return Optional.empty();
        }
    }

    private static Uni<Void> keep(
            SqlConnection transaction, DueDelivery delivery, Invitation invitation, VaultKey key) {
        return transaction
                .preparedQuery("""
                        UPDATE delivery SET consent_url = $4, consent_url_until = $5
                        WHERE webhook = $1 AND id = $2 AND attempt = $3
                        """)
                .execute(Tuple.of(
                        delivery.webhook(),
                        delivery.id(),
                        delivery.attempt(),
                        Buffer.buffer(key.seal(invitation.url(), place(delivery))),
                        invitation.expiresAt().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    private static AssociatedData place(DueDelivery delivery) {
        return new AssociatedData(
                "delivery.consent_url",
                delivery.webhook().toString(),
                delivery.id().toString(),
                "",
                0);
    }
}
