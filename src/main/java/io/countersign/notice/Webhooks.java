package io.countersign.notice;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.countersign.vault.VaultKey;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/**
 * What can be done with webhooks. Each change and its audit events are one transaction, which holds the vault's key and
 * the row, and judges that row before it vouches for anything of it.
 */
@ApplicationScoped
class Webhooks {
    private final Pool pool;
    private final VaultKeys vaultKeys;
    private final VouchingKey vouching;
    private final WebhookRepository webhooks;
    private final WebhookPut put;
    private final PendingDeliveries deliveries;
    private final UnverifiedWebhooks unverified;
    private final AuditTrail audit;

    Webhooks(
            Pool pool,
            VaultKeys vaultKeys,
            VouchingKey vouching,
            WebhookRepository webhooks,
            WebhookPut put,
            PendingDeliveries deliveries,
            UnverifiedWebhooks unverified,
            AuditTrail audit) {
        this.pool = pool;
        this.vaultKeys = vaultKeys;
        this.vouching = vouching;
        this.webhooks = webhooks;
        this.put = put;
        this.deliveries = deliveries;
        this.unverified = unverified;
        this.audit = audit;
    }

    /** What a PUT came to: whether the webhook was made, which its view shows the secret of. */
    record Put(boolean created, WebhookView view) {}

    /**
     * Makes the webhook with a secret, or replaces all that people decide of it, which ends a disabling; its uuid, its
     * secrets and what waits for it stay. One that would replace it by the same changes nothing and leaves no event. A
     * webhook whose row is not the vault's is made anew. Fails with 403 where the caller may not have consent links
     * sent, with 409 where there are {@value WebhookPut#MOST}.
     *
     * @param mayLink whether the caller manages the connections of all tenants that are named
     */
    Uni<Put> put(String name, WebhookRequest request, boolean mayLink, String actor) {
        WebhookSettings wanted = request.settings();
        if (wanted.consentLinks() && !mayLink) {
            return Uni.createFrom().failure(WebhookPut.mayNotLink().toException());
        }
        return pool.withTransaction(transaction -> vaultKeys
                .heldVaultKey(transaction)
                .chain(key ->
                        put.of(transaction, key, new WebhookPut.Wanted(name, wanted, request.description(), actor))));
    }

    /** Fails with 404 where there is none. */
    Uni<WebhookView> get(String name) {
        return webhooks.find(pool, name)
                .map(found -> found.orElseThrow(Webhooks::notFound))
                .chain(row -> views(List.of(row)))
                .map(List::getFirst);
    }

    /** The webhooks that follow {@code after} in the order of names. */
    Uni<Page<WebhookView>> list(String after, int limit) {
        return webhooks.after(pool, after, limit + 1)
                .map(rows -> Page.of(rows, limit, WebhookRow::name))
                .chain(page -> views(page.items()).map(views -> new Page<>(views, page.next())));
    }

    /**
     * Deletes the webhook and what waits for it, whoever wrote its row: what waits in parts before, since nothing new
     * becomes a delivery while its row is being deleted. Fails with 404 where there is none.
     */
    Uni<Void> delete(String name, String actor) {
        return Multi.createBy()
                .repeating()
                .uni(() -> deliveries.dropSomeOf(name))
                .whilst(dropped -> dropped > 0)
                .collect()
                .last()
                .chain(() -> deleteRow(name, actor));
    }

    private Uni<Void> deleteRow(String name, String actor) {
        return pool.withTransaction(transaction -> webhooks.delete(transaction, name)
                .invoke(deleted -> {
                    if (!deleted) {
                        throw notFound();
                    }
                })
                .chain(() ->
                        audit.record(transaction, AuditEvent.of("webhook.deleted", actor, Map.of("webhook", name)))));
    }

    /**
     * Notes that nothing is to be sent any more until somebody puts it again. Does nothing where it is disabled
     * already, is gone, is not the vault's, or has another address by now than the one that was met.
     */
    Uni<Void> disable(Receiver met, DisabledReason why) {
        return pool.withTransaction(transaction -> vaultKeys
                .heldVaultKey(transaction)
                .map(WebhookMacs::of)
                .chain(macs -> webhooks.lock(transaction, met.uuid()).chain(found -> {
                    WebhookRow row = found.orElse(null);
                    if (row == null || row.isDisabled() || !isOurs(macs, row) || !isStill(row, met, why)) {
                        return Uni.createFrom().voidItem();
                    }
                    WebhookTerms next = row.terms().disabled(why);
                    return webhooks.disable(transaction, next, macs.of(next))
                            .chain(() -> audit.record(transaction, disabled(row.name(), why)));
                })));
    }

    /** One that failed may have had a success since. */
    private static boolean isStill(WebhookRow row, Receiver met, DisabledReason why) {
        return row.settings().url().equals(met.url().toString())
                && (why == DisabledReason.GONE || row.failingSince() != null);
    }

    private static AuditEvent disabled(String name, DisabledReason why) {
        return AuditEvent.of(
                "webhook.disabled", AuditEvent.COUNTERSIGN, Map.of("webhook", name, "reason", why.wireName()));
    }

    private Uni<List<WebhookView>> views(List<WebhookRow> rows) {
        return vouching.of(rows)
                .map(key -> rows.stream().map(row -> view(key, row)).toList());
    }

    private WebhookView view(VaultKey key, WebhookRow row) {
        return WebhookView.of(row, isOurs(WebhookMacs.of(key), row));
    }

    private boolean isOurs(WebhookMacs macs, WebhookRow row) {
        boolean ours = macs.isOf(row);
        if (!ours) {
            unverified.met(row);
        }
        return ours;
    }

    private static ProblemException notFound() {
        return Problem.notFound().toException();
    }
}
