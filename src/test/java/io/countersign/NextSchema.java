package io.countersign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * What the first replica of the next version does to the database: this version's migrations and one of its own, which
 * changes nothing.
 */
public final class NextSchema {
    private NextSchema() {}

    /** Migrates the database of a configuration to it. */
    public static void migrate(Map<String, String> configuration) {
        migrate(
                configuration.get("quarkus.datasource.jdbc.url"),
                configuration.get("quarkus.datasource.username"),
                configuration.get("quarkus.datasource.password"));
    }

    /** Migrates a database to it. */
    public static void migrate(String jdbcUrl, String user, String password) {
        try {
            Path directory = Files.createTempDirectory("next-schema");
            Path migration =
                    Files.writeString(directory.resolve("V9999__of_the_next_version.sql"), "do $$ begin end $$;");
            Flyway.configure()
                    .dataSource(jdbcUrl, user, password)
                    .locations("classpath:db/migration", "filesystem:" + directory)
                    .load()
                    .migrate();
            Files.delete(migration);
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
