package io.countersign.integration;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of RSA key pairs. */
@ApplicationScoped
class RsaKeyRepository {

    /** The newest first. */
    Uni<List<RsaKeyRow>> of(SqlClient client, List<String> integrations) {
        return client.preparedQuery("""
                        SELECT integration, id, public_key, created_at
                        FROM integration_rsa_key
                        WHERE integration = ANY ($1)
                        ORDER BY created_at DESC, id
                        """)
                .execute(Tuple.of(integrations.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RsaKeyRow::of)
                        .toList());
    }

    /** Inserts the pair and answers its row. */
    Uni<RsaKeyRow> insert(SqlConnection transaction, String integration, UUID id, byte[] sealed, String publicKey) {
        return transaction
                .preparedQuery("""
                        INSERT INTO integration_rsa_key (integration, id, sealed, public_key) VALUES ($1, $2, $3, $4)
                        RETURNING integration, id, public_key, created_at
                        """)
                .execute(Tuple.of(integration, id, sealed, publicKey))
                .map(rows -> RsaKeyRow.of(rows.iterator().next()));
    }

    /** Whether there was one. */
    Uni<Boolean> delete(SqlConnection transaction, String integration, UUID id) {
        return transaction
                .preparedQuery("DELETE FROM integration_rsa_key WHERE integration = $1 AND id = $2")
                .execute(Tuple.of(integration, id))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Remembers that DocuSign has just taken this key. Writes only where that changes the order or an hour has passed.
     */
    Uni<Void> worked(SqlClient client, String integration, UUID id) {
        return client.preparedQuery("""
                        UPDATE integration_rsa_key
                        SET worked_at = clock_timestamp()
                        WHERE integration = $1 AND id = $2
                          AND (worked_at IS NULL
                            OR worked_at < clock_timestamp() - interval '1 hour'
                            OR worked_at < (SELECT max(worked_at) FROM integration_rsa_key WHERE integration = $1))
                        """).execute(Tuple.of(integration, id)).replaceWithVoid();
    }
}
