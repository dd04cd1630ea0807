package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.database.Seconds;
import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.docusign.Environment;
import io.countersign.refresh.ImportedTokens.Given;
import io.countersign.refresh.ImportedTokens.Insertion;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** Lets a token in that nobody has sent to DocuSign from here. The keyed hash says who was first. */
@ApplicationScoped
class ImportInsertion {
    private static final Duration LIFE = Duration.ofDays(30);

    private final Duration refreshTokenLife;

    ImportInsertion(DocuSignConfiguration docusign) {
        this.refreshTokenLife = docusign.refreshTokenLife();
    }

    Uni<Insertion> insert(
            SqlConnection transaction,
            ConnectionId id,
            Environment environment,
            String integration,
            Keyset keyset,
            Given given) {
        return before(transaction, id, given)
                .chain(before -> before.isPresent()
                        ? Uni.createFrom().item(before.get())
                        : claimHash(transaction, given)
                                .chain(ours -> ours
                                        ? store(transaction, id, environment, integration, keyset, given)
                                        // Somebody else's was committed meanwhile, and is seen now.
                                        : insert(transaction, id, environment, integration, keyset, given)));
    }

    /** What is known of the token or the connection that forbids it; empty if nothing does. */
    private static Uni<Optional<Insertion>> before(SqlConnection transaction, ConnectionId id, Given given) {
        return transaction
                .preparedQuery("""
                        SELECT t.import_id AS present, h.import_id AS former, h.fate,
                               coalesce(c.consent_id = h.import_id OR p.consent_id = h.import_id, false) AS held
                        FROM connection_token c
                        LEFT JOIN imported_token t ON t.tenant = c.tenant AND t.connection = c.connection
                        LEFT JOIN pending_grant p ON p.tenant = c.tenant AND p.connection = c.connection
                            AND p.expires_at > clock_timestamp()
                        LEFT JOIN imported_hash h ON h.hash = $3
                        WHERE c.tenant = $1 AND c.connection = $2
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), Buffer.buffer(given.hash())))
                .map(rows -> meaning(rows.iterator().next()));
    }

    private static Optional<Insertion> meaning(Row row) {
        UUID present = row.getUUID("present");
        UUID former = row.getUUID("former");
        if (former == null) {
            return present == null ? Optional.empty() : Optional.of(new Insertion.OtherUnderWay());
        }
        if (former.equals(present)) {
            return Optional.of(new Insertion.UnderWay(former));
        }
        if (row.getBoolean("held")) {
            return Optional.of(new Insertion.Held(former));
        }
        return Optional.of(
                "lost".equals(row.getString("fate")) ? new Insertion.LostResponse() : new Insertion.AlreadyImported());
    }

    /** Waits for whoever brings the same token at the same time to another connection. */
    private static Uni<Boolean> claimHash(SqlConnection transaction, Given given) {
        return transaction
                .preparedQuery("""
                        INSERT INTO imported_hash (hash, import_id) VALUES ($1, $2) ON CONFLICT DO NOTHING
                        """)
                .execute(Tuple.of(Buffer.buffer(given.hash()), given.importId()))
                .map(rows -> rows.rowCount() == 1);
    }

    private Uni<Insertion> store(
            SqlConnection transaction,
            ConnectionId id,
            Environment environment,
            String integration,
            Keyset keyset,
            Given given) {
        byte[] sealed = keyset.seal(
                given.refreshToken(), TokenPlaces.importedRefreshToken(id, given.importId(), environment, 0));
        Tuple values = Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addUUID(given.importId())
                .addValue(Buffer.buffer(given.hash()))
                .addString(integration)
                .addValue(Buffer.buffer(sealed))
                .addArrayOfString(given.scopes().toArray(String[]::new))
                .addOffsetDateTime(
                        given.obtainedAt() == null ? null : given.obtainedAt().atOffset(ZoneOffset.UTC))
                .addDouble(Seconds.of(refreshTokenLife))
                .addDouble(Seconds.of(given.dueIn()))
                .addDouble(Seconds.of(LIFE))
                .addString(given.createdBy());
        Insertion inserted = new Insertion.Inserted(
                new Target(new ConnectionId(id.tenant(), id.name(), given.importId()), integration, 0));
        return transaction.preparedQuery("""
                        INSERT INTO imported_token (tenant, connection, uuid, import_id, hash, integration,
                            refresh_token, scopes, obtained_at, refresh_expires_at, due_at, expires_at, created_by,
                            calls)
                        SELECT t.tenant, t.connection, t.uuid, $4, $5, $6, $7, $8, $9::timestamptz,
                            $9::timestamptz + make_interval(secs => $10),
                            clock_timestamp() + make_interval(secs => $11),
                            clock_timestamp() + make_interval(secs => $12), $13, t.import_calls
                        FROM connection_token t
                        WHERE t.tenant = $1 AND t.connection = $2 AND t.uuid = $3
                        """).execute(values).replaceWith(inserted);
    }
}
