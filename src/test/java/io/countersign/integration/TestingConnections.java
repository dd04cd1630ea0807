package io.countersign.integration;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Rows of connections as their own package would write them, each of a tenant of its own. */
@Singleton
class TestingConnections {
    private final Pool pool;

    TestingConnections(Pool pool) {
        this.pool = pool;
    }

    /** Creates a connection in that state and answers its tenant. */
    String create(String integration, String state) {
        UUID uuid = UUID.randomUUID();
        String tenant = "t" + uuid;
        run("INSERT INTO tenant (name, display_name) VALUES ($1, 'Tenant')", Tuple.of(tenant));
        run("""
                INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                VALUES ($1, 'default', $2, $3, 'authorization_code')
                """, Tuple.of(tenant, uuid, integration));
        run(
                "INSERT INTO connection_token (tenant, connection, uuid, state) VALUES ($1, 'default', $2, $3)",
                Tuple.of(tenant, uuid, state));
        return tenant;
    }

    void become(String tenant, String state) {
        run("UPDATE connection_token SET state = $2 WHERE tenant = $1", Tuple.of(tenant, state));
    }

    boolean exists(String tenant) {
        return pool.preparedQuery("SELECT FROM connection WHERE tenant = $1")
                        .execute(Tuple.of(tenant))
                        .await()
                        .indefinitely()
                        .size()
                == 1;
    }

    private void run(String sql, Tuple parameters) {
        pool.preparedQuery(sql).execute(parameters).await().indefinitely();
    }
}
