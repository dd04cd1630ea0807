package io.countersign.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.countersign.ClassArchive;
import io.countersign.NextSchema;
import io.countersign.PackagedApplication;
import io.countersign.SqlAccess;
import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.TestingProxy;
import io.countersign.TestingSql;
import io.countersign.crypto.Keyset;
import io.countersign.keyring.KeyringConfiguration;
import io.countersign.keyring.LoadedKeyring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
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

    /** Most starts here are refused, and would leave few classes in it. */
    @BeforeAll
    static void archiveClasses(@TempDir Path output) {
        ClassArchive.make(() -> startAndEnd(output));
    }

    private static void startAndEnd(Path output) {
        Map<String, String> configuration = good();
        configuration.put("quarkus.shutdown.delay", "0S");
        try (StartedProcess process = StartedProcess.start(command(configuration), output)) {
            process.await("Listening on");
            process.signal("TERM");
            assertThat(process.exitCode()).as(process.output()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> good() {
        Map<String, String> configuration = new HashMap<>(TestKeyring.configuration());
        configuration.putAll(TestDatabase.configurationOf(TestDatabase.create()));
        return configuration;
    }

    private Ended start(Map<String, String> configuration) throws IOException, InterruptedException {
        return start(command(configuration));
    }

    /** Any free port, and no patience with a database that is away, unless the configuration says otherwise. */
    private static List<String> command(Map<String, String> configuration) {
        Map<String, String> all = new HashMap<>(configuration);
        all.putIfAbsent("quarkus.http.port", "0");
        all.putIfAbsent("quarkus.management.port", "0");
        all.putIfAbsent("countersign.ops.wait-for-database", "0S");
        List<String> options = new ArrayList<>(PackagedApplication.shortLived("256m"));
        options.addAll(ClassArchive.options());
        return PackagedApplication.built().command(options, all);
    }

    private Ended start(List<String> command) throws IOException, InterruptedException {
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
        assertThat(ended.output()).contains(properties).doesNotContain("\tat ", "\"frames\":[{", "stackTrace");
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
        configuration.put("quarkus.datasource.usrname", "slip");
        configuration.put("quarkus.datasource.reactive.postgresql.sll-mode", "verify-full");
        configuration.put("quarkus.config.locations", "/nowhere/site.properties");
        configuration.put("countersign.docusign.proxy", "socks5://me:pass-word@proxy:1080");

        // When
        Ended ended = start(configuration);

        // Then
        assertRefused(
                ended,
                "countersign.public-url: ",
                "countersign.keyring.directory: ",
                "countersign.bootstrap.api-key: ",
                "quarkus.datasource.usrname: ",
                "quarkus.datasource.reactive.postgresql.sll-mode: ",
                "quarkus.config.locations: ",
                "/nowhere/site.properties",
                "countersign.docusign.proxy: ");
        assertThat(ended.output()).doesNotContain("too-short", "pass-word");
        assertThat(tables(database)).isZero();
    }

    @Test
    void refusesAValueThatIsNone() throws Exception {
        Map<String, String> configuration = good();
        configuration.put("countersign.docusign.demo.auth-url", "ht tp://x y");

        assertRefused(start(configuration), "countersign.docusign.demo.auth-url");
    }

    /** Quarkus itself gives up before the checks of this application run. */
    static Stream<Arguments> mistakesThatQuarkusMeetsFirst() {
        return Stream.of(
                argumentSet(
                        "no PostgreSQL URL",
                        Map.of(
                                "quarkus.datasource.reactive.url", "mysql://me:pass-word@db/vault",
                                "quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/away"),
                        List.of("quarkus.datasource.reactive.url: is not an address of a PostgreSQL database")),
                argumentSet(
                        "a file that is not there",
                        Map.of("quarkus.config.locations", "file:///nowhere/site.properties"),
                        List.of("quarkus.config.locations: ", "/nowhere/site.properties")));
    }

    @ParameterizedTest
    @MethodSource("mistakesThatQuarkusMeetsFirst")
    void namesWhatQuarkusMeetsFirst(Map<String, String> mistake, List<String> words) throws Exception {
        Map<String, String> configuration = good();
        configuration.putAll(mistake);

        Ended ended = start(configuration);

        assertRefused(ended, words.toArray(String[]::new));
        assertThat(ended.output()).doesNotContain("pass-word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarkus.http.port", "quarkus.management.port"})
    void namesThePortThatIsTaken(String property) throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> configuration = good();
            configuration.put(property, Integer.toString(taken.getLocalPort()));

            assertRefused(start(configuration), property + ": nothing can listen on ", ":" + taken.getLocalPort());
        }
    }

    @Test
    void refusesTooFewFileDescriptors() throws Exception {
        String command = command(good()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" ", "ulimit -n 200; exec ", ""));

        assertRefused(start(List.of("bash", "-c", command)), "ulimit -n: 200 file descriptors", "LimitNOFILE");
    }

    /** What the port of the JDBC URL does, and what is told of it. */
    static Stream<Arguments> databases() {
        String url = "quarkus.datasource.jdbc.url";
        return Stream.of(
                argumentSet(
                        "an unknown host",
                        "jdbc:postgresql://db.invalid/vault?sslmode=verify-full",
                        url,
                        "no name server knows the host db.invalid"),
                argumentSet("it starts up", FakePostgres.refusing("57P03").jdbcUrl(), url, "said by a fake"),
                argumentSet(
                        "it asks for a password",
                        FakePostgres.askingForAPassword().jdbcUrl(),
                        "quarkus.datasource.password",
                        "is empty or not set"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void saysWhyTheDatabaseCannotBeUsed(String url, String property, String words) throws Exception {
        Map<String, String> configuration = good();
        configuration.put("quarkus.datasource.jdbc.url", url);
        configuration.put("quarkus.datasource.password", "");

        assertRefused(start(configuration), "what is wrong with: " + property, words);
    }

    /** A start in an outage, and how an orchestrator's signal ends one that serves. */
    @Test
    void waitsForItsDatabaseAndEndsInOrder() throws Exception {
        // Given: a port at which nobody listens yet
        int port = freePort();
        Map<String, String> configuration = good();
        URI server = URI.create(configuration.get("quarkus.datasource.reactive.url"));
        configuration.put(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + port + server.getPath() + "?sslmode=disable");
        configuration.put("countersign.ops.wait-for-database", "PT2M");
        configuration.put("quarkus.shutdown.delay", "0S");

        try (StartedProcess process = StartedProcess.start(command(configuration), directory)) {
            process.await("Countersign waits for the database 127.0.0.1:" + port);

            // When
            try (TestingProxy database = TestingProxy.at(port, server.getHost(), server.getPort())) {
                process.await("the start goes on", "Listening on");
                process.signal("TERM");

                // Then
                assertThat(process.exitCode()).as(process.output()).isZero();
            }
        }
    }

    /** Who started a run that prepares the database must not take it for done. */
    static Stream<Arguments> startsThatWait() {
        return Stream.of(
                argumentSet("to serve", "jdbc:postgresql://127.0.0.1:1/away", "false", 0, "refused"),
                argumentSet("to mark", FakePostgres.silent().jdbcUrl(), "true", 1, "it does not answer in time"));
    }

    @ParameterizedTest
    @MethodSource("startsThatWait")
    void endsAtOnceWhileItWaits(String url, String restored, int code, String words) throws Exception {
        Map<String, String> configuration = good();
        configuration.put("quarkus.datasource.jdbc.url", url);
        configuration.put("countersign.restored", restored);
        configuration.put("countersign.ops.wait-for-database", "PT5M");

        try (StartedProcess process = StartedProcess.start(command(configuration), directory)) {
            process.await("Countersign waits for the database");
            process.signal("INT");

            assertThat(process.exitCode()).as(process.output()).isEqualTo(code);
            assertThat(process.output()).contains("was asked to end", words).doesNotContain("\tat ");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
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

    /** The schema is the next version's, as after an update that was taken back: this one starts on it too. */
    @Test
    void marksARestoredDatabaseAndEnds() throws Exception {
        // Given
        String database = TestDatabase.create();
        Map<String, String> configuration = good();
        configuration.putAll(TestDatabase.configurationOf(database));
        NextSchema.migrate(configuration);
        in(database).run("""
                with t as (insert into tenant (name, display_name) values ('acme', 'Acme')),
                i as (insert into integration (name, environment, integration_key, scopes)
                      values ('app', 'demo', 'key', '{signature}')),
                row (name, kind, state, reason, token, due_at, held_until) as (values
                  ('living', 'authorization_code', 'active', null, 'token', now() + interval '9 days',
                   now() + '1 hour'),
                  ('revived', 'authorization_code', 'consent_required', 'lost_response', 'token', now(), '-infinity'),
                  ('refused', 'authorization_code', 'consent_required', 'consent_revoked', 'token', null, '-infinity'),
                  ('new', 'authorization_code', 'awaiting_consent', null, null, null, '-infinity'),
                  ('left', 'authorization_code', 'disconnected', null, null, null, '-infinity'),
                  ('user', 'jwt_bearer', 'active', null, null, now() + interval '9 days', '-infinity')),
                c as (insert into connection (tenant, name, uuid, integration, grant_type)
                      select 'acme', name, gen_random_uuid(), 'app', kind from row returning name, uuid),
                p as (insert into pending_grant (tenant, connection, uuid, consent_id, access_token, refresh_token,
                        scopes, user_sub, accounts, access_expires_at, expires_at)
                      select 'acme', name, uuid, gen_random_uuid(), 'a', 'r', '{}', 'u', '[]', now(), now() from c
                      where name = 'new'),
                m as (insert into imported_token (tenant, connection, uuid, import_id, hash, integration, refresh_token,
                        scopes, due_at, created_by, expires_at)
                      select 'acme', name, uuid, gen_random_uuid(), 'h', 'app', 'r', '{}', now(), 'x', now() from c
                      where name = 'left')
                insert into connection_token (tenant, connection, uuid, integration, grant_type, state, reason,
                  generation, access_token, refresh_token, due_at, held_until)
                select 'acme', name, uuid, 'app', kind, state, reason, 7, token::bytea, token::bytea, due_at,
                       held_until::timestamptz
                from row join c using (name)
                """);
        in(database).run("""
                update connection_token
                set lease_until = now() + interval '1 hour', due_since = now() - interval '1 hour',
                    lease_owner = case connection when 'revived' then uuid end,
                    unknown_code = 'odd', unknown_times = 3, unknown_since = now()
                where connection in ('living', 'revived')
                """);
        in(database).run("update imported_token set unknown_code = 'odd', unknown_times = 3, unknown_since = now()");
        configuration.put("countersign.restored", "true");

        // When
        Ended ended = start(configuration);

        // Then
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("database_restored connections=2 grants=1 imports=1");
        assertThat(in(database).rows(row -> row.getString(1), """
                        select connection || case when due_at <= now() then ' now' else ' soon' end
                                 || case lease_until when '-infinity' then '' else ' leased' end
                        from connection_token
                        where unsure and restored_generation = 7 and due_at <= now() + interval '1 minute'
                          and held_until = '-infinity' and due_since is null
                          and unknown_code is null and unknown_times = 0 and unknown_since is null
                        order by connection
                        """))
                .containsExactly("living now", "revived soon leased");
        assertThat(in(database).number("select count(*) from connection_token where unsure"))
                .isEqualTo(2);
        assertThat(in(database).number("select count(*) from pending_grant where unsure"))
                .isOne();
        assertThat(in(database).number("""
                        select count(*) from imported_token
                        where unsure and unknown_code is null and unknown_times = 0 and unknown_since is null
                        """)).isOne();
        assertThat(in(database).rows(row -> row.getString(1), """
                        select details::text from audit_event where type = 'database.restored'
                        """))
                .containsExactly("{\"grants\": \"1\", \"imports\": \"1\", \"connections\": \"2\"}");
    }

    @Test
    void refusesToServeWhereNobodyCouldCall() throws Exception {
        Map<String, String> configuration = good();
        configuration.put("countersign.bootstrap.api-key-file", "/nowhere/api-key");

        assertRefused(start(configuration), "what is wrong with: countersign.bootstrap.api-key-file", "no caller yet");
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
