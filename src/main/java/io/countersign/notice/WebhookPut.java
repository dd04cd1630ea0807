package io.countersign.notice;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemType;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a webhook is put, in a transaction that holds the vault's key. */
@ApplicationScoped
class WebhookPut {
    /** How many there may be: each event is compared with all of them. */
    static final int MOST = 100;

    private final WebhookRepository webhooks;
    private final PendingDeliveries deliveries;
    private final UnverifiedWebhooks unverified;
    private final AuditTrail audit;
    private final SecureRandom random;

    WebhookPut(
            WebhookRepository webhooks,
            PendingDeliveries deliveries,
            UnverifiedWebhooks unverified,
            AuditTrail audit,
            SecureRandom random) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.unverified = unverified;
        this.audit = audit;
        this.random = random;
    }

    /** What is put, and by whom. */
    record Wanted(
            String name, WebhookSettings settings, @Nullable String description, String actor) {

        Map<String, String> inWords() {
            return settings.inWords(name);
        }
    }

    Uni<Webhooks.Put> of(SqlConnection transaction, VaultKey key, Wanted wanted) {
        return webhooks.lock(transaction, wanted.name())
                .chain(found -> found.isPresent()
                        ? change(transaction, key, found.get(), wanted)
                        : webhooks.countAlone(transaction)
                                .chain(count -> createUnlessMadeMeanwhile(transaction, key, count, wanted)));
    }

    /** Whoever was first to make one of that name has committed before these are counted. */
    private Uni<Webhooks.Put> createUnlessMadeMeanwhile(
            SqlConnection transaction, VaultKey key, long count, Wanted wanted) {
        return webhooks.lock(transaction, wanted.name()).chain(found -> {
            if (found.isPresent()) {
                return change(transaction, key, found.get(), wanted);
            }
            return count < MOST
                    ? create(transaction, key, wanted)
                    : Uni.createFrom().failure(tooMany().toException());
        });
    }

    private Uni<Webhooks.Put> create(SqlConnection transaction, VaultKey key, Wanted wanted) {
        UUID uuid = UUID.randomUUID();
        WebhookSecret secret = WebhookSecret.generate(random);
        WebhookTerms terms = new WebhookTerms(
                wanted.name(),
                uuid,
                wanted.settings(),
                SealedSecrets.first(SecretColumn.PRESENT.seal(key, uuid, secret)),
                null);
        return webhooks.insertIfAbsent(transaction, terms, WebhookMacs.of(key).of(terms), wanted.description())
                .invoke(inserted -> {
                    if (!inserted) {
                        throw changedMeanwhile().toException();
                    }
                })
                .chain(() ->
                        audit.record(transaction, AuditEvent.of("webhook.created", wanted.actor(), wanted.inWords())))
                .chain(() -> read(transaction, wanted.name()))
                .map(row -> new Webhooks.Put(true, WebhookView.of(row, secret)));
    }

    private Uni<Webhooks.Put> change(SqlConnection transaction, VaultKey key, WebhookRow row, Wanted wanted) {
        WebhookMacs macs = WebhookMacs.of(key);
        if (!macs.isOf(row)) {
            unverified.met(row);
            return webhooks.delete(transaction, wanted.name()).chain(() -> create(transaction, key, wanted));
        }
        boolean differs =
                !row.settings().equals(wanted.settings()) || !Objects.equals(row.description(), wanted.description());
        if (!differs && !row.isDisabled()) {
            return Uni.createFrom().item(new Webhooks.Put(false, WebhookView.of(row, true)));
        }
        boolean moved = !row.settings().url().equals(wanted.settings().url());
        WebhookTerms next = row.terms().put(wanted.settings());
        boolean afresh = moved || row.isDisabled();
        return webhooks.put(transaction, next, macs.of(next), wanted.description(), afresh)
                .chain(() -> afresh
                        ? deliveries.beginAnew(transaction, row.uuid())
                        : Uni.createFrom().voidItem())
                .chain(() -> tell(transaction, differs, row.isDisabled(), wanted))
                .chain(() -> read(transaction, wanted.name()))
                .map(now -> new Webhooks.Put(false, WebhookView.of(now, true)));
    }

    private Uni<Void> tell(SqlConnection transaction, boolean updated, boolean enabled, Wanted wanted) {
        Uni<Void> nothing = Uni.createFrom().voidItem();
        Map<String, String> details = wanted.inWords();
        return (updated
                        ? audit.record(transaction, AuditEvent.of("webhook.updated", wanted.actor(), details))
                        : nothing)
                .chain(() -> enabled
                        ? audit.record(transaction, AuditEvent.of("webhook.enabled", wanted.actor(), details))
                        : nothing);
    }

    /** As the database wrote it: it has the times. */
    private Uni<WebhookRow> read(SqlConnection transaction, String name) {
        return webhooks.find(transaction, name).map(found -> found.orElseThrow());
    }

    /** 403: says nothing of which tenants there are. */
    static Problem mayNotLink() {
        return Problem.of(
                ProblemType.FORBIDDEN,
                "Nothing was changed. Whoever receives consent links can have tenants connected: consent_links takes"
                        + " connection:manage on each of the tenants that are named, as a whole, or for \"*\" where it"
                        + " is all. Leave consent_links out, or ask an operator to put the webhook.");
    }

    private static Problem tooMany() {
        return Problem.conflict("Nothing was changed. There are " + MOST + " webhooks already, as many as there may be."
                + " Delete one that is no longer used, or let one cover more tenants.");
    }

    private static Problem changedMeanwhile() {
        return Problem.conflict("Another request put this webhook at the same moment. Send the request again.");
    }
}
