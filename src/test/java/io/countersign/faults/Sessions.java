package io.countersign.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again how many connections each database of a server has, and remembers the most. */
final class Sessions implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final Map<String, Integer> most = new HashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread watcher;

    private Sessions(PostgresServer server) {
        watcher = Thread.ofVirtual().start(() -> watch(server));
    }

    /** Begins to look. */
    static Sessions of(PostgresServer server) {
        return new Sessions(server);
    }

    /** The most connections that there were at once to that database. */
    int most(String database) {
        synchronized (most) {
            return most.getOrDefault(database, 0);
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void watch(PostgresServer server) {
        try (Connection connection = server.connect("postgres");
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT datname, count(*) FROM pg_stat_activity WHERE datname IS NOT NULL GROUP BY datname
                        """)) {
            while (!stopped.get()) {
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        synchronized (most) {
                            most.merge(row.getString(1), row.getInt(2), Math::max);
                        }
                    }
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
