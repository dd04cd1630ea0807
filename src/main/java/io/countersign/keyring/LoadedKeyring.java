package io.countersign.keyring;

import io.countersign.crypto.Keyset;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * The keyring of this process, opened at start-up. If it does not open, the bean is made all the same, so that the
 * start-up checks can report {@link #opening()} by property instead of a stack trace; every use fails.
 */
@Startup
@Singleton
public final class LoadedKeyring implements Keyring {
    private final KeyringConfiguration configuration;
    private final InstantSource clock;
    private volatile KeyringOpening opening;

    /** Opens the configured keyring; reads the key files, which blocks for a moment. */
    public LoadedKeyring(KeyringConfiguration configuration, InstantSource clock) {
        this.configuration = configuration;
        this.clock = clock;
        this.opening = open(configuration, clock);
    }

    /** What came of it, for the start-up checks and the health check. */
    public KeyringOpening opening() {
        return opening;
    }

    /**
     * Tries once more where the directory could not be reached; what is open, or refused, stays as it is. Reads the key
     * files, which blocks.
     */
    public synchronized KeyringOpening reopen() {
        if (opening instanceof KeyringOpening.Unreachable) {
            opening = open(configuration, clock);
        }
        return opening;
    }

    @Override
    public byte[] wrap(Keyset keyset, String owner, LiveKey key) {
        return opened().wrap(keyset, owner, key);
    }

    @Override
    public Keyset unwrap(byte[] wrapped, String owner) {
        return opened().unwrap(wrapped, owner);
    }

    @Override
    public boolean lacksKey() {
        return opened().lacksKey();
    }

    @Override
    public String keyOf(byte[] wrapped) {
        return opened().keyOf(wrapped);
    }

    /** The ids of keys that other replicas use and this one lacks; mostly empty. */
    public Set<String> lacking() {
        return opened().unknown().lacking();
    }

    /**
     * Compares the keyring with the database: every key that wraps something there must be here, and every key here
     * must be the one that the database knows under its id. Blocks.
     *
     * @param database migrated
     * @param writing whether keys that the database does not know are made known to it; then the first bytes of an id
     *     are its bytes
     * @return why the vault must not start, one for each key; mostly empty
     * @throws SQLException if the database does not answer
     */
    public List<KeyringOpening.Refused> prove(Connection database, boolean writing) throws SQLException {
        return opened().prove(database, writing);
    }

    FileKeyring opened() {
        return switch (opening) {
            case KeyringOpening.Opened opened -> (FileKeyring) opened.keyring();
            case KeyringOpening.Refused refused -> throw notOpen(refused);
            case KeyringOpening.Unreachable unreachable -> throw notOpen(unreachable.refusal());
        };
    }

    private static IllegalStateException notOpen(KeyringOpening.Refused refused) {
        return new IllegalStateException("The keyring is not open: " + refused.property() + ": " + refused.message());
    }

    private static KeyringOpening open(KeyringConfiguration configuration, InstantSource clock) {
        if (configuration.directory().isEmpty()) {
            return KeyringOpening.Refused.forDirectory(
                    "No key directory is configured. Name a directory with one file per key, each base64 of 32 bytes.");
        }
        if (configuration.primary().isEmpty()) {
            return KeyringOpening.Refused.forPrimary(
                    "No primary key is configured. Name the key file that new keysets are to be wrapped with.");
        }
        Path directory = configuration.directory().get();
        return FileKeyring.open(directory, configuration.primary().get(), clock);
    }
}
