package io.countersign.keyring;

import io.countersign.crypto.KeyEncryptionKey;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.UnreadableSecretException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Keys out of a directory, held in memory. Looks into the directory again when it meets a key id that it does not know,
 * and takes a key that came later once that has opened something; what it has it keeps, whatever becomes of the files.
 */
final class FileKeyring implements Keyring {
    // Ids come out of the database: garbage there must not make every request read files.
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(FileKeyring.class);

    private final Path directory;
    private final KeyId primary;
    private final InstantSource clock;
    private final UnknownKeys unknown = new UnknownKeys();
    private volatile Map<KeyId, KeyEncryptionKey> keys;

    /** What the directory held when it was read last. */
    private Map<KeyId, KeyEncryptionKey> files;

    private Instant reloadedAt;

    private FileKeyring(Path directory, KeyId primary, Map<KeyId, KeyEncryptionKey> keys, InstantSource clock) {
        this.directory = directory;
        this.primary = primary;
        this.keys = keys;
        this.files = keys;
        this.clock = clock;
        this.reloadedAt = Instant.MIN;
    }

    /**
     * Reads all keys of the directory.
     *
     * @param primary the id of the key to wrap with
     * @param clock spaces the reloads
     */
    static KeyringOpening open(Path directory, String primary, InstantSource clock) {
        return switch (readKeys(directory, primary)) {
            case KeyDirectory.Reading.Unusable unusable -> unusable.reason();
            case KeyDirectory.Reading.Unreachable unreachable ->
                new KeyringOpening.Unreachable(directory, unreachable.why(), unreachable.reason());
            case KeyDirectory.Reading.Keys read ->
                new KeyringOpening.Opened(
                        new FileKeyring(directory, new KeyId(primary), read.byId(), clock), read.warnings());
        };
    }

    @Override
    public byte[] wrap(Keyset keyset, String owner, LiveKey live) {
        KeyEncryptionKey key = keys.get(live.id());
        if (key == null) {
            throw unknown.met(live.id());
        }
        return new WrappedKeyset(live.id(), keyset.wrap(key, owner)).toBytes();
    }

    @Override
    public Keyset unwrap(byte[] wrapped, String owner) {
        WrappedKeyset parsed = WrappedKeyset.parse(wrapped);
        KeyEncryptionKey key = keys.get(parsed.keyId());
        return key == null ? unwrapLate(parsed, owner) : Keyset.unwrap(parsed.ciphertext(), key, owner);
    }

    @Override
    public boolean lacksKey() {
        return unknown.mayBeLacking();
    }

    @Override
    public String keyOf(byte[] wrapped) {
        try {
            KeyId id = WrappedKeyset.parse(wrapped).keyId();
            return keys.containsKey(id) ? id.value() : UNKNOWN;
        } catch (UnreadableSecretException e) {
            return UNKNOWN;
        }
    }

    Map<KeyId, KeyEncryptionKey> keys() {
        return keys;
    }

    KeyId primary() {
        return primary;
    }

    UnknownKeys unknown() {
        return unknown;
    }

    /** See {@link KeyringProof}; blocks. */
    List<KeyringOpening.Refused> prove(Connection database, boolean writing) throws SQLException {
        return KeyringProof.prove(keys, primary, directory, database, writing);
    }

    /** Reads the directory again, unless it was read just now. Blocks for a moment. */
    synchronized void look() {
        if (reloadIsDue()) {
            reload();
        }
    }

    /** Takes the key if there is a file for it and that opens the canary. */
    synchronized boolean takeLate(KeyId id, byte[] canary) {
        KeyEncryptionKey late = files.get(id);
        if (late == null || !KeyCanary.opens(canary, id, late)) {
            return keys.containsKey(id);
        }
        take(id, late);
        return true;
    }

    private synchronized Keyset unwrapLate(WrappedKeyset wrapped, String owner) {
        KeyId id = wrapped.keyId();
        if (!keys.containsKey(id)) {
            look();
        }
        KeyEncryptionKey late = keys.getOrDefault(id, files.get(id));
        if (late == null) {
            throw unknown.met(id);
        }
        try {
            Keyset keyset = Keyset.unwrap(wrapped.ciphertext(), late, owner);
            take(id, late);
            return keyset;
        } catch (UnreadableSecretException e) {
            throw keys.containsKey(id) ? e : unknown.met(id);
        }
    }

    /** The bytes of a key never change while the process lives. */
    private void take(KeyId id, KeyEncryptionKey late) {
        if (!keys.containsKey(id)) {
            Map<KeyId, KeyEncryptionKey> more = new HashMap<>(keys);
            more.put(id, late);
            keys = Map.copyOf(more);
            LOG.infof("keyring_key_found key=%s: it has come since the start, and is in use", id.value());
        }
        unknown.forget(id);
    }

    /** A clock that was set back must not stop reloading: a time in the future counts as past. */
    private boolean reloadIsDue() {
        Instant now = clock.instant();
        return now.isBefore(reloadedAt) || !now.isBefore(reloadedAt.plus(RELOAD_PAUSE));
    }

    /** A directory that cannot be used changes nothing: the keys in memory stay. */
    private void reload() {
        reloadedAt = clock.instant();
        switch (readKeys(directory, primary.value())) {
            case KeyDirectory.Reading.Keys read -> files = read.byId();
            case KeyDirectory.Reading.Unusable unusable -> readInVain(unusable.reason());
            case KeyDirectory.Reading.Unreachable unreachable -> readInVain(unreachable.reason());
        }
    }

    private static void readInVain(KeyringOpening.Refused reason) {
        LOG.warnf("A keyset names an unknown key and the key directory was read again in vain: %s", reason.message());
    }

    private static KeyDirectory.Reading readKeys(Path directory, String primary) {
        KeyDirectory.Reading reading = KeyDirectory.read(directory);
        if (reading instanceof KeyDirectory.Reading.Keys read
                && !(KeyId.isValid(primary) && read.byId().containsKey(new KeyId(primary)))) {
            return new KeyDirectory.Reading.Unusable(KeyringOpening.Refused.forPrimary("The key directory " + directory
                    + " has no key file named " + primary + ". Add the key, or name one that is there."));
        }
        return reading;
    }
}
