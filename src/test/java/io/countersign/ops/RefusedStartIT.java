package io.countersign.ops;

import static io.countersign.ops.TestingStart.assertRefused;
import static io.countersign.ops.TestingStart.command;
import static io.countersign.ops.TestingStart.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.countersign.NextSchema;
import io.countersign.TestDatabase;
import io.countersign.crypto.CheckedToken;
import io.countersign.docusign.TestingAuthority;
import io.countersign.ops.StartedProcess.Ended;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes end a start of the packaged application: exit code 1, cause and property in a line, no stack trace. */
class RefusedStartIT {
    private static final String JDBC = "quarkus.datasource.jdbc.url";
    private static final String REACTIVE = "quarkus.datasource.reactive.url";
    private static final String WRONG = "what is wrong with: ";

    @TempDir
    static Path directory;

    @AutoClose
    private static final FakePostgres STARTING = FakePostgres.refusing("57P03");

    @AutoClose
    private static final FakePostgres ASKING = FakePostgres.askingForAPassword();

    @AutoClose
    private static ImpostorPostgres neighbour;

    private static TestingAuthority authority;

    @AutoClose
    private static ServerSocket taken;

    @AutoClose
    private static QueuedStarts starts;

    private static List<Arguments> begun;

    /** @param words all of them are told */
    private record Mistake(String name, List<String> command, List<String> words) {}

    @BeforeAll
    static void begin() throws Exception {
        authority = TestingAuthority.create(directory);
        neighbour = ImpostorPostgres.withTls(authority.issue("dns:neighbour.example"));
        TestingStart.archiveClasses(directory);
        taken = new ServerSocket(0);
        starts = new QueuedStarts(directory);
        begun = Stream.of(ofTheRequestPool(), thatQuarkusMeetsFirst(), ofThePlace(), ofTheDatabase())
                .flatMap(mistakes -> mistakes)
                .<Arguments>map(each -> argumentSet(each.name(), starts.add(each.command()), each.words()))
                .toList();
    }

    private static Mistake mistake(String name, Map<String, String> changes, String... words) {
        Map<String, String> configuration = good();
        configuration.putAll(changes);
        return new Mistake(name, command(configuration), List.of(words));
    }

    /** Quarkus itself gives up before the checks of this application run. */
    private static Stream<Mistake> thatQuarkusMeetsFirst() {
        String address = "countersign.docusign.demo.auth-url";
        return Stream.of(
                mistake("a value that is none", Map.of(address, "ht tp://x y"), address),
                mistake(
                        "no PostgreSQL URL",
                        Map.of(
                                REACTIVE, "mysql://me:pass-word@db/vault",
                                JDBC, "jdbc:postgresql://127.0.0.1:1/away"),
                        REACTIVE + ": is not an address of a PostgreSQL database"),
                mistake(
                        "a file that is not there",
                        Map.of("quarkus.config.locations", "file:///nowhere/site.properties"),
                        "quarkus.config.locations: ",
                        "/nowhere/site.properties"));
    }

