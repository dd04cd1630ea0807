package io.countersign.ops;

import static io.countersign.ops.TestingStart.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.countersign.NextSchema;
import io.countersign.SqlAccess;
import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.crypto.Keyset;
import io.countersign.keyring.LoadedKeyring;
import io.countersign.keyring.TestingKeyring;
import io.countersign.ops.StartedProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A keyring that is not the one that the database's keysets are wrapped with ends a start. */
class KeyringStartIT {
    @TempDir
    static Path directory;

    @AutoClose
    private static QueuedStarts starts;

    private static List<Arguments> begun;

    @BeforeAll
    static void begin() throws IOException {
        TestingStart.archiveClasses(directory);
        starts = new QueuedStarts(directory);
        Path right = keyring("right", "key-1");
        Path wrong = keyring("wrong", "key-1");
        Path whole = keyring("whole", "key-1", "key-2");
        Path incomplete = keyring("incomplete");
        Files.copy(whole.resolve("key-1"), incomplete.resolve("key-1"));
        List<String> otherBytes = List.of("countersign.keyring.directory", "key-1 holds other bytes");
        begun = List.of(
                argumentSet("other bytes of a known key", start(wrong, right, "key-1", true), otherBytes),
                argumentSet("other bytes of a key without a canary", start(wrong, right, "key-1", false), otherBytes),
                argumentSet(
                        "no key that wraps something",
                        start(incomplete, whole, "key-2", true),
                        List.of("countersign.keyring.directory", "The key key-2 wraps keysets", "has no file key-2")));
    }

    private static Path keyring(String name, String... keys) throws IOException {
        Path keyring = Files.createDirectory(directory.resolve(name));
        for (String key : keys) {
            TestKeyring.write(keyring.resolve(key));
        }
        return keyring;
    }

    /**
     * Starts with a keyring on a database that another one was used with.
     *
     * @param given has a key-1
     * @param used whose primary key wraps a tenant's keyset there
     * @param known whether its keys have their canaries there
     */
    private static Future<Ended> start(Path given, Path used, String primary, boolean known) {
        String database = TestDatabase.create();
        Map<String, String> configuration = TestingStart.on(database);
        NextSchema.migrate(configuration);
        use(TestingStart.in(database), used, primary, known);
        configuration.put("countersign.keyring.directory", given.toString());
        configuration.put("countersign.keyring.primary", "key-1");
        return starts.add(TestingStart.command(configuration));
    }

    private static void use(SqlAccess database, Path keyring, String primary, boolean known) {
        LoadedKeyring keys = TestingKeyring.open(keyring, primary);
        database.run("insert into tenant (name, display_name) values ('acme', 'Acme')");
        database.runPastTriggers(
                "insert into tenant_key (tenant, wrapped) values ('acme', ?)",
                TestingKeyring.wrap(keys, Keyset.generate(), "tenant:acme"));
        if (known) {
            database.with(connection -> assertThat(keys.prove(connection, true)).isEmpty());
        }
    }

    static List<Arguments> keyrings() {
        return begun;
    }

    @ParameterizedTest
    @MethodSource("keyrings")
    void refusesAKeyringThatIsNotTheDatabases(Future<Ended> start, List<String> words) throws Exception {
        assertRefused(start.get(), words);
    }
}
