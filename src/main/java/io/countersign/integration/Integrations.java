package io.countersign.integration;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.keyring.LiveKeys;
import io.countersign.naming.Name;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What can be done with integrations; each change and its audit event are one transaction. And how other packages look
 * them and their secrets up: usable on any Vert.x context, since that takes part in no transaction or session.
 */
@ApplicationScoped
public class Integrations {
    private final Pool pool;
    private final IntegrationRepository integrations;
    private final ClientSecrets clientSecrets;
    private final RsaKeys rsaKeys;
    private final CredentialsReader credentials;
    private final IntegrationViews views;
    private final IntegrationKeysets keysets;
    private final LiveKeys live;
    private final PublicUrl publicUrl;
    private final LeftApp leftApp;
    private final AuditTrail audit;

    Integrations(
            Pool pool,
            IntegrationRepository integrations,
            ClientSecrets clientSecrets,
            RsaKeys rsaKeys,
            CredentialsReader credentials,
            IntegrationViews views,
            IntegrationKeysets keysets,
            LiveKeys live,
            PublicUrl publicUrl,
            LeftApp leftApp,
            AuditTrail audit) {
        this.pool = pool;
        this.integrations = integrations;
        this.clientSecrets = clientSecrets;
        this.rsaKeys = rsaKeys;
        this.credentials = credentials;
        this.views = views;
        this.keysets = keysets;
        this.live = live;
        this.publicUrl = publicUrl;
        this.leftApp = leftApp;
        this.audit = audit;
    }

    /** What a PUT came to. */
    record Put(boolean created, IntegrationView view) {}

    /**
     * Creates the integration with a keyset of its own, or changes it; then adds the secret, if there is one. Client
     * secrets and RSA keys are of one app in one environment: a change to another app or client type drops those that
     * are there, and all that is remembered of the former. Fails with a 409 problem for such a change while connections
     * use it.
     */
    Uni<Put> put(String name, IntegrationRequest request, String actor) {
        RegisteredApp app = request.app(name);
        if (app.clientType() == ClientType.PUBLIC && request.clientSecret() != null) {
            return Uni.createFrom()
                    .failure(Problem.invalidField("client_secret", "must not be sent: a public client has none")
                            .toException());
        }
        return pool.withTransaction(transaction -> integrations
                .insertIfAbsent(transaction, name, app)
                .call(created -> created ? equip(transaction, name, app, actor) : change(transaction, name, app, actor))
                .call(() -> addSecret(transaction, name, request, actor))
                .chain(created -> view(transaction, name).map(view -> new Put(created, view))));
    }

    /** Fails with a 404 problem where there is none. */
    public Uni<IntegrationView> get(String name) {
        return pool.withConnection(connection -> view(connection, name));
    }

    /** The integrations that follow {@code after} in the order of names. */
    public Uni<Page<IntegrationView>> list(String after, int limit) {
        return pool.withConnection(connection -> integrations
                .after(connection, after, limit + 1)
                .chain(rows -> views.of(connection, rows))
                .map(rows -> Page.of(rows, limit, IntegrationView::name)));
    }

    /** The flags of all flagged integrations, the oldest first; at most {@code most}. */
    public Uni<List<Flagged>> flagged(int most) {
        return IntegrationViews.flagged(pool, most);
    }

    /** An integration that an operator has to look at. */
    public record Flagged(String integration, IntegrationFlag flag) {}

    /** The integration of that name, or empty, also for what could not be a name. */
    public Uni<Optional<Integration>> find(String name) {
        return Name.isValid(name)
                ? integrations
                        .find(pool, name)
                        .map(row -> Optional.ofNullable(row).map(found -> Integration.of(found, publicUrl)))
                : Uni.createFrom().item(Optional.empty());
    }

    /**
     * The integration of that name with what exchanges its codes and refresh tokens: its client secrets or, of a
     * public client, one {@link PublicClient}. They are read together, so that a secret never meets another environment
     * or integration key, and come in the order in which to try them: the one that worked last first, those that never
     * did last, the newest of them first. At most {@value ClientSecrets#MOST}, maybe none. Empty for what could not be
     * a name.
     *
     * <p>Fails with {@link UnreadableSecretException} if one does not open.
     */
    public Uni<Optional<Credentials>> withSecrets(String name) {
        return Name.isValid(name)
                ? credentials.find(pool, name)
                : Uni.createFrom().item(Optional.empty());
    }

