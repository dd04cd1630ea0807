package io.countersign.connection;

import static io.countersign.connection.Connections.instant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads connections as callers see them: everything but the tokens. */
@ApplicationScoped
class ConnectionViews {
    /** What holds its integration's grant, or null. */
    private static final String FLAG = """
            (SELECT f.reason FROM grant_flag f
             WHERE f.integration = c.integration AND f.grant_type = c.grant_type AND f.reason <> 'verdicts')
            """;

    /** A refused import that nobody waited for stands over what the connection's own attempts left. */
    private static final String SELECT = """
            SELECT c.tenant, c.name, c.integration, c.grant_type, i.environment, coalesce(c.scopes, i.scopes) AS scopes,
                   t.scopes AS granted_scopes,
                   c.expected_account_id, c.expected_email,
                   CASE c.grant_type WHEN 'jwt_bearer' THEN coalesce(c.user_id, t.user_sub) END AS user_id,
                   t.state, t.reason, t.user_sub, t.user_name, t.user_email,
                   t.account_id, t.account_name, t.base_uri, t.access_expires_at, t.refresh_expires_at,
                   t.last_refreshed_at,
                   CASE WHEN t.import_error IS NULL OR t.state = 'active' AND """ + FLAG + """
                        IS NOT NULL
                        THEN (SELECT e.error FROM connection_error e
                              WHERE e.tenant = c.tenant AND e.connection = c.name)
                        ELSE t.import_error END AS last_error,
                   p.consent_id, p.user_sub AS pending_sub, p.user_name AS pending_name, p.user_email AS pending_email,
                   p.accounts AS pending_accounts, p.account_id AS pending_account_id,
                   p.expires_at AS pending_expires_at,
                   m.import_id, m.expires_at AS import_expires_at,
                   CASE WHEN m.import_id IS NOT NULL THEN coalesce(m.last_error, """ + FLAG + """
                       , (SELECT 'gate_closed' FROM closed_gate g
                        WHERE g.integration = c.integration AND g.grant_type = c.grant_type)) END AS import_error
            FROM connection c
            JOIN connection_token t ON t.tenant = c.tenant AND t.connection = c.name
            JOIN integration i ON i.name = c.integration
            LEFT JOIN pending_grant p ON p.tenant = c.tenant AND p.connection = c.name
                AND p.expires_at > clock_timestamp()
            LEFT JOIN imported_token m ON m.tenant = c.tenant AND m.connection = c.name
            """;

    /** One connection, or null. */
    Uni<@Nullable ConnectionView> find(SqlClient client, String tenant, String name) {
        return client.preparedQuery(SELECT + "WHERE c.tenant = $1 AND c.name = $2")
                .execute(Tuple.of(tenant, name))
                .map(rows -> rows.size() == 0 ? null : viewOf(rows.iterator().next()));
    }

    /** Up to {@code count} of a tenant's connections that may be read and pass, with names after that one. */
    Uni<List<ConnectionView>> list(
            SqlClient client,
            String tenant,
            ReadableConnections readable,
            ConnectionFilter filter,
            String after,
            int count) {
        return client.preparedQuery((SELECT + """
                        WHERE c.tenant = $1 AND c.name > $2 AND ($3::text IS NULL OR t.reason = $3) AND %s
                          AND ($5::text[] IS NULL OR c.name = ANY ($5))
                        ORDER BY c.name LIMIT $4
                        """).formatted(filter.stateCondition()))
                .execute(Tuple.of(tenant, after, filter.reasonName(), count, names(readable)))
                .map(ConnectionViews::viewsOf);
    }

    private static String @Nullable [] names(ReadableConnections readable) {
        return switch (readable) {
            case ReadableConnections.All all -> null;
            case ReadableConnections.OfTenants whole -> null;
            case ReadableConnections.Of of -> texts(of.places(), ReadableConnections.Place::connection);
        };
    }

    /**
     * Up to {@code count} of all tenants' connections that may be read and pass, after that one. A condition that does
     * not matter only looks at its parameter, so that none of them keeps an index from being used. Both tables are read
     * from the cursor on.
     */
    Uni<List<ConnectionView>> listAll(
            SqlClient client,
            ReadableConnections readable,
            ConnectionFilter filter,
            ConnectionCursor after,
            int count) {
        String mayBeRead = switch (readable) {
            case ReadableConnections.All all -> "$5::text[] IS NULL AND $7::text[] IS NULL";
            case ReadableConnections.OfTenants whole -> "t.tenant = ANY ($5) AND $7::text[] IS NULL";
            case ReadableConnections.Of of -> """
                    EXISTS (SELECT FROM unnest($5::text[], $7::text[]) AS r (tenant, connection)
                            WHERE r.tenant IN ('*', t.tenant) AND r.connection IN ('*', t.connection))""";
        };
        return client.preparedQuery(
                        (SELECT + """
                        WHERE (t.tenant, t.connection) > ($1, $2) AND (c.tenant, c.name) > ($1, $2)
                          AND ($3::text IS NULL OR t.reason = $3) AND %s AND %s AND %s
                        ORDER BY t.tenant, t.connection LIMIT $6
                        """).formatted(filter.expiryCondition(), mayBeRead, filter.stateCondition()))
                .execute(Tuple.from(Arrays.asList(
                        after.tenant(),
                        after.connection(),
                        filter.reasonName(),
                        filter.expiresBefore(),
                        tenants(readable),
                        count,
                        connections(readable))))
                .map(ConnectionViews::viewsOf);
    }

