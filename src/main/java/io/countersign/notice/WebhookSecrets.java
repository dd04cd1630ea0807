package io.countersign.notice;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.problem.Problem;
import io.countersign.vault.VaultKey;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives webhooks new secrets, without a gap. */
@ApplicationScoped
class WebhookSecrets {
    /** How long the former secret signs beside the new one. */
    private static final Duration OVERLAP = Duration.ofHours(24);

    private final Pool pool;
    private final VaultKeys vaultKeys;
    private final WebhookRepository webhooks;
    private final UnverifiedWebhooks unverified;
    private final AuditTrail audit;
    private final SecureRandom random;

    WebhookSecrets(
            Pool pool,
            VaultKeys vaultKeys,
            WebhookRepository webhooks,
            UnverifiedWebhooks unverified,
            AuditTrail audit,
            SecureRandom random) {
        this.pool = pool;
        this.vaultKeys = vaultKeys;
        this.webhooks = webhooks;
        this.unverified = unverified;
        this.audit = audit;
        this.random = random;
    }

    /**
     * A new secret in the clear. The one so far signs for 24 hours more; the one before that not any more. Fails with
     * 404 where there is no such webhook, with 409 where its row is not the vault's, or has changed since.
     *
     * @param shown when it had last changed as far as who asks knows; null where that does not matter
     */
    Uni<NewSecretView> create(String name, @Nullable Instant shown, String actor) {
        return pool.withTransaction(transaction -> vaultKeys
                .heldVaultKey(transaction)
                .chain(key -> webhooks.lock(transaction, name)
                        .map(found -> found.orElseThrow(() -> Problem.notFound().toException()))
                        .invoke(row -> refuseUnlessOurs(key, row))
                        .invoke(row -> refuseIfChanged(row, shown))
                        .chain(row -> webhooks.now(transaction)
                                .chain(now -> rotate(transaction, key, row.terms(), now.plus(OVERLAP), actor)))));
    }

    private Uni<NewSecretView> rotate(
            SqlConnection transaction, VaultKey key, WebhookTerms terms, Instant formerUntil, String actor) {
        UUID uuid = terms.uuid();
        WebhookSecret former =
                SecretColumn.PRESENT.open(key, uuid, terms.secrets().present());
        WebhookSecret secret = WebhookSecret.generate(random);
        WebhookTerms next = terms.with(new SealedSecrets(
                SecretColumn.PRESENT.seal(key, uuid, secret),
                SecretColumn.FORMER.seal(key, uuid, former),
                formerUntil));
        return webhooks.writeSecrets(transaction, next, WebhookMacs.of(key).of(next))
                .chain(() -> audit.record(
                        transaction,
                        AuditEvent.of(
                                "webhook.secret-rotated",
                                actor,
                                Map.of("webhook", terms.name(), "former_until", formerUntil.toString()))))
                .map(done -> new NewSecretView(secret.revealText(), formerUntil));
    }

    private static void refuseIfChanged(WebhookRow row, @Nullable Instant shown) {
        if (shown != null && !row.updatedAt().equals(shown)) {
            throw Problem.conflict("No secret was made. This webhook has changed since you looked at it: somebody may"
                            + " have made a new secret already. Look at it again first.")
                    .toException();
        }
    }

    private void refuseUnlessOurs(VaultKey key, WebhookRow row) {
        if (!WebhookMacs.of(key).isOf(row)) {
            unverified.met(row);
            throw Problem.conflict("This webhook's row was changed outside of the vault, and nothing is sent to it. Put"
                            + " the webhook again: it gets a new secret by that.")
                    .toException();
        }
    }
}
