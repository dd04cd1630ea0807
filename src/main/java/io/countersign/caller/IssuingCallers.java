package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Whether callers may have tokens, asked of others than the one who asks. */
public final class IssuingCallers {
    private IssuingCallers() {}

    /**
     * Whether there is such a caller with {@code token:issue} on that connection. It is not deleted before the
     * transaction ends; what it is granted may change at any time.
     *
     * @param caller a name
     */
    public static Uni<Boolean> mayIssue(SqlConnection transaction, String caller, String tenant, String connection) {
        return transaction
                .preparedQuery("""
                        SELECT FROM caller c
                        WHERE c.name = $1 AND EXISTS (
                            SELECT FROM caller_grant g
                            WHERE g.caller = c.name AND g.tenant IN ($2, '*') AND g.connection IN ($3, '*')
                              AND $4 = ANY (g.permissions))
                        FOR KEY SHARE OF c
                        """)
                .execute(Tuple.of(caller, tenant, connection, Permission.TOKEN_ISSUE.toString()))
                .map(rows -> rows.size() > 0);
    }
}
