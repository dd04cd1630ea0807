package io.countersign.integration;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Secret;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What can be done with an integration's client secrets. Each change and its audit event are one transaction, and raise
 * the integration's version.
 */
@ApplicationScoped
class ClientSecrets {
    /**
     * How many one integration may have: replacing a secret takes two, and each further one is tried at DocuSign when
     * others fail.
     */
    static final int MOST = 10;

    private final Pool pool;
    private final IntegrationRepository integrations;
    private final ClientSecretRepository secrets;
    private final IntegrationKeysets keysets;
    private final AuditTrail audit;

    ClientSecrets(
            Pool pool,
            IntegrationRepository integrations,
            ClientSecretRepository secrets,
            IntegrationKeysets keysets,
            AuditTrail audit) {
        this.pool = pool;
        this.integrations = integrations;
        this.secrets = secrets;
        this.keysets = keysets;
        this.audit = audit;
    }

    /** What came of adding one: {@code added} is false where the same secret was there already. */
    record Addition(boolean added, ClientSecretView view) {}

    /**
     * Adds a secret unless it is there already. Fails with a problem: 404 where there is no such integration, 409 where
     * it has too many, or is a public client.
     */
    Uni<Addition> add(String integration, ClientSecretRequest request, String actor) {
        return pool.withTransaction(transaction -> integrations
                .findLocked(transaction, integration)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(row -> add(transaction, row, request.clientSecret(), actor)));
    }

    /** As above, to an integration that the transaction has locked. */
    Uni<Addition> add(SqlConnection transaction, IntegrationRow integration, Secret secret, String actor) {
        if (integration.clientType() == ClientType.PUBLIC) {
            return Uni.createFrom().failure(hasNone());
        }
        return integrations
                .wrappedKeyset(transaction, integration.name())
                .chain(wrapped -> secrets.of(transaction, List.of(integration.name()))
                        .chain(present -> {
                            Optional<ClientSecretRow> same = present.stream()
                                    .filter(row ->
                                            open(row, wrapped, integration).equals(secret))
                                    .findFirst();
                            if (same.isPresent()) {
                                return Uni.createFrom().item(new Addition(false, ClientSecretView.of(same.get())));
                            }
                            if (present.size() >= MOST) {
                                return Uni.createFrom().failure(tooMany());
                            }
                            return insert(transaction, integration, secret, wrapped, actor)
                                    .map(row -> new Addition(true, ClientSecretView.of(row)));
                        }));
    }

    /** Deletes a secret. Fails with a 404 problem where there is none of that id. */
    Uni<Void> delete(String integration, UUID id, String actor) {
        return pool.withTransaction(transaction -> integrations
                .findLocked(transaction, integration)
                .chain(() -> delete(transaction, integration, id, actor)));
    }

    private Uni<Void> delete(SqlConnection transaction, String integration, UUID id, String actor) {
        return secrets.delete(transaction, integration, id).chain(deleted -> {
            if (!deleted) {
                return Uni.createFrom().failure(Problem.notFound().toException());
            }
            return integrations
                    .raiseSecretsVersion(transaction, integration)
                    .chain(() -> audit.record(transaction, event("client-secret.deleted", actor, integration, id)));
        });
    }

    /** Deletes all secrets of an integration that the transaction has locked, because they belong to another app. */
    Uni<Void> deleteAll(SqlConnection transaction, String integration, String actor) {
        return secrets.of(transaction, List.of(integration))
                .chain(present -> Multi.createFrom()
                        .iterable(present)
                        .onItem()
                        .transformToUniAndConcatenate(row -> delete(transaction, integration, row.id(), actor))
                        .collect()
                        .asList())
                .replaceWithVoid();
    }

    private Uni<ClientSecretRow> insert(
            SqlConnection transaction, IntegrationRow integration, Secret secret, byte[] wrapped, String actor) {
        UUID id = UUID.randomUUID();
        byte[] sealed = keysets.seal(
                SealedColumn.CLIENT_SECRET, secret, wrapped, integration.name(), id, integration.environment());
        return integrations
                .raiseSecretsVersion(transaction, integration.name())
                .chain(() -> secrets.insert(transaction, integration.name(), id, sealed))
                .call(() -> audit.record(transaction, event("client-secret.added", actor, integration.name(), id)));
    }

    private Secret open(ClientSecretRow row, byte[] wrapped, IntegrationRow integration) {
        return keysets.open(
                SealedColumn.CLIENT_SECRET,
                row.sealed(),
                wrapped,
                integration.name(),
                row.id(),
                integration.environment());
    }

    private static AuditEvent event(String type, String actor, String integration, UUID id) {
        return AuditEvent.of(type, actor, Map.of("integration", integration, "client_secret", id.toString()));
    }

    private static RuntimeException hasNone() {
        return Problem.conflict("The integration is a public client: it works without a client secret.")
                .toException();
    }

    private static RuntimeException tooMany() {
        return Problem.conflict("The integration has " + MOST
                        + " client secrets already. Delete one that is no longer used, then add this one.")
                .toException();
    }
}
