package io.countersign.faults;

import io.countersign.ClassArchive;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an {@link Installation} is started with.
 *
 * @param replicas how many
 * @param deadline D of a call to DocuSign, from which lease, window and pauses follow
 * @param server the PostgreSQL
 * @param port where the replicas find it, but for their migrations
 * @param clocks how far the replicas' clocks are ahead, negative for behind; those of the replicas beyond the list are
 *     right
 * @param more properties of the replicas
 */
record Plan(
        int replicas,
        Duration deadline,
        PostgresServer server,
        int port,
        List<Duration> clocks,
        Map<String, String> more) {

    private static final class Shared {
        static final PostgresServer SERVER = PostgresServer.start();
    }

    /** Three replicas on the PostgreSQL that all tests share; no background renewals, and no brake on renewals. */
    static Plan standard() {
        return new Plan(
                3,
                Duration.ofSeconds(3),
                Shared.SERVER,
                Shared.SERVER.port(),
                List.of(),
                Map.of(
                        "countersign.refresh.background", "false",
                        "countersign.refresh.max-per-second", "1000"));
    }

    Plan replicas(int count) {
        return new Plan(count, deadline, server, port, clocks, more);
    }

    Plan deadline(Duration other) {
        return new Plan(replicas, other, server, port, clocks, more);
    }

    Plan server(PostgresServer other) {
        return new Plan(replicas, deadline, other, other.port(), clocks, more);
    }

    /** With a pooler at that port in front of the PostgreSQL. */
    Plan through(int pooler) {
        return new Plan(replicas, deadline, server, pooler, clocks, more);
    }

    /** With replicas whose clocks are that far ahead, or behind. */
    Plan clocks(Duration... ahead) {
        return new Plan(replicas, deadline, server, port, List.of(ahead), more);
    }

    /** How far a replica's clock is ahead. */
    Duration clock(int replica) {
        return replica < clocks.size() ? clocks.get(replica) : Duration.ZERO;
    }

    Plan with(String property, String value) {
        Map<String, String> changed = new HashMap<>(more);
        changed.put(property, value);
        return new Plan(replicas, deadline, server, port, clocks, changed);
    }

    Installation start() {
        ClassArchive.make(Plan::startOne);
        return new Installation(this);
    }

    private static void startOne() {
        try (Installation first = new Installation(standard().replicas(1))) {
            first.replica(0).terminate();
            first.replica(0).awaitEnd();
        }
    }
}
