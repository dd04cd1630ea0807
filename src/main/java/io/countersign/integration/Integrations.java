package io.countersign.integration;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What can be done with integrations; each change and its audit event are one transaction. And how other packages look
 * them and their secrets up: usable on any Vert.x context, since that takes part in no transaction or session.
 */
@ApplicationScoped
public class Integrations {
    private final Pool pool;
    private final IntegrationRepository integrations;
    private final ClientSecrets clientSecrets;
    private final ClientSecretRepository secrets;
    private final CredentialsReader credentials;
    private final IntegrationViews views;
    private final IntegrationKeysets keysets;
    private final PublicUrl publicUrl;
    private final AuditTrail audit;

    Integrations(
            Pool pool,
            IntegrationRepository integrations,
            ClientSecrets clientSecrets,
            ClientSecretRepository secrets,
            CredentialsReader credentials,
            IntegrationViews views,
            IntegrationKeysets keysets,
            PublicUrl publicUrl,
            AuditTrail audit) {
        this.pool = pool;
        this.integrations = integrations;
        this.clientSecrets = clientSecrets;
        this.secrets = secrets;
        this.credentials = credentials;
        this.views = views;
        this.keysets = keysets;
        this.publicUrl = publicUrl;
        this.audit = audit;
    }

    /** What a PUT came to. */
    record Put(boolean created, IntegrationView view) {}

    /**
     * Creates the integration with a keyset of its own, or changes it; then adds the secret, if there is one. Client
     * secrets are of one app in one environment: a change to another app drops those that are there. Fails with a 409
     * problem for such a change while connections use it.
     */
    Uni<Put> put(String name, IntegrationRequest request, String actor) {
        RegisteredApp app = request.app();
        return pool.withTransaction(transaction -> integrations
                .insertIfAbsent(transaction, name, app)
                .call(created -> created
                        ? equip(transaction, name, actor)
                        : Uni.createFrom().voidItem())
                .call(() -> integrations
                        .findLocked(transaction, name)
                        .onItem()
                        .ifNull()
                        .failWith(Integrations::deletedMeanwhile)
                        .chain(row -> change(transaction, row, app, actor))
                        .chain(() -> addSecret(transaction, name, request, actor)))
                .chain(created -> view(transaction, name).map(view -> new Put(created, view))));
    }

    /** Fails with a 404 problem where there is none. */
    Uni<IntegrationView> get(String name) {
        return pool.withConnection(connection -> view(connection, name));
    }

    /** The integrations that follow {@code after} in the order of names. */
    Uni<Page<IntegrationView>> list(String after, int limit) {
        return pool.withConnection(connection -> integrations
                .after(connection, after, limit + 1)
                .chain(rows -> views.of(connection, rows))
                .map(rows -> Page.of(rows, limit, IntegrationView::name)));
    }

    /**
     * Deletes it with its secrets and its disconnected connections. Fails with a problem: 404 where there is none, 409
     * while others use it.
     *
     * <p>A connection goes with its integration by the database's own rule, so none may come alive between the
     * judgement and the deletion: who holds the integration keeps new ones out, who holds a token row keeps it as it
     * is, and its pending grant too. The connections are locked before the integration, as whoever stores a consent
     * does it; and once more behind it, for one that was given this integration in between.
     */
    Uni<Void> delete(String name, String actor) {
        // Asked first of all, so that a refusal does not hold up the connections that are in use.
        return pool.withTransaction(transaction -> refuseIfInUse(transaction, name)
                .chain(() -> integrations.lockConnections(transaction, name))
                .chain(() -> integrations.findLocked(transaction, name))
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(() -> integrations.lockConnections(transaction, name))
                .call(() -> refuseIfInUse(transaction, name))
                .call(() -> integrations.delete(transaction, name))
                .chain(connections -> audit.record(
                        transaction,
                        AuditEvent.of(
                                "integration.deleted",
                                actor,
                                Map.of(
                                        "integration",
                                        name,
                                        "disconnected_connections",
                                        String.valueOf(connections))))));
    }

    /** The integration of that name, or empty, also for what could not be a name. */
    public Uni<Optional<Integration>> find(String name) {
        return Name.isValid(name)
                ? integrations
                        .find(pool, name)
                        .map(row -> Optional.ofNullable(row).map(found -> Integration.of(found, publicUrl)))
                : Uni.createFrom().item(Optional.empty());
    }

    /**
     * The integration of that name with its client secrets, read together, so that a secret never meets another
     * environment or integration key. They come in the order in which to try them: the one that worked last first,
     * those that never did last, the newest of them first. At most {@value ClientSecrets#MOST}, maybe none. Empty for
     * what could not be a name.
     *
     * <p>Fails with {@link UnreadableSecretException} if one does not open.
     */
    public Uni<Optional<Credentials>> withSecrets(String name) {
        return Name.isValid(name)
                ? credentials.find(pool, name)
                : Uni.createFrom().item(Optional.empty());
    }

    /**
     * Remembers that DocuSign has just taken this secret, so that it is tried first. Cheap enough to follow every call.
     * Does nothing for a secret that is gone.
     */
    public Uni<Void> worked(String integration, UUID secret) {
        return secrets.worked(pool, integration, secret);
    }

    private Uni<IntegrationView> view(SqlConnection connection, String name) {
        return integrations
                .find(connection, name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(row -> views.of(connection, row));
    }

    private Uni<Void> equip(SqlConnection transaction, String name, String actor) {
        return integrations
                .insertKeyset(transaction, name, keysets.generate(name))
                .chain(() -> audit.record(
                        transaction, AuditEvent.of("integration.created", actor, Map.of("integration", name))));
    }

    /** A PUT that changes nothing leaves no event: people run them every few minutes. */
    private Uni<Void> change(SqlConnection transaction, IntegrationRow row, RegisteredApp app, String actor) {
        boolean sameApp = row.isRegistered(app);
        if (sameApp && row.scopes().equals(app.scopes())) {
            return Uni.createFrom().voidItem();
        }
        return (sameApp ? Uni.createFrom().voidItem() : leaveApp(transaction, row.name(), actor))
                .chain(() -> integrations.change(transaction, row.name(), app))
                .chain(() -> audit.record(transaction, updated(row.name(), app, actor)));
    }

    private Uni<Void> leaveApp(SqlConnection transaction, String name, String actor) {
        return integrations
                .isInUse(transaction, name)
                .chain(used -> used
                        ? Uni.createFrom().failure(inUse("Its environment and integration_key can be changed"))
                        : clientSecrets.deleteAll(transaction, name, actor));
    }

    private Uni<Void> refuseIfInUse(SqlConnection transaction, String name) {
        return integrations
                .isInUse(transaction, name)
                .chain(used -> used
                        ? Uni.createFrom().failure(inUse("It can be deleted"))
                        : Uni.createFrom().voidItem());
    }

    /** Read again, because the change may have been one to another environment, which the sealed secret is bound to. */
    private Uni<Void> addSecret(SqlConnection transaction, String name, IntegrationRequest request, String actor) {
        Secret secret = request.clientSecret();
        return secret == null
                ? Uni.createFrom().voidItem()
                : integrations
                        .findLocked(transaction, name)
                        .chain(row -> clientSecrets.add(transaction, row, secret, actor))
                        .replaceWithVoid();
    }

    private static AuditEvent updated(String name, RegisteredApp app, String actor) {
        return AuditEvent.of(
                "integration.updated",
                actor,
                Map.of(
                        "integration",
                        name,
                        "environment",
                        app.environment().wireName(),
                        "integration_key",
                        app.integrationKey()));
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
