package io.countersign.importing;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.Connections;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.refresh.ImportedTokens;
import io.countersign.refresh.ImportedTokens.Given;
import io.countersign.refresh.ImportedTokens.Insertion;
import io.countersign.refresh.Target;
import io.countersign.tenant.TenantKeysets;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes an import in: from then on it stands beside the connection's own tokens, and its token is to be proven. */
@ApplicationScoped
class TakenImports {
    private final Pool pool;
    private final VaultKeys vaultKeys;
    private final TenantKeysets keysets;
    private final ImportedTokens imported;
    private final AuditTrail audit;

    TakenImports(Pool pool, VaultKeys vaultKeys, TenantKeysets keysets, ImportedTokens imported, AuditTrail audit) {
        this.pool = pool;
        this.vaultKeys = vaultKeys;
        this.keysets = keysets;
        this.imported = imported;
        this.audit = audit;
    }

    /** Whoever waits proves it first; the schedule looks where that came to nothing. */
    private static final Duration AFTER_ITS_PROOF = Duration.ofSeconds(10);

    /**
     * A token that somebody sent.
     *
     * @param importId made for it
     * @param token as {@link ImportRequest#token} has it
     * @param obtainedAt when it was issued, or null
     * @param actor who sent it, as in the audit trail
     * @param dueIn when the schedule looks at it
     * @param batch the bulk import that it is a line of, or null
     */
    record Sent(
            UUID importId,
            Secret token,
            @Nullable Instant obtainedAt,
            String actor,
            Duration dueIn,
            @Nullable UUID batch) {

        /** What the audit trail is told. */
        private Map<String, String> details() {
            Map<String, String> details = new HashMap<>(Map.of("import_id", importId.toString()));
            if (batch != null) {
                details.put("import", batch.toString());
            }
            return details;
        }
    }

    /** What becomes of an import that was sent. */
    sealed interface Taking {

        /** It is new: what is to be proven. */
        record Taken(ConnectionId id, UUID importId, Target target) implements Taking {}

        /**
         * It is not taken, or was before.
         *
         * @param before the import that took it, if this connection has it or what it brought; else null
         */
        record Answered(ImportAnswer answer, @Nullable UUID before) implements Taking {}
    }

    /**
     * Takes it in, in one transaction.
     *
     * @param token as {@link ImportRequest#token} has it
     * @param obtainedAt when it was issued, or null
     * @param actor who sent it, as in the audit trail
     */
    Uni<Taking> take(String tenant, String connection, Secret token, @Nullable Instant obtainedAt, String actor) {
        Sent sent = new Sent(UUID.randomUUID(), token, obtainedAt, actor, AFTER_ITS_PROOF, null);
        return pool.withTransaction(transaction -> take(transaction, tenant, connection, sent));
    }

    /** Takes it in as part of a transaction. Its hash is made under the key that the vault has in this transaction. */
    Uni<Taking> take(SqlConnection transaction, String tenant, String connection, Sent sent) {
        return Connections.lock(transaction, tenant, connection)
                .chain(() -> find(transaction, tenant, connection, sent.obtainedAt()))
                .chain(row -> {
                    if (row == null) {
                        return answered(new ImportAnswer.Unknown());
                    }
                    if (row.getBoolean("obtained_later")) {
                        return answered(new ImportAnswer.ObtainedLater());
                    }
                    return switch (GrantType.named(row.getString("grant_type"))) {
                        case JWT_BEARER -> answered(new ImportAnswer.WrongGrant());
                        case AUTHORIZATION_CODE ->
                            vaultKeys
                                    .vaultKey(transaction)
                                    .chain(key -> insert(
                                            transaction,
                                            new ConnectionId(tenant, connection, row.getUUID("uuid")),
                                            row,
                                            sent,
                                            key.hash(sent.token().revealBytes())));
                    };
                });
    }

    /**
     * In a statement after the lock: one that waited for it would show the settings as they were before. The tenant's
     * keyset is held, so that what is sealed under it is stored before a key leaves it. A caller's clock may be a
     * minute ahead.
     */
    private static Uni<@Nullable Row> find(
            SqlConnection transaction, String tenant, String connection, @Nullable Instant obtainedAt) {
        return transaction
                .preparedQuery("""
                        SELECT t.uuid, c.grant_type, i.name AS integration, i.environment, k.wrapped,
                               coalesce(c.scopes, i.scopes) AS scopes,
                               coalesce($3::timestamptz > clock_timestamp() + interval '1 minute', false)
                                   AS obtained_later
                        FROM connection_token t
                        JOIN connection c ON c.tenant = t.tenant AND c.name = t.connection
                        JOIN integration i ON i.name = c.integration
                        JOIN tenant_key k ON k.tenant = t.tenant
                        WHERE t.tenant = $1 AND t.connection = $2
                        FOR SHARE OF i, k
                        """)
                .execute(Tuple.of(tenant, connection, obtainedAt == null ? null : obtainedAt.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
    }

    private Uni<Taking> insert(SqlConnection transaction, ConnectionId id, Row row, Sent sent, byte[] hash) {
        Given given = new Given(
                sent.importId(),
                sent.token(),
                hash,
                List.of(row.getArrayOfStrings("scopes")),
                sent.obtainedAt(),
                sent.actor(),
                sent.dueIn());
        return imported.insert(
                        transaction,
                        id,
                        Environment.of(row.getString("environment")),
                        row.getString("integration"),
                        keysets.open(id.tenant(), row.getBuffer("wrapped").getBytes()),
                        given)
                .chain(insertion -> switch (insertion) {
                    case Insertion.Inserted inserted ->
                        audit.record(transaction, received(id, sent))
                                .chain(() -> imported.forgetRefusal(transaction, id))
                                .replaceWith(new Taking.Taken(id, given.importId(), inserted.target()));
                    case Insertion.UnderWay underWay ->
                        answered(new ImportAnswer.Unproven(Imports.RETRY_AFTER), underWay.importId());
                    case Insertion.Held held -> answered(new ImportAnswer.Held(), held.importId());
                    case Insertion.AlreadyImported already ->
                        answered(new ImportAnswer.Refused(ImportAnswer.Refused.ALREADY_IMPORTED));
                    case Insertion.LostResponse lost ->
                        answered(new ImportAnswer.Refused(ImportAnswer.Refused.LOST_RESPONSE));
                    case Insertion.OtherUnderWay other -> answered(new ImportAnswer.OtherUnderWay());
                });
    }

    /** Whoever sent it hears of its refusal at once, so the connection need not say so. */
    Uni<Void> refusalTold(Taking.Taken refused) {
        return imported.forgetRefusal(pool, refused.id());
    }

    private static Uni<Taking> answered(ImportAnswer answer) {
        return answered(answer, null);
    }

    private static Uni<Taking> answered(ImportAnswer answer, @Nullable UUID before) {
        return Uni.createFrom().item(new Taking.Answered(answer, before));
    }

    private static AuditEvent received(ConnectionId id, Sent sent) {
        return new AuditEvent("import.received", sent.actor(), id.tenant(), id.name(), sent.details());
    }
}
