package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The rows of grants. */
@ApplicationScoped
class CallerGrantRepository {

    /** For the container. */
    CallerGrantRepository() {}

    /** Those of these callers, in no order. */
    Uni<List<Signed<CallerGrantRow>>> of(SqlClient client, List<String> callers) {
        return client.preparedQuery("""
                        SELECT caller, position, tenant, connection, permissions, mac FROM caller_grant
                        WHERE caller = ANY ($1)
                        """)
                .execute(Tuple.of(callers.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(CallerGrantRow::of)
                        .toList());
    }

    /** Whoever has a grant on that very tenant, in the order of their names. */
    Uni<List<String>> callersOn(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery("SELECT DISTINCT caller FROM caller_grant WHERE tenant = $1 ORDER BY caller")
                .execute(Tuple.of(tenant))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("caller"))
                        .toList());
    }

    /** Whoever calls this has locked the callers. */
    Uni<Void> delete(SqlConnection transaction, List<String> callers, String tenant) {
        return transaction
                .preparedQuery("DELETE FROM caller_grant WHERE caller = ANY ($1) AND tenant = $2")
                .execute(Tuple.of(callers.toArray(String[]::new), tenant))
                .replaceWithVoid();
    }

    /** Whoever calls this has locked the callers. */
    Uni<Void> deleteAll(SqlConnection transaction, List<String> callers) {
        return transaction
                .preparedQuery("DELETE FROM caller_grant WHERE caller = ANY ($1)")
                .execute(Tuple.of(callers.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** Whoever calls this has locked their callers. */
    Uni<Void> insert(SqlConnection transaction, List<Signed<CallerGrantRow>> grants) {
        return transaction
                .preparedQuery("""
                        INSERT INTO caller_grant (caller, position, tenant, connection, permissions, mac)
                        SELECT g.caller, g.position, g.tenant, g.connection, string_to_array(g.permissions, ' '), g.mac
                        FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::bytea[])
                            AS g (caller, position, tenant, connection, permissions, mac)
                        """)
                .execute(Tuple.of(
                        texts(grants, CallerGrantRow::caller),
                        grants.stream().map(grant -> grant.row().position()).toArray(Integer[]::new),
                        texts(grants, CallerGrantRow::tenant),
                        texts(grants, CallerGrantRow::connection),
                        texts(grants, grant -> String.join(" ", grant.permissions())),
                        grants.stream().map(grant -> Buffer.buffer(grant.mac())).toArray(Buffer[]::new)))
                .replaceWithVoid();
    }

    private static String[] texts(List<Signed<CallerGrantRow>> grants, Function<CallerGrantRow, String> column) {
        return grants.stream().map(Signed::row).map(column).toArray(String[]::new);
    }
}
