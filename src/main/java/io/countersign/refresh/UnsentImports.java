package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.UUID;

/** Imports whose token DocuSign has not exchanged and is not being asked to. */
@ApplicationScoped
public class UnsentImports {

    /**
     * Destroys the tokens of those among these that are such; the others go on. Each of them may be sent again.
     *
     * @param transaction holds the connections' locks afterwards, and none before
     * @return how many there were
     */
    public Uni<Integer> discard(SqlConnection transaction, Collection<UUID> imports) {
        UUID[] ids = imports.toArray(UUID[]::new);
        return transaction
                .preparedQuery("""
                        SELECT count(*) FROM (
                          SELECT t.connection
                          FROM connection_token t
                          JOIN imported_token m ON m.tenant = t.tenant AND m.connection = t.connection
                          WHERE m.import_id = ANY ($1)
                          ORDER BY t.tenant, t.connection
                          FOR UPDATE OF t) AS held
                        """)
                .execute(Tuple.of(ids))
                .chain(() -> transaction.preparedQuery("""
                                DELETE FROM imported_token
                                WHERE import_id = ANY ($1) AND generation = 0 AND NOT unsure AND lease_owner IS NULL
                                """).execute(Tuple.of(ids)))
                .map(RowSet::rowCount);
    }
}
