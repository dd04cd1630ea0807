package io.countersign.connection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Whom a connection belongs to: the user and the account beside its tokens, as the last consent told. */
public final class ConnectedUsers {
    private ConnectedUsers() {}

    /** The connection belongs to that user and account from now on. Within a transaction that holds its row locked. */
    public static Uni<Void> set(SqlConnection transaction, ConnectionId id, Consenter person, Account account) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET user_sub = $4, user_name = $5, user_email = $6, user_profile = $7,
                            account_id = $8, account_name = $9, base_uri = $10
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3
                        """)
                .execute(Tuple.from(new Object[] {
                    id.tenant(),
                    id.name(),
                    id.uuid(),
                    person.sub(),
                    person.name(),
                    person.email(),
                    person.profile().json(),
                    account.accountId(),
                    account.accountName(),
                    account.baseUri()
                }))
                .replaceWithVoid();
    }

    /** Whom another integration connected says nothing about this one: it may live in DocuSign's other environment. */
    public static Uni<Void> forget(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        UPDATE connection_token
                        SET user_sub = NULL, user_mac = NULL, user_name = NULL, user_email = NULL, user_profile = NULL,
                            account_id = NULL, account_name = NULL, base_uri = NULL
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .replaceWithVoid();
    }

    /**
     * As {@link #forget}, of all the integration's connections, whose rows the transaction holds locked. Whom a
     * connection names was settled, whichever app its integration is.
     */
    public static Uni<Void> forgetAll(SqlConnection transaction, String integration) {
        return transaction.preparedQuery("""
                        UPDATE connection_token t
                        SET user_sub = NULL, user_name = NULL, user_email = NULL, user_profile = NULL,
                            user_mac = CASE WHEN c.user_id IS NOT NULL THEN t.user_mac END,
                            account_id = NULL, account_name = NULL, base_uri = NULL
                        FROM connection c
                        WHERE c.tenant = t.tenant AND c.name = t.connection AND c.integration = $1
                        """).execute(Tuple.of(integration)).replaceWithVoid();
    }
}
