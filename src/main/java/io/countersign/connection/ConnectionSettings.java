package io.countersign.connection;

import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people decided about a connection, as its row holds it. Two are the same if every field is; scopes in the same
 * order too, since they are shown and asked for in that order.
 *
 * @param scopes null for the integration's
 */
record ConnectionSettings(
        String integration,
        @Nullable List<String> scopes,
        @Nullable String expectedAccountId,
        @Nullable String expectedEmail) {

    /** What a request would leave in the row. */
    static ConnectionSettings of(ConnectionRequest request) {
        return new ConnectionSettings(
                request.integration(), request.scopes(), request.expectedAccountId(), request.expectedEmail());
    }

    static ConnectionSettings of(Row row) {
        String[] scopes = row.getArrayOfStrings("scopes");
        return new ConnectionSettings(
                row.getString("integration"),
                scopes == null ? null : List.of(scopes),
                row.getString("expected_account_id"),
                row.getString("expected_email"));
    }

    boolean isOfSameIntegration(ConnectionSettings other) {
        return integration.equals(other.integration);
    }
}
