package io.countersign.notice;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.tenant.TenantMentions;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

/** The webhooks that name a tenant which is deleted. One that names no other stays, and is told of nothing. */
@ApplicationScoped
class TenantWebhooks implements TenantMentions {
    private final VaultKeys vaultKeys;
    private final WebhookRepository webhooks;
    private final PendingDeliveries deliveries;
    private final UnverifiedWebhooks unverified;
    private final AuditTrail audit;

    TenantWebhooks(
            VaultKeys vaultKeys,
            WebhookRepository webhooks,
            PendingDeliveries deliveries,
            UnverifiedWebhooks unverified,
            AuditTrail audit) {
        this.vaultKeys = vaultKeys;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.unverified = unverified;
        this.audit = audit;
    }

    /** What is put meanwhile counts as put afterwards. */
    @Override
    public Uni<Void> forget(SqlConnection transaction, String tenant, String actor) {
        return vaultKeys
                .heldVaultKey(transaction)
                .map(WebhookMacs::of)
                .chain(macs -> webhooks.lockNaming(transaction, tenant)
                        .chain(rows -> Multi.createFrom()
                                .iterable(rows)
                                .onItem()
                                .transformToUniAndConcatenate(row -> forget(transaction, macs, row, tenant, actor))
                                .collect()
                                .asList()
                                .chain(() -> deliveries.forgetTenant(
                                        transaction,
                                        tenant,
                                        rows.stream().map(WebhookRow::uuid).toList()))));
    }

    /** Of a row that is not the vault's the code stays as it is, so that nobody has vouched for the rest. */
    private Uni<Void> forget(SqlConnection transaction, WebhookMacs macs, WebhookRow row, String tenant, String actor) {
        WebhookTerms next = row.terms().without(tenant);
        if (!macs.isOf(row)) {
            unverified.met(row);
            return webhooks.writeTenants(transaction, next, row.mac());
        }
        return webhooks.writeTenants(transaction, next, macs.of(next))
                .chain(() -> audit.record(
                        transaction,
                        AuditEvent.of("webhook.updated", actor, next.settings().inWords(row.name()))));
    }
}
