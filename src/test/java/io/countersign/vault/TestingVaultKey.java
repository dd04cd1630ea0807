package io.countersign.vault;

import io.countersign.TestingWait;
import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Keyset;
import io.countersign.keyring.LiveKeys;
import io.countersign.keyring.LoadedKeyring;
import io.countersign.keyring.TestingKeyring;
import io.countersign.keyring.UnreadableRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.sqlclient.Pool;
import java.security.SecureRandom;

/** The vault's own key without an application. */
public final class TestingVaultKey {
    private TestingVaultKey() {}

    /** One of no database. */
    public static VaultKey generate() {
        return new VaultKey(Keyset.generate(), newHash(), newHash());
    }

    private static KeyedHash newHash() {
        return new KeyedHash(KeyedHash.newKey(new SecureRandom()));
    }

    /** That of a database, in memory; made where there is none, under the tests' keyring. */
    public static KeptVaultKey kept(Pool pool) {
        KeptVaultKey kept = unread(pool);
        TestingWait.answer(kept.look());
        return kept;
    }

    /** That of a database, as of a start at which it could not be read. */
    public static KeptVaultKey unread(Pool pool) {
        LoadedKeyring keyring = TestingKeyring.open();
        return new KeptVaultKey(
                new VaultKeys(
                        pool,
                        keyring,
                        new LiveKeys(keyring),
                        new UnreadableRows(keyring, new SimpleMeterRegistry()),
                        new SecureRandom()),
                System::nanoTime);
    }
}
