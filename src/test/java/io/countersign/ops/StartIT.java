package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.countersign.NextSchema;
import io.countersign.PackagedApplication;
import io.countersign.SqlAccess;
import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.TestingSql;
import io.countersign.crypto.Keyset;
import io.countersign.keyring.KeyringConfiguration;
import io.countersign.keyring.LoadedKeyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application as an orchestrator starts it. */
class StartIT {
    @TempDir
    Path directory;

    private record Ended(int code, String output) {}

    private Map<String, String> good() {
        Map<String, String> configuration = new HashMap<>(TestKeyring.configuration());
        configuration.putAll(TestDatabase.configurationOf(TestDatabase.create()));
        return configuration;
    }

    private Ended start(Map<String, String> configuration) throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.http.port", "0");
        all.put("quarkus.management.port", "0");
        List<String> command = PackagedApplication.built().command(PackagedApplication.shortLived("256m"), all);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("ends by itself; wrote %s", Files.readString(output))
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertRefused(Ended ended, String... properties) {
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains(properties).doesNotContain("\tat ", "\"exception\"", "stackTrace");
    }

    @Test
    void refusesUnsafeConfigurationAllAtOnceAndLeavesTheDatabaseAlone() throws Exception {
        // Given
        String database = TestDatabase.create();
        Map<String, String> configuration = good();
        configuration.putAll(TestDatabase.configurationOf(database));
        configuration.put("countersign.public-url", "http://vault.example.com");
        configuration.put(
                "countersign.keyring.directory", directory.resolve("none").toString());
        configuration.put("countersign.bootstrap.api-key", "too-short");

        // When
        Ended ended = start(configuration);

        // Then
        assertRefused(
                ended, "countersign.public-url", "countersign.keyring.directory", "countersign.bootstrap.api-key");
        assertThat(ended.output()).doesNotContain("too-short");
        assertThat(tables(database)).isZero();
    }

    @Test
    void refusesAValueThatIsNone() throws Exception {
        Map<String, String> configuration = good();
        configuration.put("countersign.docusign.demo.auth-url", "ht tp://x y");

        assertRefused(start(configuration), "countersign.docusign.demo.auth-url");
    }

    @Test
    void saysWhichDatabaseCannotBeReached() throws Exception {
        Map<String, String> configuration = good();
        configuration.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/away");

        assertRefused(start(configuration), "quarkus.datasource.jdbc.url", "127.0.0.1:1/away");
    }

    /** The JDBC URL is right in all of them, so the migration goes well. */
    static Stream<Arguments> mistakesOfTheRequestPool() {
        String url = "quarkus.datasource.reactive.url";
        return Stream.of(
                argumentSet("a port where nobody listens", url, Map.of(url, "postgresql://127.0.0.1:1/away")),
                argumentSet("a database that is another vault's", url, Map.of(url, urlOf(otherVault()))),
                argumentSet("a database that does not exist", url, Map.of(url, urlOf("none_of_that_name"))),
                argumentSet(
                        "a missing CA file",
                        "quarkus.datasource.reactive.trust-certificate-pem.certs",
                        Map.of(
                                "quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full",
                                "quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS",
                                "quarkus.datasource.reactive.trust-certificate-pem", "true",
                                "quarkus.datasource.reactive.trust-certificate-pem.certs", "/nowhere/ca.crt")));
    }

    private static String urlOf(String database) {
        return TestDatabase.configurationOf(database).get("quarkus.datasource.reactive.url");
    }

    private static String otherVault() {
        String database = TestDatabase.create();
        NextSchema.migrate(TestDatabase.configurationOf(database));
        return database;
    }

    @ParameterizedTest
    @MethodSource("mistakesOfTheRequestPool")
    void neverStartsWithAMistakeInTheReactiveDatasource(String property, Map<String, String> mistake) throws Exception {
        Map<String, String> configuration = good();
        configuration.putAll(mistake);

        assertRefused(start(configuration), "what is wrong with: " + property);
    }