    private static String @Nullable [] tenants(ReadableConnections readable) {
        return switch (readable) {
            case ReadableConnections.All all -> null;
            case ReadableConnections.OfTenants whole -> whole.tenants().toArray(String[]::new);
            case ReadableConnections.Of of -> texts(of.places(), ReadableConnections.Place::tenant);
        };
    }

    /** Place by place beside {@link #tenants}. */
    private static String @Nullable [] connections(ReadableConnections readable) {
        return switch (readable) {
            case ReadableConnections.All all -> null;
            case ReadableConnections.OfTenants whole -> null;
            case ReadableConnections.Of of -> texts(of.places(), ReadableConnections.Place::connection);
        };
    }

    /** In the set's own order, which is the same each time. */
    private static String[] texts(
            Set<ReadableConnections.Place> places, Function<ReadableConnections.Place, String> part) {
        return places.stream().map(part).toArray(String[]::new);
    }

    private static List<ConnectionView> viewsOf(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ConnectionViews::viewOf)
                .toList();
    }

    private static ConnectionView viewOf(Row row) {
        ConnectionView.Pending pending = pendingOf(row);
        return new ConnectionView(
                row.getString("tenant"),
                row.getString("name"),
                row.getString("integration"),
                row.getString("grant_type"),
                row.getString("environment"),
                List.of(row.getArrayOfStrings("scopes")),
                grantedScopes(row),
                ConnectionState.shown(row.getString("state"), pending != null).wireName(),
                row.getString("reason"),
                row.getString("expected_account_id"),
                row.getString("expected_email"),
                row.getString("user_id"),
                userOf(row, "user_sub", "user_name", "user_email"),
                accountOf(row),
                instant(row, "access_expires_at"),
                instant(row, "refresh_expires_at"),
                instant(row, "last_refreshed_at"),
                row.getString("last_error"),
                pending);
    }

    private static @Nullable List<String> grantedScopes(Row row) {
        String[] scopes = row.getArrayOfStrings("granted_scopes");
        return scopes == null ? null : List.of(scopes);
    }

    private static ConnectionView.@Nullable User userOf(Row row, String sub, String name, String email) {
        String id = row.getString(sub);
        return id == null ? null : new ConnectionView.User(id, row.getString(name), row.getString(email));
    }

    private static @Nullable Account accountOf(Row row) {
        String id = row.getString("account_id");
        return id == null ? null : new Account(id, row.getString("account_name"), row.getString("base_uri"));
    }

    /** A grant that can be confirmed stands before an import that cannot be. */
    private static ConnectionView.@Nullable Pending pendingOf(Row row) {
        if (row.getUUID("consent_id") != null) {
            return provenOf(row);
        }
        return row.getUUID("import_id") == null
                ? null
                : new ConnectionView.Pending(
                        row.getUUID("import_id").toString(),
                        null,
                        List.of(),
                        null,
                        "unproven",
                        row.getString("import_error"),
                        Objects.requireNonNull(instant(row, "import_expires_at")));
    }

    private static ConnectionView.Pending provenOf(Row row) {
        List<Account> accounts = Account.listOf(row.getJsonArray("pending_accounts"));
        return new ConnectionView.Pending(
                row.getUUID("consent_id").toString(),
                userOf(row, "pending_sub", "pending_name", "pending_email"),
                accounts,
                row.getString("pending_account_id"),
                "proven",
                mismatchOf(row, accounts),
                Objects.requireNonNull(instant(row, "pending_expires_at")));
    }

    /** By the pins as they are now: one that differs from what was imported may be corrected. */
    private static @Nullable String mismatchOf(Row row, List<Account> accounts) {
        String email = row.getString("expected_email");
        String waiting = row.getString("pending_email");
        if (email != null && (waiting == null || !AsciiCase.sameAddress(email, waiting))) {
            return "email_mismatch";
        }
        String pinned = row.getString("expected_account_id");
        return pinned == null || accounts.stream().anyMatch(account -> AsciiCase.same(pinned, account.accountId()))
                ? null
                : "account_mismatch";
    }
}
