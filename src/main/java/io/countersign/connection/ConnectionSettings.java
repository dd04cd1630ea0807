package io.countersign.connection;

import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What people decided about a connection, as its row holds it. Two are the same if every field is; scopes in the same
 * order too, since they are shown and asked for in that order.
 *
 * @param scopes null for the integration's
 * @param userId whom a {@code jwt_bearer} connection impersonates; null for whoever consented
 */
record ConnectionSettings(
        String integration,
        GrantType grant,
        @Nullable List<String> scopes,
        @Nullable String expectedAccountId,
        @Nullable String expectedEmail,
        @Nullable String userId) {

    /** What a request would leave in the row. */
    static ConnectionSettings of(ConnectionRequest request) {
        return new ConnectionSettings(
                request.integration(),
                request.grantType(),
                request.scopes(),
                request.expectedAccountId(),
                request.expectedEmail(),
                request.userId());
    }

    static ConnectionSettings of(Row row) {
        String[] scopes = row.getArrayOfStrings("scopes");
        return new ConnectionSettings(
                row.getString("integration"),
                GrantType.named(row.getString("grant_type")),
                scopes == null ? null : List.of(scopes),
                row.getString("expected_account_id"),
                row.getString("expected_email"),
                row.getString("user_id"));
    }

    /** Whether tokens that came under these settings could have come under the others: the same app, grant and user. */
    boolean hasSameSource(ConnectionSettings other) {
        return differingSource(other).isEmpty();
    }

    /** Which of the app, the grant and the user differ, by the names that they have in a request. */
    List<String> differingSource(ConnectionSettings other) {
        List<String> differing = new ArrayList<>();
        if (!integration.equals(other.integration)) {
            differing.add("integration");
        }
        if (grant != other.grant) {
            differing.add("grant");
        }
        if (!hasSameUser(other)) {
            differing.add("user_id");
        }
        return differing;
    }

    /** Whether both name the same user to impersonate, or none. */
    boolean hasSameUser(ConnectionSettings other) {
        return Objects.equals(userId, other.userId);
    }
}
