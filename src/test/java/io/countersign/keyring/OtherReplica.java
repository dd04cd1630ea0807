package io.countersign.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestKeyring;
import io.countersign.TestingSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;

/**
 * A replica with one key more than the one under test, which it wraps with: it has made that known to the database as
 * it started.
 *
 * @param key the id of that key
 * @param directory its key directory
 */
record OtherReplica(String key, Path directory, FileKeyring keyring) {
    private static final Path KEYS = Path.of(TestKeyring.configuration().get("countersign.keyring.directory"));
    static final String PRIMARY = TestKeyring.configuration().get("countersign.keyring.primary");

    static OtherReplica start(Path directory, String key) throws IOException {
        Files.copy(KEYS.resolve(PRIMARY), directory.resolve(PRIMARY), StandardCopyOption.COPY_ATTRIBUTES);
        new TestingKeyFiles(directory).add(key);
        KeyringOpening opening = FileKeyring.open(directory, key, InstantSource.system());
        FileKeyring keyring = (FileKeyring) ((KeyringOpening.Opened) opening).keyring();
        OtherReplica replica = new OtherReplica(key, directory, keyring);
        replica.makeKnown();
        return replica;
    }

    /** As a start does it. */
    void makeKnown() {
        TestingSql.with(
                connection -> assertThat(keyring.prove(connection, true)).isEmpty());
    }

    /** The keyset in these bytes, wrapped by this one's key. */
    byte[] rewrapped(byte[] wrapped, String owner) {
        return TestingKeyring.wrap(keyring, keyring.unwrap(wrapped, owner), owner);
    }

    /** Wraps the tenant's keyset by this one's key. */
    void rewrapTenant(String tenant) {
        byte[] wrapped = TestingSql.value(byte[].class, "SELECT wrapped FROM tenant_key WHERE tenant = ?", tenant);
        TestingSql.run(
                "UPDATE tenant_key SET wrapped = ? WHERE tenant = ?", rewrapped(wrapped, "tenant:" + tenant), tenant);
    }

    void rewrapIntegration(String integration) {
        byte[] wrapped = TestingSql.value(
                byte[].class, "SELECT wrapped FROM integration_key WHERE integration = ?", integration);
        TestingSql.run(
                "UPDATE integration_key SET wrapped = ? WHERE integration = ?",
                rewrapped(wrapped, "integration:" + integration),
                integration);
    }

    void rewrapVault() {
        byte[] wrapped = TestingSql.value(byte[].class, "SELECT wrapped FROM vault_key");
        TestingSql.run("UPDATE vault_key SET wrapped = ?", rewrapped(wrapped, "vault"));
    }

    /** Gives its key's file to the replica under test. */
    void giveFile() throws IOException {
        Files.copy(directory.resolve(key), KEYS.resolve(key), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** What was loaded stays in memory. */
    void takeFileAway() throws IOException {
        Files.deleteIfExists(KEYS.resolve(key));
    }
}
