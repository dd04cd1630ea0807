package io.countersign.integration;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Secret;
import io.countersign.problem.Problem;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
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

    private final IntegrationRepository integrations;
    private final ClientSecretRepository secrets;
    private final IntegrationKeysets keysets;
    private final AuditTrail audit;

    ClientSecrets(
            IntegrationRepository integrations,
            ClientSecretRepository secrets,
            IntegrationKeysets keysets,
            AuditTrail audit) {
        this.integrations = integrations;
        this.secrets = secrets;
        this.keysets = keysets;
        this.audit = audit;
    }

    /** What came of adding one: {@code added} is false where the same secret was there already. */
    record Addition(boolean added, ClientSecretView view) {}

    /**
     * Adds a secret unless it is there already. Fails with a problem: 404 where there is no such integration, 409 where
     * it has too many.
     */
    @WithTransaction
    Uni<Addition> add(String actor, String integration, Secret secret) {
        return integrations
                .findLocked(integration)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(row -> add(actor, row, secret));
    }

    /** As above, to an integration that the current transaction has locked. */
    Uni<Addition> add(String actor, IntegrationRow integration, Secret secret) {
        return integrations
                .wrappedKeyset(integration.name)
                .chain(wrapped -> secrets.of(integration.name).chain(present -> {
                    Optional<ClientSecretRow> same = present.stream()
                            .filter(row -> open(row, wrapped, integration).equals(secret))
                            .findFirst();
                    if (same.isPresent()) {
                        return Uni.createFrom().item(new Addition(false, ClientSecretView.of(same.get())));
                    }
                    if (present.size() >= MOST) {
                        return Uni.createFrom().failure(tooMany());
                    }
                    return insert(actor, integration, seal(secret, wrapped, integration))
                            .map(row -> new Addition(true, ClientSecretView.of(row)));
                }));
    }

    /** Deletes a secret. Fails with a 404 problem where there is none of that id. */
    @WithTransaction
    Uni<Void> delete(String actor, String integration, UUID id) {
        return integrations
                .findLocked(integration)
                .chain(row -> secrets.delete(integration, id).chain(deleted -> {
                    if (!deleted) {
                        return Uni.createFrom().failure(Problem.notFound().toException());
                    }
                    row.secretsVersion++;
                    return audit.record(event("client-secret.deleted", actor, integration, id));
                }));
    }

    /**
     * Deletes all secrets of an integration that the current transaction has locked, because they belong to another
     * app.
     */
    Uni<Void> dropAll(String actor, IntegrationRow integration) {
        return secrets.of(integration.name)
                .chain(present -> Multi.createFrom()
                        .iterable(present)
                        .onItem()
                        .transformToUniAndConcatenate(row -> delete(actor, integration.name, row.id))
                        .collect()
                        .asList())
                .replaceWithVoid();
    }

    private Uni<ClientSecretRow> insert(String actor, IntegrationRow integration, ClientSecretRow row) {
        integration.secretsVersion++;
        return secrets.insert(row)
                .call(() -> audit.record(event("client-secret.added", actor, integration.name, row.id)));
    }

    private Secret open(ClientSecretRow row, byte[] wrapped, IntegrationRow integration) {
        return keysets.open(row.sealed, wrapped, integration.name, row.id, integration.environment());
    }

    private ClientSecretRow seal(Secret secret, byte[] wrapped, IntegrationRow integration) {
        UUID id = UUID.randomUUID();
        byte[] sealed = keysets.seal(secret, wrapped, integration.name, id, integration.environment());
        return new ClientSecretRow(integration.name, id, sealed);
    }

    private static AuditEvent event(String type, String actor, String integration, UUID id) {
        return AuditEvent.of(type, actor, Map.of("integration", integration, "client_secret", id.toString()));
    }

    private static RuntimeException tooMany() {
        return Problem.conflict("The integration has " + MOST
                        + " client secrets already. Delete one that is no longer used, then add this one.")
                .toException();
    }
}
