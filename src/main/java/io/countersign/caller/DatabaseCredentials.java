package io.countersign.caller;

import io.countersign.crypto.Digest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Finds keys in the tables of callers. */
@ApplicationScoped
class DatabaseCredentials implements CredentialSource.Lookup {
    private final Pool pool;
    private final CallerProofs proofs;

    DatabaseCredentials(Pool pool, CallerProofs proofs) {
        this.pool = pool;
        this.proofs = proofs;
    }

    /**
     * One row per row of its caller's grants, or one without. Grants are read, and MACs looked at, only for who has the
     * whole key.
     */
    @Override
    public Uni<Optional<StoredKey>> find(Credential credential) {
        return (switch (credential.kind()) {
                    case KEY -> key(credential);
                    case IDENTITY -> identity(credential);
                })
                .chain(rows -> stored(rows, credential));
    }

    private Uni<RowSet<Row>> key(Credential credential) {
        return pool.preparedQuery("""
                        SELECT k.caller, k.id AS key_id, k.hash, k.created_at, k.expires_at, k.mac AS key_mac,
                               k.expires_at <= clock_timestamp() AS expired,
                               c.uuid AS owner_uuid, c.epoch AS owner_epoch, c.mac AS owner_mac,
                               g.position, g.tenant, g.connection, g.permissions, g.mac
                        FROM caller_key k
                        JOIN caller c ON c.name = k.caller
                        LEFT JOIN caller_grant g ON g.caller = k.caller AND k.hash = $2
                        WHERE k.id = $1
                        """).execute(Tuple.of(credential.id(), Buffer.buffer(credential.hash())));
    }

    /** It is found by its hash, so whoever finds it has proven to be it. */
    private Uni<RowSet<Row>> identity(Credential credential) {
        return pool.preparedQuery("""
                        SELECT i.caller, i.id AS key_id, decode(i.id, 'hex') AS hash, i.mac AS key_mac,
                               i.type AS id_type, i.issuer AS id_issuer, i.subject AS id_subject,
                               i.position AS id_position, false AS expired,
                               c.uuid AS owner_uuid, c.epoch AS owner_epoch, c.mac AS owner_mac,
                               g.position, g.tenant, g.connection, g.permissions, g.mac
                        FROM caller_identity i
                        JOIN caller c ON c.name = i.caller
                        LEFT JOIN caller_grant g ON g.caller = i.caller
                        WHERE i.id = $1
                        """).execute(Tuple.of(credential.id()));
    }

    private Uni<Optional<StoredKey>> stored(RowSet<Row> rows, Credential credential) {
        if (rows.size() == 0) {
            return Uni.createFrom().item(Optional.empty());
        }
        Row first = rows.iterator().next();
        String caller = first.getString("caller");
        byte[] hash = first.getBuffer("hash").getBytes();
        boolean expired = first.getBoolean("expired");
        List<Signed<CallerGrantRow>> grants = StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getString("tenant") != null)
                .map(CallerGrantRow::of)
                .toList();
        return Digest.same(hash, credential.hash())
                ? proofs.prove(ReadKeys.readCaller(credential.kind(), first, grants))
                        .map(proof -> proof.names()
                                ? Optional.of(new StoredKey(caller, hash, expired, proof.judgedGrants()))
                                : Optional.empty())
                : Uni.createFrom().item(Optional.of(new StoredKey(caller, hash, expired, List.of())));
    }
}
