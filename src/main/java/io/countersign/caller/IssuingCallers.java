package io.countersign.caller;

import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;

/** Whether callers may have tokens, asked of others than the one who asks. */
@ApplicationScoped
public class IssuingCallers {
    private final VaultKeys vaultKeys;
    private final CallerProofs proofs;
    private final UnverifiedCallers unverified;

    IssuingCallers(VaultKeys vaultKeys, CallerProofs proofs, UnverifiedCallers unverified) {
        this.vaultKeys = vaultKeys;
        this.proofs = proofs;
        this.unverified = unverified;
    }

    /**
     * Whether there is such a caller with {@code token:issue} on that connection. It is not deleted before the
     * transaction ends; what it is granted may change at any time. Read after the lock was had and without one: a
     * locking read would show the newest caller beside older grants, which do not fit it.
     *
     * @param caller a name
     */
    public Uni<Boolean> mayIssue(SqlConnection transaction, String caller, String tenant, String connection) {
        return transaction
                .preparedQuery("SELECT FROM caller WHERE name = $1 FOR KEY SHARE")
                .execute(Tuple.of(caller))
                .chain(() -> transaction.preparedQuery("""
                        SELECT c.name, c.uuid, c.epoch, c.mac AS caller_mac,
                               g.caller, g.position, g.tenant, g.connection, g.permissions, g.mac
                        FROM caller c
                        JOIN caller_grant g ON g.caller = c.name AND g.tenant IN ($2, '*')
                            AND g.connection IN ($3, '*')
                        WHERE c.name = $1
                        """).execute(Tuple.of(caller, tenant, connection)))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(false)
                        : vaultKeys
                                .vaultKey(transaction)
                                .chain(key -> proofs.judge(CallerMacs.of(key), readCaller(rows)))
                                .invoke(proof -> unverified.met(proof.unverified()))
                                .map(proof -> new Grants(proof.judgedGrants())
                                        .allow(Permission.TOKEN_ISSUE, tenant, connection)));
    }

    private static ReadCaller readCaller(RowSet<Row> rows) {
        Row first = rows.iterator().next();
        return new ReadCaller(
                new Signed<>(
                        new CallerMark(first.getString("name"), first.getUUID("uuid"), first.getLong("epoch")),
                        first.getBuffer("caller_mac").getBytes()),
                List.of(),
                List.of(),
                StreamSupport.stream(rows.spliterator(), false)
                        .map(CallerGrantRow::of)
                        .toList());
    }
}
