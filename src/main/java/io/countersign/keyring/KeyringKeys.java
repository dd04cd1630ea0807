package io.countersign.keyring;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.problem.Member;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be done with the keyring. Each change and its audit event are one transaction. */
@ApplicationScoped
public class KeyringKeys {
    private final Pool pool;
    private final LoadedKeyring keyring;
    private final KeyRows keys;
    private final LiveKeys live;
    private final RewrapRows rewraps;
    private final Rewrapping rewrapping;
    private final AuditTrail audit;

    KeyringKeys(
            Pool pool,
            LoadedKeyring keyring,
            KeyRows keys,
            LiveKeys live,
            RewrapRows rewraps,
            Rewrapping rewrapping,
            AuditTrail audit) {
        this.pool = pool;
        this.keyring = keyring;
        this.keys = keys;
        this.live = live;
        this.rewraps = rewraps;
        this.rewrapping = rewrapping;
        this.audit = audit;
    }

    /** The keys that this replica has or anybody ever had, and the last rewrap. */
    public Uni<KeyringView> get() {
        return pool.withConnection(this::view);
    }

    /**
     * Has every keyset that another key wraps wrapped by this replica's primary one, by whichever replica; does not
     * wait for the end. One that runs already goes on. Fails with a 409 problem where the primary key is retired, or
     * where another key is being rewrapped to.
     */
    Uni<KeyringView> rewrap(String actor) {
        return pool.withTransaction(transaction -> live.lock(transaction)
                        .map(this::ofPrimary)
                        .chain(target -> rewraps.begin(transaction, target, actor)
                                .chain(begun ->
                                        begun ? Uni.createFrom().voidItem() : refuseAnother(transaction, target)))
                        .chain(() -> view(transaction)))
                .invoke(rewrapping::beginSoon);
    }

    private LiveKey ofPrimary(LiveKey key) {
        KeyId primary = keyring.opened().primary();
        if (!key.id().equals(primary)) {
            throw Problem.conflict("Nothing was begun: " + primary.value() + ", which this replica's configuration"
                            + " names as primary, is retired. Name a key that is in use.")
                    .toException();
        }
        return key;
    }

    private Uni<Void> refuseAnother(SqlClient transaction, LiveKey target) {
        return rewraps.runningTarget(transaction)
                .invoke(running -> {
                    if (!running.equals(Optional.of(target.id().value()))) {
                        throw Problem.conflict("Nothing was begun: a rewrap to " + running.orElse("another key")
                                        + " is running. Wait for its end.")
                                .toException();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Retires a key: nothing is wrapped by it, nor ever will be. Can be repeated. Fails with a 404 problem for a key
     * that nobody ever had, and with a 409 problem while it wraps something, is this replica's primary key or a rewrap
     * wraps with it.
     */
    Uni<KeyringKeyView> retire(String key, String actor) {
        if (!KeyId.isValid(key)) {
            return Uni.createFrom().failure(Problem.notFound().toException());
        }
        KeyId id = new KeyId(key);
        if (id.equals(keyring.opened().primary())) {
            return pool.withConnection(client -> entry(client, id)).map(entry -> {
                throw refusal(
                                entry,
                                "this replica wraps new keysets with " + key + ". Name another key in"
                                        + " countersign.keyring.primary first, on every replica.")
                        .toException();
            });
        }
        return pool.withTransaction(transaction -> keys.waitShortly(transaction)
                .chain(() -> keys.retire(transaction, id))
                .chain(retired -> retired
                        ? prove(transaction, id)
                                .call(() -> audit.record(
                                        transaction, AuditEvent.of("keyring.key-retired", actor, Map.of("key", key))))
                        : entry(transaction, id).invoke(KeyringKeys::requireRetired)));
    }

    /**
     * In statements behind the one that retired it: each of them sees what was committed before the key's row was
     * locked, and whoever stores a keyset locks that row.
     */
    private Uni<KeyringKeyView> prove(SqlClient transaction, KeyId id) {
        return rewraps.runningTarget(transaction)
                .chain(target -> entry(transaction, id).invoke(entry -> {
                    if (target.equals(Optional.of(entry.id()))) {
                        throw refusal(entry, "a rewrap to " + entry.id() + " is running.")
                                .toException();
                    }
                    if (entry.isUsed()) {
                        throw refusal(
                                        entry,
                                        entry.id() + " still wraps keysets. Rewrap them first, and wait for the end;"
                                                + " those that do not open go with their tenant or integration.")
                                .toException();
                    }
                }));
    }

    /** Whatever the reason is, with how many keysets the key wraps. */
    private static Problem refusal(KeyringKeyView entry, String reason) {
        return Problem.conflict("Nothing was changed: " + reason)
                .with("tenants", new Member.Whole(entry.tenants()))
                .with("integrations", new Member.Whole(entry.integrations()))
                .with("other", new Member.Whole(entry.other()));
    }

    /** One that this replica has and nobody ever wrapped with is not retired by what changed no row. */
    private static void requireRetired(KeyringKeyView entry) {
        if (entry.retiredAt() == null) {
            throw Problem.notFound().toException();
        }
    }

    /** Fails with a 404 problem for a key that neither the database nor this replica knows. */
    private Uni<KeyringKeyView> entry(SqlClient client, KeyId id) {
        return keys.all(client, keyring.opened().keys().keySet())
                .map(all -> all.stream()
                        .filter(each -> each.id().equals(id.value()))
                        .findFirst()
                        .orElseThrow(() -> Problem.notFound().toException()));
    }

    private Uni<KeyringView> view(SqlClient client) {
        FileKeyring files = keyring.opened();
        Set<KeyId> loaded = files.keys().keySet();
        return keys.all(client, loaded)
                .chain(all -> rewraps.find(client)
                        .map(last -> new KeyringView(files.primary().value(), all, last.orElse(null))));
    }
}
