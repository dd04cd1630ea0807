package io.countersign.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL server of this process: started on a free loopback port over an empty directory, gone when the process
 * ends.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final String SUPERUSER = "postgres";

    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server and waits until it takes connections, a minute at most. */
    public static EmbeddedDatabase start() {
        try {
            return new EmbeddedDatabase(EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setServerConfig("max_connections", "200")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start", e);
        }
    }

    /** A URL of the superuser's own database: {@code postgresql://user@host:port/database}. */
    public String url() {
        return "postgresql://%s@127.0.0.1:%d/postgres".formatted(SUPERUSER, server.getPort());
    }

    /** The properties with which the vault uses this server. */
    public Map<String, String> configuration() {
        return Map.of(
                "quarkus.datasource.reactive.url", "postgresql://127.0.0.1:%d/postgres".formatted(server.getPort()),
                "quarkus.datasource.username", SUPERUSER,
                "quarkus.datasource.password", SUPERUSER);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not stop", e);
        }
    }
}
