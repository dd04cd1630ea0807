package io.countersign.ops;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The JDBC connections in use, which only a migration has for long, so that one that hangs can be ended. */
@Singleton
class MigrationConnections implements AgroalPoolInterceptor {
    private static final Logger LOG = Logger.getLogger(MigrationConnections.class);

    private final Set<Connection> used = ConcurrentHashMap.newKeySet();

    @Override
    public void onConnectionAcquire(Connection connection) {
        used.add(connection);
    }

    @Override
    public void onConnectionReturn(Connection connection) {
        used.remove(connection);
    }

    @Override
    public void onConnectionDestroy(Connection connection) {
        used.remove(connection);
    }

    /** Whoever waits for an answer over one of them fails at once; PostgreSQL rolls back what it was at. */
    void abort() {
        for (Connection connection : used) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("A connection that hangs could not be ended", e);
            }
        }
    }
}
