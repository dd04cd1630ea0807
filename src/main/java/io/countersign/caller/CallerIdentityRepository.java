package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The rows of identities. */
@ApplicationScoped
class CallerIdentityRepository {

    /** For the container. */
    CallerIdentityRepository() {}

    /** Those of these callers, in the order in which they were put. */
    Uni<List<Signed<CallerIdentityRow>>> of(SqlClient client, List<String> callers) {
        return client.preparedQuery("""
                        SELECT caller, id, type, issuer, subject, position, mac FROM caller_identity
                        WHERE caller = ANY ($1)
                        ORDER BY position, id
                        """)
                .execute(Tuple.of(callers.toArray(String[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(CallerIdentityRow::of)
                        .toList());
    }

    /** Whoever calls this has locked the callers. */
    Uni<Void> deleteAll(SqlConnection transaction, List<String> callers) {
        return transaction
                .preparedQuery("DELETE FROM caller_identity WHERE caller = ANY ($1)")
                .execute(Tuple.of(callers.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /**
     * Inserts those that no other caller has. Whoever calls this has locked their callers.
     *
     * @return how many that were
     */
    Uni<Integer> insert(SqlConnection transaction, List<Signed<CallerIdentityRow>> identities) {
        return transaction
                .preparedQuery("""
                        INSERT INTO caller_identity (caller, id, type, issuer, subject, position, mac)
                        SELECT i.caller, i.id, i.type, i.issuer, i.subject, i.position, i.mac
                        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int4[], $7::bytea[])
                            AS i (caller, id, type, issuer, subject, position, mac)
                        ON CONFLICT (id) DO NOTHING
                        """)
                .execute(Tuple.from(List.of(
                        texts(identities, CallerIdentityRow::caller),
                        texts(identities, CallerIdentityRow::id),
                        texts(identities, CallerIdentityRow::type),
                        texts(identities, CallerIdentityRow::issuer),
                        texts(identities, CallerIdentityRow::subject),
                        identities.stream().map(each -> each.row().position()).toArray(Integer[]::new),
                        identities.stream()
                                .map(each -> Buffer.buffer(each.mac()))
                                .toArray(Buffer[]::new))))
                .map(rows -> rows.rowCount());
    }

    /** A caller that has one of these, and is not meant to have it. */
    Uni<Optional<String>> holder(SqlConnection transaction, List<Signed<CallerIdentityRow>> identities) {
        return transaction
                .preparedQuery("""
                        SELECT i.caller FROM caller_identity i
                        JOIN unnest($1::text[], $2::text[]) AS w (caller, id) ON w.id = i.id AND w.caller <> i.caller
                        ORDER BY i.caller LIMIT 1
                        """)
                .execute(Tuple.of(
                        texts(identities, CallerIdentityRow::caller), texts(identities, CallerIdentityRow::id)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString("caller")));
    }

    private static String[] texts(
            List<Signed<CallerIdentityRow>> identities, Function<CallerIdentityRow, String> column) {
        return identities.stream().map(Signed::row).map(column).toArray(String[]::new);
    }
}
