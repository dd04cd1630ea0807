package io.countersign.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.NextSchema;
import io.countersign.SqlAccess;
import io.countersign.TestDatabase;
import io.countersign.TestKeyring;
import io.countersign.TestingSql;
import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.LostKeyException;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.keyring.LiveKeys;
import io.countersign.keyring.LoadedKeyring;
import io.countersign.keyring.TestingKeyring;
import io.countersign.keyring.UnreadableRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vault's own key on replicas of their own keyrings and one database. */
class VaultKeysTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final AssociatedData PLACE = new AssociatedData("import_line.token", "vault", "1", "demo", 7);
    private static final byte[] TEXT = {1, 2, 3};
    private static final String CALLER = "INSERT INTO caller (name, uuid, epoch, mac)"
            + " VALUES ('billing', gen_random_uuid(), 1, decode(repeat('00', 33), 'hex'))";
    private static final String WEBHOOK = "INSERT INTO webhook (name, uuid, url, events, tenants, consent_links,"
            + " secret, mac) VALUES ('crm', gen_random_uuid(), 'https://hooks.example.com/', '{*}', '{*}', false,"
            + " '\\x01', decode(repeat('00', 33), 'hex'))";

    private static final String DATABASE = TestDatabase.create();
    private static final SqlAccess SQL = TestingSql.on(() -> TestDatabase.connect(DATABASE));
    private static Pool pool;

    @TempDir
    Path keys;

    @BeforeAll
    static void migrate() {
        Map<String, String> configuration = TestDatabase.configurationOf(DATABASE);
        NextSchema.migrate(configuration);
        pool = PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(configuration.get("quarkus.datasource.reactive.url"))
                        .setUser(configuration.get("quarkus.datasource.username"))
                        .setPassword(configuration.get("quarkus.datasource.password")))
                .with(new PoolOptions().setMaxSize(8))
                .build();
    }

    @AfterAll
    static void close() {
        pool.closeAndAwait();
    }

    @BeforeEach
    void begin() throws IOException {
        SQL.run("DELETE FROM caller");
        SQL.run("DELETE FROM webhook");
        SQL.run("DELETE FROM vault_key");
        SQL.run("DELETE FROM keyring_key");
        TestKeyring.write(keys.resolve("key-1"));
    }

    @Test
    void isMadeOnceByReplicasThatAskAtOnce() {
        // When
        List<VaultKey> made = Uni.join()
                .all(IntStream.range(0, 8)
                        .mapToObj(each -> replica(keys, "key-1").vaultKey())
                        .toList())
                .andFailFast()
                .await()
                .atMost(LONG);

        // Then
        assertThat(SQL.number("SELECT count(*) FROM vault_key")).isEqualTo(1);
        byte[] sealed = made.getFirst().seal(Secret.ofText("token"), PLACE);
        assertThat(made).allSatisfy(key -> {
            assertThat(key.hash(TEXT)).isEqualTo(made.getFirst().hash(TEXT));
            assertThat(key.open(sealed, PLACE)).isEqualTo(Secret.ofText("token"));
        });
    }

    @Test
    void isOpenedOnceAndTheSameAfterAStart() {
        // Given
        VaultKeys replica = replica(keys, "key-1");
        VaultKey before = opened(replica);

        // Then
        assertThat(opened(replica)).isSameAs(before);
        assertThat(opened(replica(keys, "key-1")).hash(TEXT)).isEqualTo(before.hash(TEXT));
    }

    /** A failover lost the row, and the other replica was first to make another one. */
    @Test
    void isTheOneThatTheRowHasNow() {
        // Given
        VaultKeys replica = replica(keys, "key-1");
        VaultKey before = opened(replica);
        SQL.run("DELETE FROM vault_key");
        VaultKey other = opened(replica(keys, "key-1"));

        // When
        VaultKey now = pool.withTransaction(replica::vaultKey).await().atMost(LONG);

        // Then
        assertThat(now.hash(TEXT)).isEqualTo(other.hash(TEXT)).isNotEqualTo(before.hash(TEXT));
        assertThat(opened(replica)).isSameAs(now);
    }

    /** What vouches for the callers and webhooks there are would be worth nothing under another key. */
    @ParameterizedTest
    @ValueSource(strings = {CALLER, WEBHOOK})
    void isNotMadeAnewWhereItVouchesForSomething(String something) {
        // Given
        VaultKeys replica = replica(keys, "key-1");
        VaultKey before = opened(replica);
        List<byte[]> row = SQL.rows(
                        columns -> List.of(columns.getBytes(1), columns.getBytes(2), columns.getBytes(3)),
                        "DELETE FROM vault_key RETURNING wrapped, hash_key, mac_key")
                .getFirst();
        SQL.run(something);

        // Then
        assertThatExceptionOfType(LostKeyException.class).isThrownBy(() -> opened(replica));
        assertThatExceptionOfType(LostKeyException.class)
                .isThrownBy(() ->
                        pool.withTransaction(replica::heldVaultKey).await().atMost(LONG));

        // When
        SQL.run("INSERT INTO vault_key (wrapped, hash_key, mac_key) VALUES (?, ?, ?)", row.toArray());

        // Then
        assertThat(opened(replica)).isSameAs(before);
    }

    @Test
    void staysWhileSomebodyVouchesWithIt() {
        opened(replica(keys, "key-1"));
        SqlConnection holding = pool.getConnection().await().atMost(LONG);
        try {
            Transaction transaction = holding.begin().await().atMost(LONG);
            replica(keys, "key-1").heldVaultKey(holding).await().atMost(LONG);

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> SQL.with(connection -> {
                        try (Statement statement = connection.createStatement()) {
                            statement.execute("SET lock_timeout = '100ms'");
                            statement.execute("DELETE FROM vault_key");
                        }
                    }))
                    .withMessageContaining("lock timeout");
            transaction.rollback().await().atMost(LONG);
        } finally {
            holding.closeAndAwait();
        }
    }

    @Test
    void macsAreNoHashes() {
        VaultKey key = opened(replica(keys, "key-1"));

        assertThat(key.mac(TEXT))
                .hasSize(32)
                .isEqualTo(opened(replica(keys, "key-1")).mac(TEXT));
        assertThat(key.mac(TEXT)).isNotEqualTo(key.hash(TEXT)).isNotEqualTo(key.mac(TEXT, TEXT));
    }

    @Test
    void isNotThereForWhoLacksTheKeyThatWrapsItUntilItComes(@TempDir Path other) throws IOException {
        // Given
        VaultKey key = opened(replica(keys, "key-1"));
        TestKeyring.write(other.resolve("key-2"));
        VaultKeys lacking = replica(other, "key-2");
        assertThatExceptionOfType(MissingKeyException.class).isThrownBy(() -> opened(lacking));

        // When
        Files.copy(keys.resolve("key-1"), other.resolve("key-1"), StandardCopyOption.COPY_ATTRIBUTES);

        // Then: a keyring looks for new files at most every ten seconds, a new one at once
        assertThat(opened(replica(other, "key-2")).hash(TEXT)).isEqualTo(key.hash(TEXT));
    }

    @Test
    void refusesADamagedRow() {
        opened(replica(keys, "key-1"));
        SQL.run("UPDATE vault_key SET hash_key = set_byte(hash_key, 70, get_byte(hash_key, 70) # 1)");

        VaultKeys replica = replica(keys, "key-1");

        assertThatExceptionOfType(UnreadableSecretException.class).isThrownBy(() -> opened(replica));
    }

    @Test
    void isKeptInMemoryFromWhenItOpens() {
        // Given
        String flip = "UPDATE vault_key SET hash_key = set_byte(hash_key, 70, get_byte(hash_key, 70) # 1)";
        VaultKey key = opened(replica(keys, "key-1"));
        SQL.run(flip);
        KeptVaultKey kept = new KeptVaultKey(replica(keys, "key-1"), System::nanoTime);
        kept.start(new StartupEvent());
        assertThat(kept.key()).isEmpty();

        // When
        SQL.run(flip);
        kept.look().await().atMost(LONG);

        // Then
        assertThat(kept.key()).map(now -> now.hash(TEXT)).contains(key.hash(TEXT));
    }

    @Test
    void opensInTheSamePlaceOnly() {
        VaultKey key = opened(replica(keys, "key-1"));
        byte[] sealed = key.seal(Secret.ofText("token"), PLACE);

        assertThatExceptionOfType(UnreadableSecretException.class)
                .isThrownBy(() -> key.open(sealed, new AssociatedData("import_line.token", "vault", "1", "demo", 8)));
    }

    private static VaultKey opened(VaultKeys replica) {
        return replica.vaultKey().await().atMost(LONG);
    }

    private static VaultKeys replica(Path directory, String primary) {
        LoadedKeyring keyring = TestingKeyring.open(directory, primary);
        // Where it lacks a key, that is told, and is what the test is about.
        SQL.with(connection -> keyring.prove(connection, true));
        return new VaultKeys(
                pool,
                keyring,
                new LiveKeys(keyring),
                new UnreadableRows(keyring, new SimpleMeterRegistry()),
                new SecureRandom());
    }
}
