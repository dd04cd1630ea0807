package io.countersign.keyring;

import io.countersign.crypto.KeyEncryptionKey;
import io.countersign.crypto.Keyset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keys out of a directory, held in memory. Looks into the directory again when it meets a key id that it does not know. */
final class FileKeyring implements Keyring {
    // Ids come out of the database: garbage there must not make every request read files.
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(FileKeyring.class);

    private final Path directory;
    private final KeyId primary;
    private final InstantSource clock;
    private volatile Map<KeyId, KeyEncryptionKey> keys;
    private Instant reloadedAt;

    private FileKeyring(Path directory, KeyId primary, Map<KeyId, KeyEncryptionKey> keys, InstantSource clock) {
        this.directory = directory;
        this.primary = primary;
        this.keys = keys;
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
            case KeyDirectory.Reading.Keys read ->
                new KeyringOpening.Opened(
                        new FileKeyring(directory, new KeyId(primary), read.byId(), clock), read.warnings());
        };
    }

    @Override
    public byte[] wrap(Keyset keyset, String owner) {
        KeyEncryptionKey key = keys.get(primary);
        if (key == null) {
            throw new IllegalStateException("Every set of keys that is read has the primary one");
        }
        return new WrappedKeyset(primary, keyset.wrap(key, owner)).toBytes();
    }

    @Override
    public Keyset unwrap(byte[] wrapped, String owner) {
        WrappedKeyset parsed = WrappedKeyset.parse(wrapped);
        KeyEncryptionKey key = keys.get(parsed.keyId());
        if (key == null) {
            key = findAfterReload(parsed.keyId());
        }
        if (key == null) {
            throw WrappedKeyset.unreadable();
        }
        return Keyset.unwrap(parsed.ciphertext(), key, owner);
    }

    private synchronized @Nullable KeyEncryptionKey findAfterReload(KeyId id) {
        if (!keys.containsKey(id) && reloadIsDue()) {
            reload();
        }
        return keys.get(id);
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
            case KeyDirectory.Reading.Keys read -> keys = read.byId();
            case KeyDirectory.Reading.Unusable unusable ->
                LOG.warnf(
                        "A keyset names an unknown key and the key directory was read again in vain: %s",
                        unusable.reason().message());
        }
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