    /**
     * Likewise with the private keys of its RSA key pairs, which sign assertions: each is an {@link RsaKey}, and there
     * are at most {@value RsaKeys#MOST}.
     */
    public Uni<Optional<Credentials>> withRsaKeys(String name) {
        return Name.isValid(name)
                ? credentials.findRsaKeys(pool, name)
                : Uni.createFrom().item(Optional.empty());
    }

    /**
     * Remembers that DocuSign has just taken this credential, so that it is tried first. Cheap enough to follow every
     * call. Does nothing for one that is gone.
     */
    public Uni<Void> worked(String integration, Credential credential) {
        return credentials.worked(pool, integration, credential);
    }

    private Uni<IntegrationView> view(SqlConnection connection, String name) {
        return integrations
                .find(connection, name)
                .onItem()
                .ifNull()
                .failWith(() -> Problem.notFound().toException())
                .chain(row -> views.of(connection, row));
    }

    private Uni<Void> equip(SqlConnection transaction, String name, RegisteredApp app, String actor) {
        return live.lock(transaction)
                .chain(key -> integrations.insertKeyset(transaction, name, keysets.generate(name, key)))
                .chain(() -> app.tenant() == null
                        ? Uni.createFrom().voidItem()
                        : IntegrationOwner.set(transaction, name, app.tenant()))
                .chain(() -> audit.record(
                        transaction, AuditEvent.of("integration.created", actor, Map.of("integration", name))));
    }

    /**
     * A move to another app is seen before the integration is locked, because its connections have to be locked first.
     */
    private Uni<Void> change(SqlConnection transaction, String name, RegisteredApp app, String actor) {
        return integrations
                .find(transaction, name)
                .onItem()
                .ifNull()
                .failWith(Integrations::deletedMeanwhile)
                .map(row -> !row.isRegistered(app))
                .chain(moves -> (moves
                                ? integrations.hold(transaction, name, IntegrationUsage::againstAMove)
                                : integrations.findLocked(transaction, name))
                        .onItem()
                        .ifNull()
                        .failWith(Integrations::deletedMeanwhile)
                        .chain(row -> change(transaction, row, app, moves, actor)));
    }

    /** A PUT that changes nothing leaves no event: people run them every few minutes. */
    private Uni<Void> change(
            SqlConnection transaction, IntegrationRow row, RegisteredApp app, boolean held, String actor) {
        if (row.app().equals(app)) {
            return Uni.createFrom().voidItem();
        }
        boolean moves = !row.isRegistered(app);
        if (moves && !held) {
            return Uni.createFrom().failure(changedMeanwhile());
        }
        return (Objects.equals(row.tenant(), app.tenant())
                        ? Uni.createFrom().voidItem()
                        : IntegrationOwner.set(transaction, row.name(), app.tenant()))
                .chain(() -> moves
                        ? leaveApp(transaction, row.name(), actor)
                        : Uni.createFrom().voidItem())
                .chain(() -> integrations.change(transaction, row.name(), app))
                .chain(() -> audit.record(transaction, updated(row.name(), app, actor)));
    }

    private Uni<Void> leaveApp(SqlConnection transaction, String name, String actor) {
        return clientSecrets
                .deleteAll(transaction, name, actor)
                .chain(() -> rsaKeys.deleteAll(transaction, name, actor))
                .chain(() -> leftApp.forget(transaction, name));
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

    private static ProblemException changedMeanwhile() {
        return Problem.conflict(
                        "Another request changed this integration at the same moment. Read it, and send the request"
                                + " again if it is still wanted.")
                .toException();
    }

    private static ProblemException deletedMeanwhile() {
        return Problem.conflict("Another request deleted this integration at the same moment. Send the request again to"
                        + " create it.")
                .toException();
    }
}
