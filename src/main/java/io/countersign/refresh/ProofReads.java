package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.TokenPlaces;
import io.countersign.docusign.Environment;
import io.countersign.tenant.TenantKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the rows say of imports. */
@ApplicationScoped
class ProofReads {
    private final Pool pool;
    private final TenantKeysets keysets;

    ProofReads(Pool pool, TenantKeysets keysets) {
        this.pool = pool;
        this.keysets = keysets;
    }

    /** How the import stands that the target names. */
    Uni<ImportStanding> standing(Target target) {
        return pool.preparedQuery("""
                        SELECT t.generation,
                               extract(epoch FROM greatest(t.due_at, t.lease_until, t.held_until, clock_timestamp())
                                   - clock_timestamp())::float8 AS due_in,
                               e.outcome, e.reason
                        FROM (VALUES ($3::uuid)) AS asked (import_id)
                        LEFT JOIN imported_token t ON t.tenant = $1 AND t.connection = $2
                            AND t.import_id = asked.import_id
                        LEFT JOIN import_end e ON e.import_id = asked.import_id
                        """)
                .execute(Tuple.of(
                        target.id().tenant(), target.id().name(), target.id().uuid()))
                .map(rows -> standing(rows.iterator().next()));
    }

    private static ImportStanding standing(Row row) {
        Long generation = row.getLong("generation");
        if (generation != null) {
            return new ImportStanding.UnderWay(generation, LeaseColumns.left(row, "due_in"));
        }
        String outcome = row.getString("outcome");
        return outcome == null
                ? new ImportStanding.Unknown()
                : new ImportStanding.Ended(ImportedTokens.Outcome.named(outcome), row.getString("reason"));
    }

    /** See {@link ImportedTokens#isWithoutAccount}. */
    Uni<Boolean> isWithoutAccount(String tenant, String connection, UUID importId) {
        return pool.preparedQuery("""
                        SELECT FROM imported_token
                        WHERE tenant = $1 AND connection = $2 AND import_id = $3 AND generation > 0 AND last_error = $4
                        """)
                .execute(Tuple.of(tenant, connection, importId, LastError.NO_ACCOUNT.wireName()))
                .map(rows -> rows.size() == 1);
    }

    /** See {@link ImportedTokens#read}. */
    Uni<Optional<ProvenToken>> read(ConnectionId id, UUID importId) {
        return pool.preparedQuery("""
                        SELECT t.generation, t.integration, t.access_token, t.unsure, i.environment, k.wrapped
                        FROM imported_token t
                        JOIN integration i ON i.name = t.integration
                        JOIN tenant_key k ON k.tenant = t.tenant
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.import_id = $4
                          AND t.generation > 0
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), importId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(proven(rows.iterator().next(), id, importId)));
    }

    private ProvenToken proven(Row row, ConnectionId id, UUID importId) {
        long generation = row.getLong("generation");
        Environment environment = Environment.of(row.getString("environment"));
        return new ProvenToken(
                generation,
                row.getString("integration"),
                environment,
                keysets.open(
                        id.tenant(),
                        row.getBuffer("wrapped").getBytes(),
                        row.getBuffer("access_token").getBytes(),
                        TokenPlaces.importedAccessToken(id, importId, environment, generation)),
                row.getBoolean("unsure"));
    }

    /**
     * See {@link ImportedTokens#take}. Whoever holds a lease may be spending the very refresh token that would be
     * taken; whoever has lost one since it was read, or while the access token is dead, may have spent it.
     */
    Uni<Optional<JudgedToken>> take(
            SqlConnection transaction, ConnectionId id, UUID importId, long generation, boolean unsure) {
        return transaction
                .preparedQuery("""
                        SELECT t.access_token, t.refresh_token, t.scopes, t.token_scope, t.unsure, t.created_by,
                               i.environment, k.wrapped,
                               extract(epoch FROM t.access_expires_at - clock_timestamp())::float8 AS access_left,
                               extract(epoch FROM t.refresh_expires_at - clock_timestamp())::float8 AS refresh_left
                        FROM imported_token t
                        JOIN integration i ON i.name = t.integration
                        JOIN tenant_key k ON k.tenant = t.tenant
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3 AND t.import_id = $4
                          AND t.generation = $5 AND t.generation > 0 AND t.lease_owner IS NULL
                          AND (NOT t.unsure OR $6 AND t.access_expires_at > clock_timestamp())
                        FOR UPDATE OF t
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), importId, generation, unsure))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(judged(rows.iterator().next(), id, importId, generation)));
    }

    private JudgedToken judged(Row row, ConnectionId id, UUID importId, long generation) {
        Environment environment = Environment.of(row.getString("environment"));
        byte[] wrapped = row.getBuffer("wrapped").getBytes();
        return new JudgedToken(
                keysets.open(
                        id.tenant(),
                        wrapped,
                        row.getBuffer("access_token").getBytes(),
                        TokenPlaces.importedAccessToken(id, importId, environment, generation)),
                keysets.open(
                        id.tenant(),
                        wrapped,
                        row.getBuffer("refresh_token").getBytes(),
                        TokenPlaces.importedRefreshToken(id, importId, environment, generation)),
                LeaseColumns.left(row, "access_left"),
                row.getDouble("refresh_left") == null ? null : LeaseColumns.left(row, "refresh_left"),
                row.getBoolean("unsure"),
                List.of(row.getArrayOfStrings("scopes")),
                row.getString("token_scope"),
                row.getString("created_by"));
    }
}