    @Test
    void migratesAndEnds() throws Exception {
        // Given
        String database = TestDatabase.create();
        Map<String, String> configuration = good();
        configuration.putAll(TestDatabase.configurationOf(database));
        configuration.put("countersign.migrate-only", "true");
        configuration.put("countersign.bootstrap.api-key-file", "/nowhere/api-key");

        // When
        Ended ended = start(configuration);

        // Then
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(tables(database)).isPositive();
    }

    @Test
    void refusesToServeWhereNobodyCouldCall() throws Exception {
        Map<String, String> configuration = good();
        configuration.put("countersign.bootstrap.api-key-file", "/nowhere/api-key");

        assertRefused(start(configuration), "what is wrong with: countersign.bootstrap.api-key-file", "no caller yet");
    }

    /** A replica of this version that starts again during a rolling update, or after one was taken back. */
    @Test
    void startsOnTheSchemaOfTheNextVersion() throws Exception {
        // Given
        Map<String, String> configuration = good();
        NextSchema.migrate(configuration);
        configuration.put("countersign.migrate-only", "true");

        // When
        Ended ended = start(configuration);

        // Then
        assertThat(ended.code()).as(ended.output()).isZero();
    }

    private Path keyring(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private static void key(Path keyring, String id) throws IOException {
        TestKeyring.write(keyring.resolve(id));
    }

    /**
     * Wraps a tenant's keyset as a replica with that keyring would, and makes its keys known to the database, or not.
     */
    private static void use(Map<String, String> configuration, Path keyring, String primary, boolean known) {
        LoadedKeyring keys = new LoadedKeyring(
                new KeyringConfiguration() {
                    @Override
                    public Optional<Path> directory() {
                        return Optional.of(keyring);
                    }

                    @Override
                    public Optional<String> primary() {
                        return Optional.of(primary);
                    }
                },
                InstantSource.system());
        NextSchema.migrate(configuration);
        SqlAccess database = TestingSql.on(() -> DriverManager.getConnection(
                configuration.get("quarkus.datasource.jdbc.url"),
                configuration.get("quarkus.datasource.username"),
                configuration.get("quarkus.datasource.password")));
        database.run("insert into tenant (name, display_name) values ('acme', 'Acme')");
        database.run(
                "insert into tenant_key (tenant, wrapped) values ('acme', ?)",
                keys.wrap(Keyset.generate(), "tenant:acme"));
        if (known) {
            database.with(connection -> assertThat(keys.prove(connection, true)).isEmpty());
        }
    }

    private static Map<String, String> with(Map<String, String> configuration, Path keyring, String primary) {
        Map<String, String> changed = new HashMap<>(configuration);
        changed.put("countersign.keyring.directory", keyring.toString());
        changed.put("countersign.keyring.primary", primary);
        return changed;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesOtherBytesUnderAKnownKeysName(boolean withCanary) throws Exception {
        // Given
        Map<String, String> configuration = good();
        Path right = keyring("right");
        Path wrong = keyring("wrong");
        key(right, "key-1");
        key(wrong, "key-1");
        use(configuration, right, "key-1", withCanary);

        // When
        Ended ended = start(with(configuration, wrong, "key-1"));

        // Then
        assertRefused(ended, "countersign.keyring.directory", "key-1 holds other bytes");
    }

    @Test
    void refusesAKeyringWithoutAKeyThatWrapsSomething() throws Exception {
        // Given
        Map<String, String> configuration = good();
        Path whole = keyring("whole");
        Path incomplete = keyring("incomplete");
        key(whole, "key-1");
        key(whole, "key-2");
        Files.copy(whole.resolve("key-1"), incomplete.resolve("key-1"));
        use(configuration, whole, "key-2", true);

        // When
        Ended ended = start(with(configuration, incomplete, "key-1"));

        // Then
        assertRefused(ended, "countersign.keyring.directory", "The key key-2 wraps keysets", "has no file key-2");
    }

    private static long tables(String database) {
        return in(database).number("select count(*) from pg_tables where schemaname = 'public'");
    }

    private static SqlAccess in(String database) {
        return TestingSql.on(() -> TestDatabase.connect(database));
    }
}
