package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ClassArchive;
import io.countersign.PackagedApplication;
import io.countersign.SqlAccess;
import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.TestingSql;
import io.countersign.ops.StartedProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged application as an orchestrator starts it, with a configuration that is right and changes to it. */
final class TestingStart {
    private static final class Shared {
        static final String DATABASE = TestDatabase.create();
    }

    private TestingStart() {}

    /** What is right, on a database that all share who leave nothing there. It has no callers. */
    static Map<String, String> good() {
        return on(Shared.DATABASE);
    }

    /** What is right, on that database. */
    static Map<String, String> on(String database) {
        Map<String, String> configuration = new HashMap<>(TestKeyring.configuration());
        configuration.putAll(TestDatabase.configurationOf(database));
        return configuration;
    }

    /** Any free port, and no patience with a database that is away, unless the configuration says otherwise. */
    static List<String> command(Map<String, String> configuration) {
        Map<String, String> all = new HashMap<>(configuration);
        all.putIfAbsent("quarkus.http.port", "0");
        all.putIfAbsent("quarkus.management.port", "0");
        all.putIfAbsent("countersign.ops.wait-for-database", "0S");
        List<String> options = new ArrayList<>(PackagedApplication.shortLived("256m"));
        options.addAll(ClassArchive.options());
        return PackagedApplication.built().command(options, all);
    }

    /**
     * Has {@link ClassArchive} made by a start that serves: most of those here are refused, and would leave few classes
     * in it.
     *
     * @param directory for what that start writes
     */
    static void archiveClasses(Path directory) {
        ClassArchive.make(() -> startAndEnd(directory));
    }

    private static void startAndEnd(Path directory) {
        Map<String, String> configuration = good();
        configuration.put("quarkus.shutdown.delay", "0S");
        try (StartedProcess process = StartedProcess.start(command(configuration), directory)) {
            process.await("Listening on");
            process.signal("TERM");
            Ended ended = process.ended();
            assertThat(ended.code()).as(ended.output()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fails unless the start was refused in words for people, and all of these are among them. */
    static void assertRefused(Ended ended, List<String> words) {
        assertThat(ended.code()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).contains(words).doesNotContain("\tat ", "\"frames\":[{", "stackTrace");
    }

    /** How many tables a database has. */
    static long tables(String database) {
        return in(database).number("select count(*) from pg_tables where schemaname = 'public'");
    }

    /** A database past the application. */
    static SqlAccess in(String database) {
        return TestingSql.on(() -> TestDatabase.connect(database));
    }
}