    /** Of what is around the process. */
    private static Stream<Mistake> ofThePlace() {
        String port = Integer.toString(taken.getLocalPort());
        String fewFiles = command(good()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" ", "ulimit -n 200; exec ", ""));
        return Stream.concat(
                Stream.of("quarkus.http.port", "quarkus.management.port")
                        .map(property -> mistake(
                                property + " is taken",
                                Map.of(property, port),
                                property + ": nothing can listen on ",
                                ":" + port)),
                Stream.of(
                        new Mistake(
                                "few file descriptors",
                                List.of("bash", "-c", fewFiles),
                                List.of("ulimit -n: 200 file descriptors", "LimitNOFILE")),
                        mistake(
                                "nobody could call",
                                Map.of("countersign.bootstrap.api-key-file", "/nowhere/api-key"),
                                WRONG + "countersign.bootstrap.api-key-file",
                                "no caller yet")));
    }

    /** What the port of the JDBC URL does, and what is told of it. */
    private static Stream<Mistake> ofTheDatabase() {
        String password = "quarkus.datasource.password";
        return Stream.of(
                mistake(
                        "an unknown host",
                        Map.of(JDBC, "jdbc:postgresql://db.invalid/vault?sslmode=verify-full"),
                        WRONG + JDBC,
                        "no name server knows the host db.invalid"),
                mistake("it starts up", Map.of(JDBC, STARTING.jdbcUrl()), WRONG + JDBC, "said by a fake"),
                mistake(
                        "it asks for a password",
                        Map.of(JDBC, ASKING.jdbcUrl(), password, ""),
                        WRONG + password,
                        "is empty or not set"));
    }

    /** The JDBC URL is right in all of them, so the migration goes well. The first two take longest: ten tries. */
    private static Stream<Mistake> ofTheRequestPool() throws Exception {
        String certificates = "quarkus.datasource.reactive.trust-certificate-pem.certs";
        String other = TestDatabase.create();
        NextSchema.migrate(TestingStart.on(other));
        return Stream.of(
                mistake(
                        "a port where nobody listens",
                        Map.of(REACTIVE, "postgresql://127.0.0.1:1/away"),
                        WRONG + REACTIVE),
                mistake(
                        "a certificate of another name",
                        with(REACTIVE, "postgresql://localhost:" + neighbour.port() + "/vault"),
                        WRONG + certificates),
                mistake("a database that is another vault's", onlyServes(other), WRONG + REACTIVE),
                mistake("a database that does not exist", onlyServes("none_of_that_name"), WRONG + REACTIVE),
                mistake("a missing CA file", verifying("/nowhere/ca.crt"), WRONG + certificates));
    }

    private static Map<String, String> with(String property, String value) throws Exception {
        Map<String, String> changes =
                new HashMap<>(verifying(authority.certificate().toString()));
        changes.put(property, value);
        return changes;
    }

    private static Map<String, String> verifying(String authority) {
        return Map.of(
                "quarkus.datasource.reactive.postgresql.ssl-mode",
                "verify-full",
                "quarkus.datasource.reactive.hostname-verification-algorithm",
                "HTTPS",
                "quarkus.datasource.reactive.trust-certificate-pem",
                "true",
                "quarkus.datasource.reactive.trust-certificate-pem.certs",
                authority);
    }

    private static Map<String, String> onlyServes(String database) {
        return Map.of(REACTIVE, TestDatabase.configurationOf(database).get(REACTIVE));
    }

    static List<Arguments> mistakes() {
        return begun;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrongAndWhere(Future<Ended> start, List<String> words) throws Exception {
        Ended ended = start.get();

        assertRefused(ended, words);
        assertThat(ended.output()).doesNotContain("pass-word");
    }

    /** After all those starts: also the one that would have told it. */
    @AfterAll
    static void nobodyTalkedToTheImpostor() {
        assertThat(neighbour.heard()).isZero();
    }

    @Test
    void refusesUnsafeConfigurationAllAtOnceAndLeavesTheDatabaseAlone() throws Exception {
        // Given
        String database = TestDatabase.create();
        Map<String, String> configuration = TestingStart.on(database);
        configuration.put("countersign.public-url", "http://vault.example.com");
        configuration.put("countersign.keyring.directory", "/nowhere/keyring");
        configuration.put("countersign.bootstrap.api-key", "too-short");
        configuration.put("quarkus.datasource.usrname", "slip");
        configuration.put("quarkus.datasource.reactive.postgresql.sll-mode", "verify-full");
        configuration.put("quarkus.config.locations", "/nowhere/site.properties");
        configuration.put("countersign.docusign.proxy", "socks5://me:pass-word@proxy:1080");
        configuration.put("quarkus.tls.trust-all", "true");
        String key = CheckedToken.generate("csk_", new SecureRandom()).reveal();
        configuration.put("countersign.bootstrap." + key, "slip");

        // When
        Ended ended = starts.add(command(configuration)).get();

        // Then
        assertRefused(
                ended,
                List.of(
                        "countersign.public-url: ",
                        "countersign.keyring.directory: ",
                        "countersign.bootstrap.api-key: ",
                        "quarkus.datasource.usrname: ",
                        "quarkus.datasource.reactive.postgresql.sll-mode: ",
                        "quarkus.config.locations: ",
                        "/nowhere/site.properties",
                        "countersign.docusign.proxy: ",
                        "quarkus.tls.trust-all: ",
                        // What is no property of ours is named, and what looks like a key taken out of the name.
                        "countersign.bootstrap." + key.substring(0, 16) + "[not shown]"));
        assertThat(ended.output()).doesNotContain("too-short", "pass-word", key.substring(16));
        assertThat(TestingStart.tables(database)).isZero();
    }
}
