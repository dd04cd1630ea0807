package io.countersign.integration;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Secret;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** What can be done with integrations. Each change and its audit event are one transaction. */
@ApplicationScoped
class IntegrationService {
    private final IntegrationRepository integrations;
    private final ClientSecrets clientSecrets;
    private final IntegrationViews views;
    private final IntegrationKeysets keysets;
    private final AuditTrail audit;

    IntegrationService(
            IntegrationRepository integrations,
            ClientSecrets clientSecrets,
            IntegrationViews views,
            IntegrationKeysets keysets,
            AuditTrail audit) {
        this.integrations = integrations;
        this.clientSecrets = clientSecrets;
        this.views = views;
        this.keysets = keysets;
        this.audit = audit;
    }

    /** What a PUT came to. */
    record Put(boolean created, IntegrationView view) {}

    /**
     * Creates the integration with a keyset of its own, or changes it; then adds the secret, if there is one. Client
     * secrets are of one app in one environment: a change to another app drops those that are there. Fails with a 409
     * problem for such a change while connections use it.
     */
    @WithTransaction
    Uni<Put> put(String actor, String name, RegisteredApp app, Optional<Secret> secret) {
        return integrations
                .insertIfAbsent(name, app)
                .call(created -> created ? equip(actor, name) : Uni.createFrom().voidItem())
                .chain(created -> integrations
                        .findLocked(name)
                        .onItem()
                        .ifNull()
                        .failWith(IntegrationService::deletedMeanwhile)
                        .call(row -> change(actor, row, app))
                        .call(row -> add(actor, row, secret))
                        .chain(views::of)
                        .map(view -> new Put(created, view)));
    }

    /** Fails with a 404 problem where there is none. */
    @WithSession
    Uni<IntegrationView> get(String name) {
        return integrations
                .findById(name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(views::of);
    }

    /** The integrations that follow {@code after} in the order of names. */
    @WithSession
    Uni<Page<IntegrationView>> list(String after, int limit) {
        return integrations
                .after(after, limit + 1)
                .chain(views::of)
                .map(rows -> Page.of(rows, limit, IntegrationView::name));
    }

    /**
     * Deletes it with its secrets and its disconnected connections. Fails with a problem: 404 where there is none, 409
     * while others use it.
     */
    @WithTransaction
    Uni<Void> delete(String actor, String name) {
        // Asked first of all, so that a refusal does not hold up the connections that are in use; and again under the
        // locks.
        return refuseIfInUse(name)
                .chain(() -> integrations.lockConnections(name))
                .chain(() -> integrations.findLocked(name))
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(() -> refuseIfInUse(name))
                .chain(() -> integrations.deleteDisconnected(name))
                .call(() -> integrations.deleteById(name))
                .chain(connections -> audit.record(AuditEvent.of(
                        "integration.deleted",
                        actor,
                        Map.of("integration", name, "disconnected_connections", String.valueOf(connections)))));
    }

    private Uni<Void> refuseIfInUse(String name) {
        return integrations
                .isInUse(name)
                .chain(used -> used
                        ? Uni.createFrom().failure(inUse("It can be deleted"))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> equip(String actor, String name) {
        return integrations
                .persistKeyset(name, keysets.generate(name))
                .chain(() -> audit.record(AuditEvent.of("integration.created", actor, Map.of("integration", name))));
    }

    /** A PUT that changes nothing leaves no event: people run them every few minutes. */
    private Uni<Void> change(String actor, IntegrationRow row, RegisteredApp app) {
        boolean sameApp = row.isRegistered(app);
        if (sameApp && row.hasScopes(app.scopes())) {
            return Uni.createFrom().voidItem();
        }
        return (sameApp ? Uni.createFrom().voidItem() : leaveApp(actor, row))
                .chain(() -> integrations.change(row, app))
                .chain(() -> audit.record(AuditEvent.of(
                        "integration.updated",
                        actor,
                        Map.of(
                                "integration",
                                row.name,
                                "environment",
                                row.environment,
                                "integration_key",
                                row.integrationKey))));
    }

    private Uni<Void> leaveApp(String actor, IntegrationRow row) {
        return integrations
                .isInUse(row.name)
                .chain(used -> used
                        ? Uni.createFrom().failure(inUse("Its environment and integration_key can be changed"))
                        : clientSecrets.dropAll(actor, row));
    }

    private Uni<Void> add(String actor, IntegrationRow row, Optional<Secret> secret) {
        return secret.map(value -> clientSecrets.add(actor, row, value).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static ProblemException inUse(String what) {
        return Problem.conflict("Connections use this integration. " + what
                        + " when each of them is disconnected; until then, set up another integration beside it.")
                .toException();
    }

    private static ProblemException deletedMeanwhile() {
        return Problem.conflict("Another request deleted this integration at the same moment. Send the request again to"
                        + " create it.")
                .toException();
    }
}
