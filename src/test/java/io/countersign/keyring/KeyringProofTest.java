package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.NextSchema;
import io.countersign.SqlAccess;
import io.countersign.TestDatabase;
import io.countersign.TestingLog;
import io.countersign.TestingSql;
import io.countersign.crypto.Keyset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keyring against a database that knows it, does not know it yet, or knows another one. */
class KeyringProofTest {
    private static final byte[] DAMAGED = new WrappedKeyset(new KeyId("key-1"), new byte[60]).toBytes();

    private static final String DATABASE = TestDatabase.create();
    private static final SqlAccess SQL = TestingSql.on(() -> TestDatabase.connect(DATABASE));

    @TempDir
    Path directory;

    private Connection connection;
    private TestingKeyFiles files;

    @BeforeAll
    static void migrate() {
        NextSchema.migrate(TestDatabase.configurationOf(DATABASE));
    }

    @BeforeEach
    void begin() throws IOException, SQLException {
        connection = TestDatabase.connect(DATABASE);
        files = new TestingKeyFiles(directory);
        files.add("key-1");
    }

    @AfterEach
    void forget() throws SQLException {
        SQL.run("DELETE FROM keyring_key");
        SQL.run("DELETE FROM tenant");
        SQL.run("DELETE FROM integration");
        SQL.run("DELETE FROM vault_key");
        connection.close();
    }

    @Test
    void makesEveryKeyKnownUsedOrNot() throws Exception {
        files.add("key-2");

        assertThat(open(directory).prove(connection, true)).isEmpty();

        assertThat(canaries()).containsExactly("key-1", "key-2");
        assertThat(open(directory).prove(connection, true)).isEmpty();
    }

    @Test
    void makesNothingKnownWhereItOnlyLooks() throws Exception {
        assertThat(open(directory).prove(connection, false)).isEmpty();

        assertThat(canaries()).isEmpty();
    }

    @Test
    void refusesOtherBytesUnderAKnownName(@TempDir Path other) throws Exception {
        // Given: nothing is wrapped by the key yet
        open(directory).prove(connection, true);
        new TestingKeyFiles(other).add("key-1");

        // Then
        assertRefuses(open(other).prove(connection, true), "key-1", "other bytes");
        assertRefuses(open(other).prove(connection, false), "key-1", "other bytes");
    }

