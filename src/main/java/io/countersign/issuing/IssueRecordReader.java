package io.countersign.issuing;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads issue records in the order in which they appeared: whoever goes on from one misses none, and what a row gains
 * later does not move it. A statement of its own for each choice, so that each goes along an index that begins with
 * what is asked for, whatever plan PostgreSQL keeps; that of a tenant and a caller along the index of one of the two,
 * past the other one's records.
 */
@ApplicationScoped
class IssueRecordReader {
    private final Pool pool;

    IssueRecordReader(Pool pool) {
        this.pool = pool;
    }

    /**
     * The records that come after one, oldest first.
     *
     * @param tenant whose connections, also of a deleted one; null: all
     * @param caller to whom, also a deleted one; null: all
     * @param after the id of any record; 0 for the first
     * @param limit how many at most
     */
    Uni<List<IssueRecordView>> read(@Nullable String tenant, @Nullable String caller, long after, int limit) {
        Uni<RowSet<Row>> rows = switch (tenant) {
            case null -> caller == null ? all(after, limit) : ofCaller(caller, after, limit);
            case String name -> caller == null ? ofTenant(name, after, limit) : ofBoth(name, caller, after, limit);
        };
        return rows.map(IssueRecordReader::views);
    }

    private Uni<RowSet<Row>> all(long after, int limit) {
        return pool.preparedQuery("""
                        SELECT id, hour, split_part(actor, ':', 2) AS caller, tenant, connection, generation, door,
                            first_at, last_at, count
                        FROM issue_record WHERE id > $1 ORDER BY id LIMIT $2
                        """).execute(Tuple.of(after, limit));
    }

    private Uni<RowSet<Row>> ofCaller(String caller, long after, int limit) {
        return pool.preparedQuery("""
                        SELECT id, hour, split_part(actor, ':', 2) AS caller, tenant, connection, generation, door,
                            first_at, last_at, count
                        FROM issue_record WHERE actor = 'caller:' || $3 AND id > $1 ORDER BY id LIMIT $2
                        """).execute(Tuple.of(after, limit, caller));
    }

    private Uni<RowSet<Row>> ofTenant(String tenant, long after, int limit) {
        return pool.preparedQuery("""
                        SELECT id, hour, split_part(actor, ':', 2) AS caller, tenant, connection, generation, door,
                            first_at, last_at, count
                        FROM issue_record WHERE tenant = $3 AND id > $1 ORDER BY id LIMIT $2
                        """).execute(Tuple.of(after, limit, tenant));
    }

    private Uni<RowSet<Row>> ofBoth(String tenant, String caller, long after, int limit) {
        return pool.preparedQuery("""
                        SELECT id, hour, split_part(actor, ':', 2) AS caller, tenant, connection, generation, door,
                            first_at, last_at, count
                        FROM issue_record
                        WHERE tenant = $3 AND actor = 'caller:' || $4 AND id > $1 ORDER BY id LIMIT $2
                        """).execute(Tuple.of(after, limit, tenant, caller));
    }

    private static List<IssueRecordView> views(RowSet<Row> rows) {
        List<IssueRecordView> views = new ArrayList<>(rows.size());
        rows.forEach(row -> views.add(view(row)));
        return views;
    }

    private static IssueRecordView view(Row row) {
        return new IssueRecordView(
                Long.toString(row.getLong("id")),
                row.getOffsetDateTime("hour").toInstant(),
                row.getString("caller"),
                row.getString("tenant"),
                row.getString("connection"),
                row.getLong("generation"),
                row.getString("door"),
                row.getOffsetDateTime("first_at").toInstant(),
                row.getOffsetDateTime("last_at").toInstant(),
                row.getLong("count"));
    }
}
