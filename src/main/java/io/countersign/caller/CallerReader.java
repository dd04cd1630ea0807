package io.countersign.caller;

import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads callers as they are shown: what counts of them, and nothing that somebody else wrote there. */
@ApplicationScoped
class CallerReader {
    private final Pool pool;
    private final CallerRepository callers;
    private final ApiKeyRepository keys;
    private final CallerIdentityRepository identities;
    private final CallerGrantRepository grants;
    private final CallerProofs proofs;

    CallerReader(
            Pool pool,
            CallerRepository callers,
            ApiKeyRepository keys,
            CallerIdentityRepository identities,
            CallerGrantRepository grants,
            CallerProofs proofs) {
        this.pool = pool;
        this.callers = callers;
        this.keys = keys;
        this.identities = identities;
        this.grants = grants;
        this.proofs = proofs;
    }

    /** A caller, and all that stands in rows of its own. */
    private record Read(CallerRow row, ReadCaller all) {}

    /** Fails with 404 where there is none. */
    Uni<CallerView> find(String name) {
        return atOneMoment(transaction -> one(transaction, name).chain(row -> all(transaction, List.of(row))))
                .chain(this::views)
                .map(List::getFirst);
    }

    /** Up to {@code limit} with names after that one, fewer where those have very many rows: see {@link RowsAtOnce}. */
    Uni<Page<CallerView>> after(String name, int limit) {
        return atOneMoment(transaction -> callers.after(transaction, name, limit + 1)
                        .chain(found -> page(transaction, found, limit))
                        .chain(page -> all(transaction, page.items()).map(read -> new Page<>(read, page.next()))))
                .chain(page -> views(page.items()).map(views -> new Page<>(views, page.next())));
    }

    private Uni<Page<CallerRow>> page(SqlConnection transaction, List<CallerRow> found, int limit) {
        return callers.rows(transaction, found.stream().map(CallerRow::name).toList())
                .map(rows -> RowsAtOnce.page(found, rows, limit));
    }

    /** A caller that this transaction holds, with what it signs. */
    Uni<CallerView> find(SqlConnection transaction, CallerMacs macs, String name) {
        return one(transaction, name)
                .chain(row -> all(transaction, List.of(row)))
                .map(List::getFirst)
                .chain(read -> proofs.judge(macs, read.all()).map(proof -> CallerView.of(read.row(), proof)));
    }

    /** In one snapshot: rows of two moments would not fit each other. */
    private <T> Uni<T> atOneMoment(Function<SqlConnection, Uni<T>> reading) {
        return pool.withTransaction(transaction -> transaction
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .execute()
                .chain(() -> reading.apply(transaction)));
    }

    private Uni<CallerRow> one(SqlClient client, String name) {
        return callers.find(client, name)
                .map(found -> found.orElseThrow(() -> Problem.notFound().toException()));
    }

    private Uni<List<Read>> all(SqlClient client, List<CallerRow> rows) {
        List<String> names = rows.stream().map(CallerRow::name).toList();
        return grants.of(client, names)
                .chain(allGrants -> keys.of(client, names)
                        .chain(allKeys -> identities
                                .of(client, names)
                                .map(allIdentities -> read(rows, allKeys, allIdentities, allGrants))));
    }

    private static List<Read> read(
            List<CallerRow> rows,
            List<Signed<ApiKeyRow>> keys,
            List<Signed<CallerIdentityRow>> identities,
            List<Signed<CallerGrantRow>> grants) {
        List<ReadCaller> all =
                ReadCaller.of(rows.stream().map(CallerRow::signed).toList(), keys, identities, grants);
        return IntStream.range(0, rows.size())
                .mapToObj(each -> new Read(rows.get(each), all.get(each)))
                .toList();
    }

    private Uni<List<CallerView>> views(List<Read> read) {
        return Multi.createFrom()
                .iterable(read)
                .onItem()
                .transformToUniAndConcatenate(
                        one -> proofs.prove(one.all()).map(proof -> CallerView.of(one.row(), proof)))
                .collect()
                .asList();
    }
}
