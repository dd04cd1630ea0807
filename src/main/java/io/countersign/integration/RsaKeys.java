package io.countersign.integration;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Secret;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with an integration's RSA key pairs. Each change and its audit event are one transaction, and raise
 * the integration's version.
 */
@ApplicationScoped
class RsaKeys {
    /** As many as DocuSign lets an app have. */
    static final int MOST = 5;

    private final Pool pool;
    private final Vertx vertx;
    private final SecureRandom random;
    private final IntegrationRepository integrations;
    private final RsaKeyRepository keys;
    private final IntegrationKeysets keysets;
    private final AuditTrail audit;

    RsaKeys(
            Pool pool,
            Vertx vertx,
            SecureRandom random,
            IntegrationRepository integrations,
            RsaKeyRepository keys,
            IntegrationKeysets keysets,
            AuditTrail audit) {
        this.pool = pool;
        this.vertx = vertx;
        this.random = random;
        this.integrations = integrations;
        this.keys = keys;
        this.keysets = keysets;
        this.audit = audit;
    }

    /** What came of adding one: {@code added} is false where the same pair was there already. */
    record Addition(boolean added, RsaKeyView view) {}

    /**
     * Adds the pair of a private key unless it is there already, or one that is made here. Fails with a problem: 404
     * where there is no such integration, 409 where it has too many, 422 for what is no such key.
     */
    Uni<Addition> add(String integration, RsaKeyRequest request, String actor) {
        return pair(request.privateKey())
                .chain(pair -> pool.withTransaction(transaction -> integrations
                        .findLocked(transaction, integration)
                        .onItem()
                        .ifNull()
                        .failWith(() -> Problem.notFound().toException())
                        .chain(row -> add(transaction, row, pair, actor))));
    }

    /** Reading one costs milliseconds, making one hundreds: neither on an event loop nor within a transaction. */
    private Uni<RsaKeyPair> pair(@Nullable Secret pem) {
        return vertx.executeBlocking(
                () -> {
                    if (pem == null) {
                        return RsaKeyPair.generate(random);
                    }
                    return switch (PrivateKeyPem.read(pem)) {
                        case PrivateKeyPem.Usable usable -> usable.pair();
                        case PrivateKeyPem.Unusable unusable ->
                            throw Problem.invalidField("private_key", unusable.why())
                                    .toException();
                    };
                },
                false);
    }

    private Uni<Addition> add(SqlConnection transaction, IntegrationRow integration, RsaKeyPair pair, String actor) {
        return keys.of(transaction, List.of(integration.name())).chain(present -> {
            Optional<RsaKeyRow> same = present.stream()
                    .filter(row -> row.publicKey().equals(pair.publicKey()))
                    .findFirst();
            if (same.isPresent()) {
                return Uni.createFrom().item(new Addition(false, RsaKeyView.of(same.get())));
            }
            return present.size() < MOST
                    ? insert(transaction, integration, pair, actor).map(row -> new Addition(true, RsaKeyView.of(row)))
                    : Uni.createFrom().failure(tooMany());
        });
    }

    private Uni<RsaKeyRow> insert(
            SqlConnection transaction, IntegrationRow integration, RsaKeyPair pair, String actor) {
        UUID id = UUID.randomUUID();
        String name = integration.name();
        return integrations
                .wrappedKeyset(transaction, name)
                .map(wrapped -> keysets.seal(
                        SealedColumn.RSA_KEY, pair.privateKey(), wrapped, name, id, integration.environment()))
                .chain(sealedKey -> keys.insert(transaction, name, id, sealedKey, pair.publicKey()))
                .call(() -> integrations.raiseSecretsVersion(transaction, name))
                .call(() -> audit.record(transaction, event("rsa-key.added", actor, name, id)));
    }

    /** Deletes a pair. Fails with a 404 problem where there is none of that id. */
    Uni<Void> delete(String integration, UUID id, String actor) {
        return pool.withTransaction(transaction -> integrations
                .findLocked(transaction, integration)
                .chain(() -> delete(transaction, integration, id, actor)));
    }

    private Uni<Void> delete(SqlConnection transaction, String integration, UUID id, String actor) {
        return keys.delete(transaction, integration, id).chain(deleted -> {
            if (!deleted) {
                return Uni.createFrom().failure(Problem.notFound().toException());
            }
            return integrations
                    .raiseSecretsVersion(transaction, integration)
                    .chain(() -> audit.record(transaction, event("rsa-key.deleted", actor, integration, id)));
        });
    }

    /** Deletes all pairs of an integration that the transaction has locked, because they belong to another app. */
    Uni<Void> deleteAll(SqlConnection transaction, String integration, String actor) {
        return keys.of(transaction, List.of(integration))
                .chain(present -> Multi.createFrom()
                        .iterable(present)
                        .onItem()
                        .transformToUniAndConcatenate(row -> delete(transaction, integration, row.id(), actor))
                        .collect()
                        .asList())
                .replaceWithVoid();
    }

    private static AuditEvent event(String type, String actor, String integration, UUID id) {
        return AuditEvent.of(type, actor, Map.of("integration", integration, "rsa_key", id.toString()));
    }

    private static RuntimeException tooMany() {
        return Problem.conflict("The integration has " + MOST
                        + " RSA keys already, as many as DocuSign takes. Delete one that is no longer used, there and"
                        + " here, then add this one.")
                .toException();
    }
}