    @Test
    void ofTwoThatBringDifferentBytesAtOnceTheFirstWins(@TempDir Path other) throws Exception {
        // Given
        new TestingKeyFiles(other).add("key-1");

        // When
        List<CompletableFuture<Boolean>> starts = Stream.of(directory, other)
                .map(each -> CompletableFuture.supplyAsync(() -> isAccepted(each)))
                .toList();

        // Then
        assertThat(starts.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void refusesAKeyringWithoutAKeyThatWrapsATenantsOrAnIntegrationsOrTheVaultsKeyset(@TempDir Path whole)
            throws Exception {
        // Given
        TestingKeyFiles more = new TestingKeyFiles(whole);
        Files.copy(directory.resolve("key-1"), whole.resolve("key-1"));
        more.add("key-2");
        more.add("key-3");
        more.add("key-4");
        tenant("acme", TestingKeyring.wrap(open(whole, "key-2"), Keyset.generate(), "tenant:acme"));
        integration(TestingKeyring.wrap(open(whole, "key-3"), Keyset.generate(), "integration:app"));
        vault(TestingKeyring.wrap(open(whole, "key-4"), Keyset.generate(), "vault"));

        // When
        List<KeyringOpening.Refused> refused = open(directory).prove(connection, true);

        // Then
        assertThat(refused)
                .extracting(KeyringOpening.Refused::message)
                .satisfiesExactly(
                        second -> assertThat(second).contains("The key key-2 wraps"),
                        third -> assertThat(third).contains("The key key-3 wraps"),
                        fourth -> assertThat(fourth).contains("The key key-4 wraps"));
        assertThat(canaries()).isEmpty();
    }

    @Test
    void acceptsThatAKeyWasRetired(@TempDir Path before) throws Exception {
        // Given
        new TestingKeyFiles(before).add("key-0");
        open(before, "key-0").prove(connection, true);

        // Then
        assertThat(open(directory).prove(connection, true)).isEmpty();
    }

    @Test
    void refusesADamagedCanary() throws Exception {
        open(directory).prove(connection, true);
        SQL.run("UPDATE keyring_key SET canary = set_byte(canary, 40, get_byte(canary, 40) # 1)");

        assertRefuses(open(directory).prove(connection, true), "key-1", "UPDATE keyring_key SET canary = NULL");
    }

    /** A damaged canary that an operator took away is made anew, by the key that the keysets know. */
    @Test
    void makesACanaryAnewWhereItWasTakenAway(@TempDir Path other) throws Exception {
        // Given
        open(directory).prove(connection, true);
        tenant("acme", TestingKeyring.wrap(open(directory), Keyset.generate(), "tenant:acme"));
        SQL.run("UPDATE keyring_key SET canary = NULL");
        new TestingKeyFiles(other).add("key-1");

        // Then
        assertRefuses(open(other).prove(connection, true), "key-1", "other bytes");
        assertThat(open(directory).prove(connection, true)).isEmpty();
        assertThat(canaries()).containsExactly("key-1");
    }

    @Test
    void warnsOfARetiredPrimaryAndTakesNoOtherBytesForIt(@TempDir Path other) throws Exception {
        // Given
        open(directory).prove(connection, true);
        SQL.run("UPDATE keyring_key SET retired_at = clock_timestamp()");
        new TestingKeyFiles(other).add("key-1");

        // Then
        try (TestingLog log = new TestingLog(KeyringProof.class)) {
            assertThat(open(directory).prove(connection, true)).isEmpty();
            assertThat(log.lines()).singleElement().asString().contains("keyring_primary_retired key=key-1");
        }
        assertRefuses(open(other).prove(connection, true), "key-1", "other bytes");
    }

    @Test
    void provesAKeyWithoutACanaryByWhatItHasWrapped(@TempDir Path other) throws Exception {
        // Given: rows from before the canary, one of them damaged
        tenant("acme", DAMAGED);
        tenant("globex", TestingKeyring.wrap(open(directory), Keyset.generate(), "tenant:globex"));
        new TestingKeyFiles(other).add("key-1");

        // Then
        assertRefuses(open(other).prove(connection, true), "key-1", "other bytes");
        assertThat(open(directory).prove(connection, true)).isEmpty();
        assertThat(canaries()).containsExactly("key-1");
    }

    @Test
    void takesDamagedRowsForNoKeys() throws Exception {
        tenant("none", new byte[0]);
        tenant("short", new byte[] {1});
        tenant("cut", new byte[] {1, 5, 'k'});
        tenant("odd", new byte[] {1, 2, 'a', '/'});
        tenant("old", new byte[] {9, 1, 'a', 1, 2, 3});
        tenant("long", new byte[] {1, (byte) 200, 'a', 'b'});

        assertThat(open(directory).prove(connection, true)).isEmpty();
    }

    @Test
    void provesAKeyWithoutACanaryByTheVaultsKeysetAlone() throws Exception {
        vault(TestingKeyring.wrap(open(directory), Keyset.generate(), "vault"));

        assertThat(open(directory).prove(connection, true)).isEmpty();
    }

    /** One byte of one row would stop every start of every replica. */
    @Test
    void takesANameThatNoReplicaEverHadForADamagedRow() throws Exception {
        open(directory).prove(connection, true);
        tenant("damaged", new WrappedKeyset(new KeyId("key-3"), new byte[60]).toBytes());

        assertThat(open(directory).prove(connection, true)).isEmpty();
    }

    private boolean isAccepted(Path keys) {
        AtomicBoolean accepted = new AtomicBoolean();
        SQL.with(own -> accepted.set(open(keys).prove(own, true).isEmpty()));
        return accepted.get();
    }

    private static FileKeyring open(Path directory) {
        return open(directory, "key-1");
    }

    private static FileKeyring open(Path directory, String primary) {
        KeyringOpening opening = FileKeyring.open(directory, primary, InstantSource.system());
        assertThat(opening).isInstanceOf(KeyringOpening.Opened.class);
        return (FileKeyring) ((KeyringOpening.Opened) opening).keyring();
    }

    private static void assertRefuses(List<KeyringOpening.Refused> refused, String... words) {
        assertThat(refused)
                .singleElement()
                .satisfies(one -> assertThat(one.message()).contains(words));
    }

    private void tenant(String name, byte[] wrapped) throws SQLException {
        SQL.run("INSERT INTO tenant (name, display_name) VALUES (?, 'Any')", name);
        SQL.runPastTriggers("INSERT INTO tenant_key (tenant, wrapped) VALUES (?, ?)", name, wrapped);
    }

    private void integration(byte[] wrapped) throws SQLException {
        SQL.run("INSERT INTO integration (name, environment, integration_key, scopes) VALUES ('app', 'demo', 'k',"
                + " '{}')");
        SQL.runPastTriggers("INSERT INTO integration_key (integration, wrapped) VALUES ('app', ?)", wrapped);
    }

    private void vault(byte[] wrapped) throws SQLException {
        SQL.runPastTriggers("INSERT INTO vault_key (wrapped, hash_key, mac_key) VALUES (?, '', '')", wrapped);
    }

    private static List<String> canaries() {
        return SQL.rows(row -> row.getString(1), "SELECT id FROM keyring_key WHERE canary IS NOT NULL ORDER BY id");
    }
}
