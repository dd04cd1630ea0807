package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A backup of the replicas' database, as PostgreSQL's own programs make it.
 *
 * @param server where it was made
 * @param file holds it
 */
record Dump(PostgresServer server, Path file) {

    /** Of the database as it is now. */
    static Dump of(Installation vault, Path file) {
        Dump made = new Dump(vault.database().server(), file);
        made.runToTheEnd(
                "pg_dump",
                "--format=custom",
                "--file=" + file,
                made.server.url(vault.database().name()));
        return made;
    }

    /** Puts it into a database of its own, on the same server. */
    Database restored() {
        String name = server.createDatabase();
        runToTheEnd("pg_restore", "--exit-on-error", "--dbname=" + server.url(name), file.toString());
        return new Database(server, name);
    }

    private void runToTheEnd(String... command) {
        Path log = file.resolveSibling(file.getFileName() + ".log");
        try (ChildProcess tool = ChildProcess.start(log, Stream.of(command).toList())) {
            assertThat(tool.awaitEnd()).as(tool.written()).isZero();
        }
    }
}
