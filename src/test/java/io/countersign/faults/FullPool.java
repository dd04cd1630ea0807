package io.countersign.faults;

import io.countersign.TestingWait;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Whether a replica still has every connection to the database that it may have. Its own figures do not tell: the
 * driver's count of those who wait never forgets one whose connection failed. So the connections are counted where they
 * end, while all of them have to wait for a lock.
 */
final class FullPool {
    /** quarkus.datasource.reactive.max-size, as this project sets it. */
    private static final int SIZE = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private FullPool() {}

    /**
     * Returns when so many statements of the replica's wait at once as its pool may have connections, and fails if they
     * never do.
     */
    static void await(Installation vault, int replica) {
        List<SeededConnection> unknown = vault.seeds().connections(2 * SIZE, Duration.ofHours(7));
        vault.database().with(connection -> {
            connection.setAutoCommit(false);
            try (Statement lock = connection.createStatement()) {
                lock.execute("LOCK TABLE connection_token IN ACCESS EXCLUSIVE MODE");
            }
            List<CompletableFuture<Answer>> asked = new ArrayList<>();
            TestingWait.until("all connections of the pool are at work", PATIENCE, () -> {
                // Whoever was given no connection in time gives up: others ask.
                if (asked.stream().allMatch(CompletableFuture::isDone)) {
                    unknown.forEach(each -> asked.add(vault.service().tokenLater(vault.replica(replica), each, 60)));
                }
                return waiting(vault, replica) == SIZE;
            });
            connection.rollback();
            Api.all(asked);
        });
        vault.replica(replica).awaitIdlePool();
    }

    private static long waiting(Installation vault, int replica) {
        return vault.database().number("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND client_port = ANY (?)
                """, (Object) vault.toDatabase(replica).serverSidePorts());
    }
}
