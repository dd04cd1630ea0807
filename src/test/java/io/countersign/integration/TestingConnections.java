package io.countersign.integration;

import io.countersign.TestingSql;
import java.util.UUID;

/** Rows of connections as their own package would write them, each of a tenant of its own. */
final class TestingConnections {
    private TestingConnections() {}

    /** Creates a connection in that state and answers its tenant. */
    static String create(String integration, String state) {
        UUID uuid = UUID.randomUUID();
        String tenant = "t" + uuid;
        TestingSql.run("INSERT INTO tenant (name, display_name) VALUES (?, 'Tenant')", tenant);
        TestingSql.run("""
                INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                VALUES (?, 'default', ?, ?, 'authorization_code')
                """, tenant, uuid, integration);
        TestingSql.run(
                "INSERT INTO connection_token (tenant, connection, uuid, integration, state)"
                        + " VALUES (?, 'default', ?, ?, ?)",
                tenant,
                uuid,
                integration,
                state);
        return tenant;
    }

    static void become(String tenant, String state) {
        TestingSql.run("UPDATE connection_token SET state = ? WHERE tenant = ?", state, tenant);
    }

    /** A grant that waits for confirmation, with tokens that do not open. */
    static void hold(String tenant) {
        TestingSql.run("""
                INSERT INTO pending_grant (tenant, connection, uuid, consent_id, access_token, refresh_token, scopes,
                    user_sub, accounts, access_expires_at, refresh_expires_at, expires_at)
                SELECT tenant, connection, uuid, uuid, '', '', '{}', 'sub', '[]', clock_timestamp() + interval '1 day',
                    clock_timestamp() + interval '2 days', clock_timestamp() + interval '3 days'
                FROM connection_token WHERE tenant = ?
                """, tenant);
    }

    static boolean exists(String tenant) {
        return TestingSql.number("SELECT count(*) FROM connection WHERE tenant = ?", tenant) == 1;
    }
}
