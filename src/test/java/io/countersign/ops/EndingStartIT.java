package io.countersign.ops;

import static io.countersign.ops.TestingStart.command;
import static io.countersign.ops.TestingStart.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.countersign.FreePort;
import io.countersign.NextSchema;
import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.TestingProxy;
import io.countersign.ops.StartedProcess.Ended;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged application waits for its keys and its database, prepares it, and ends when it is asked to. */
class EndingStartIT {
    @TempDir
    static Path directory;

    @AutoClose
    private static final FakePostgres SILENT = FakePostgres.silent();

    @BeforeAll
    static void archiveClasses() {
        TestingStart.archiveClasses(directory);
    }

    private static StartedProcess start(Map<String, String> configuration) throws IOException {
        return StartedProcess.start(command(configuration), directory);
    }

    private static Ended startToTheEnd(Map<String, String> configuration) throws IOException, InterruptedException {
        try (StartedProcess process = start(configuration)) {
            return process.ended();
        }
    }

    /** A start on a node that mounts slowly, in an outage, and how an orchestrator's signal ends one that serves. */
    @Test
    void waitsForItsKeysAndItsDatabaseAndEndsInOrder() throws Exception {
        // Given: no volume with the keys, and a port at which nobody listens yet
        int port = FreePort.any();
        Map<String, String> configuration = TestingStart.good();
        Path volume = Path.of(configuration.get("countersign.keyring.directory"));
        Path mount = directory.resolve("keys");
        configuration.put("countersign.keyring.directory", mount.toString());
        URI server = URI.create(configuration.get("quarkus.datasource.reactive.url"));
        configuration.put(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + port + server.getPath() + "?sslmode=disable");
        configuration.put("countersign.ops.wait-for-database", "PT2M");
        configuration.put("quarkus.shutdown.delay", "0S");

        try (StartedProcess process = start(configuration)) {
            process.await("Countersign waits for the key directory " + mount);

            // When
            Files.createSymbolicLink(mount, volume);
            process.await("Countersign waits for the database 127.0.0.1:" + port);
            try (TestingProxy database = TestingProxy.at(port, server.getHost(), server.getPort())) {
                process.await("the start goes on", "Listening on");
                process.signal("TERM");

                // Then
                Ended ended = process.ended();
                assertThat(ended.code()).as(ended.output()).isZero();
            }
        }
    }

    /** Both at once, for one is told only after seconds of silence; JUnit closes them. */
    static List<Arguments> startsThatWait() throws IOException {
        return List.of(
                argumentSet("to serve", waiting("jdbc:postgresql://127.0.0.1:1/away", "false"), 0, "refused"),
                argumentSet("to mark", waiting(SILENT.jdbcUrl(), "true"), 1, "it does not answer in time"));
    }

    private static StartedProcess waiting(String url, String restored) throws IOException {
        Map<String, String> configuration = TestingStart.good();
        configuration.put("quarkus.datasource.jdbc.url", url);
        configuration.put("countersign.restored", restored);
        configuration.put("countersign.ops.wait-for-database", "PT5M");
        return start(configuration);
    }

    /** Who started a run that prepares the database must not take it for done. */
    @ParameterizedTest
    @MethodSource("startsThatWait")
    void endsAtOnceWhileItWaits(StartedProcess process, int code, String words) throws Exception {
        process.await("Countersign waits for the database");
        process.signal("TERM");

        Ended ended = process.ended();
        assertThat(ended.code()).as(ended.output()).isEqualTo(code);
        assertThat(ended.output()).contains("was asked to end", words).doesNotContain("\tat ");
    }

    /** Whatever signal somebody sends who hopes for one; what the process holds then is its keys and its password. */
    @Test
    void noSignalLeavesADump() throws Exception {
        try (StartedProcess process = waiting("jdbc:postgresql://127.0.0.1:1/away", "false")) {
            process.await("Countersign waits for the database");

            process.signal("QUIT");
            process.await("Full thread dump");
            process.signal("USR1");

            assertThat(process.ended().output())
                    .doesNotContain(
                            TestDatabase.BOOTSTRAP_KEY, Base64.getEncoder().encodeToString(TestKeyring.key()));
            assertThat(dumps(Path.of(""))).isEmpty();
            assertThat(dumps(directory)).isEmpty();
        }
    }

    private static List<Path> dumps(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.toAbsolutePath())) {
            return files.filter(file -> file.getFileName().toString().matches("(core|hs_err).*|.*\\.(hprof|core|heap)"))
                    .toList();
        }
    }

    @Test
    void migratesAndEnds() throws Exception {
        // Given
        String database = TestDatabase.create();
        Map<String, String> configuration = TestingStart.on(database);
        configuration.put("countersign.migrate-only", "true");
        configuration.put("countersign.bootstrap.api-key-file", "/nowhere/api-key");

        // When
        Ended ended = startToTheEnd(configuration);

        // Then
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(TestingStart.tables(database)).isPositive();
    }

    /** The schema is the next version's, as after an update that was taken back: this one starts on it too. */
    @Test
    void marksARestoredDatabaseAndEnds() throws Exception {
        // Given
        String database = TestDatabase.create();
        Map<String, String> configuration = TestingStart.on(database);
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
        Ended ended = startToTheEnd(configuration);

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
}
