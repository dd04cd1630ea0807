package io.countersign.security;

import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody could do to the sealed values of two tenants with plain SQL. Doing it twice undoes it. */
enum Tampering {
    ACCESS_TOKENS(swap("connection_token", "tenant", "access_token")),
    REFRESH_TOKENS(swap("connection_token", "tenant", "refresh_token")),
    CLIENT_SECRETS(swap("integration_secret", "integration", "sealed")),
    RSA_KEYS(swap("integration_rsa_key", "integration", "sealed")),
    PENDING_GRANTS(swap("pending_grant", "tenant", "access_token"), swap("pending_grant", "tenant", "refresh_token")),
    CODE_VERIFIERS(swap("consent_attempt", "tenant", "code_verifier")),
    KEYSETS(swap("tenant_key", "tenant", "wrapped")),
    KEYSETS_WITH_ACCESS_TOKENS(
            swap("tenant_key", "tenant", "wrapped"), swap("connection_token", "tenant", "access_token")),
    /** Else a caller would get the refresh token as an access token. */
    COLUMNS_OF_ONE_ROW(
            "UPDATE connection_token SET access_token = refresh_token, refresh_token = access_token WHERE tenant IN"
                    + " (?, ?)"),
    ENVIRONMENTS("""
            UPDATE integration SET environment = CASE environment WHEN 'demo' THEN 'production' ELSE 'demo' END
            WHERE name IN (SELECT integration FROM connection WHERE tenant IN (?, ?))
            """),
    /** A caller would send the token to whoever has that address. */
    ADDRESSES("""
            UPDATE connection_token SET base_uri = CASE WHEN base_uri LIKE '%.evil' THEN left(base_uri, -5)
                ELSE base_uri || '.evil' END
            WHERE tenant IN (?, ?)
            """),
    /** All that is sealed, and all that the seals and the grant say of it beside them. */
    WHOLE_ROWS(
            swap(
                    "connection_token",
                    "tenant",
                    "grant_type",
                    "access_token",
                    "refresh_token",
                    "generation",
                    "unsure",
                    "account_id",
                    "base_uri",
                    "user_sub",
                    "scopes",
                    "access_expires_at",
                    "refresh_expires_at",
                    "integration"),
            swap("connection", "tenant", "integration", "grant_type", "user_id")),
    ACCOUNTS(swap("connection_token", "tenant", "account_id")),
    ONE_BIT("""
            UPDATE connection_token SET access_token = set_bit(access_token, 900, 1 - get_bit(access_token, 900))
            WHERE tenant IN (?, ?)
            """);

    private final List<String> statements;

    Tampering(String... statements) {
        this.statements = List.of(statements);
    }

    void with(TestingTenant one, TestingTenant other) {
        statements.forEach(sql -> {
            Object[] owners = sql.contains("integration_")
                    ? new Object[] {one.integration(), other.integration()}
                    : new Object[] {one.tenant(), other.tenant()};
            if (TestingSql.run(sql, owners) != 2) {
                throw new IllegalStateException("Not two rows: " + sql);
            }
        });
    }

    private static String swap(String table, String owner, String... columns) {
        String values = Stream.of(columns).map(column -> "b." + column).collect(Collectors.joining(", "));
        return """
                WITH both_rows AS (SELECT * FROM %1$s WHERE %2$s IN (?, ?))
                UPDATE %1$s t SET (%3$s) = ROW (%4$s)
                FROM both_rows b WHERE t.%2$s IN (SELECT %2$s FROM both_rows) AND b.%2$s <> t.%2$s
                """.formatted(table, owner, String.join(", ", columns), values);
    }
}
