package io.countersign.connection;

import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has looked at who decides about a connection: its tokens, and the consent or import that waits. Each
 * consent, confirmation, renewal and disconnect makes another one, and so does a connection that is made again.
 *
 * @param generation of the stored tokens
 * @param waiting the pending consent or import, or null
 */
public record ConnectionMark(
        UUID uuid, long generation, @Nullable UUID waiting) {

    /** As a form carries it. */
    public String text() {
        return uuid + "." + generation + (waiting == null ? "" : "." + waiting);
    }

    /** That of a connection, or null where there is none. */
    static Uni<@Nullable ConnectionMark> find(SqlClient client, String tenant, String connection) {
        return client.preparedQuery("""
                        SELECT t.uuid, t.generation, coalesce(p.consent_id, m.import_id) AS waiting
                        FROM connection_token t
                        LEFT JOIN pending_grant p ON p.tenant = t.tenant AND p.connection = t.connection
                        LEFT JOIN imported_token m ON m.tenant = t.tenant AND m.connection = t.connection
                        WHERE t.tenant = $1 AND t.connection = $2
                        """)
                .execute(Tuple.of(tenant, connection))
                .map(rows -> rows.size() == 0 ? null : of(rows.iterator().next()));
    }

    /**
     * Fails with 404 where there is no such connection, with 409 where its mark is another one. In a statement after
     * the connection's lock, this holds until the transaction ends.
     *
     * @param mark {@link #text} of what was looked at
     */
    public static Uni<Void> require(SqlClient client, String tenant, String connection, String mark) {
        return find(client, tenant, connection)
                .invoke(found -> {
                    if (found == null) {
                        throw Problem.notFound().toException();
                    }
                    if (!found.text().equals(mark)) {
                        throw changed().toException();
                    }
                })
                .replaceWithVoid();
    }

    private static Problem changed() {
        return Problem.conflict("Nothing was done: the connection has changed since this was shown. It was renewed,"
                + " disconnected or consented to meanwhile, or something else waits for confirmation now. Look at it"
                + " again, and decide anew.");
    }

    private static ConnectionMark of(Row row) {
        return new ConnectionMark(row.getUUID("uuid"), row.getLong("generation"), row.getUUID("waiting"));
    }
}
