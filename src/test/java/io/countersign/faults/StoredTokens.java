package io.countersign.faults;

import io.countersign.connection.TokenPlaces;
import io.countersign.crypto.Keyset;
import io.countersign.docusign.Environment;
import io.countersign.simulator.OracleLog;
import java.util.function.Function;

/**
 * What stands in a database, opened past every replica.
 *
 * @param database the replicas' own, or a copy
 * @param seals the keyring to open it with
 */
record StoredTokens(Database database, Seals seals) {

    /** The tenant's keyset. */
    Keyset keyset(SeededConnection connection) {
        return seals.unwrap(
                database.value(byte[].class, "SELECT wrapped FROM tenant_key WHERE tenant = ?", connection.tenant()),
                connection.tenant());
    }

    /** The id, as the oracle has it, of the refresh token. */
    String refreshToken(SeededConnection connection) {
        return refreshToken(connection, wrapped -> seals.unwrap(wrapped, connection.tenant()));
    }

    /** The same, opened by a keyset from elsewhere. */
    String refreshToken(SeededConnection connection, Keyset keyset) {
        return refreshToken(connection, wrapped -> keyset);
    }

    private String refreshToken(SeededConnection connection, Function<byte[], Keyset> opened) {
        return database.rows(
                        row -> OracleLog.idOf(opened.apply(row.getBytes("wrapped"))
                                .open(
                                        row.getBytes("refresh_token"),
                                        TokenPlaces.of(
                                                        connection.id(),
                                                        Environment.of(Seeds.ENVIRONMENT),
                                                        row.getString("account_id"),
                                                        row.getString("base_uri"))
                                                .refreshToken(row.getLong("generation")))
                                .revealText()),
                        """
                        SELECT t.refresh_token, t.generation, t.account_id, t.base_uri, k.wrapped
                        FROM connection_token t JOIN tenant_key k ON k.tenant = t.tenant WHERE t.tenant = ?
                        """,
                        connection.tenant())
                .getFirst();
    }
}
