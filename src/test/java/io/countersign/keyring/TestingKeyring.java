package io.countersign.keyring;

import io.countersign.TestKeyring;
import io.countersign.crypto.Keyset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A keyring past every application, for whoever seals what is planted or opens what was stored. */
public final class TestingKeyring {
    private TestingKeyring() {}

    /** The one of all applications in this JVM. */
    public static LoadedKeyring open() {
        return open(
                Path.of(TestKeyring.configuration().get("countersign.keyring.directory")),
                TestKeyring.configuration().get("countersign.keyring.primary"));
    }

    /** Another one. */
    public static LoadedKeyring open(Path directory, String primary) {
        return load(Optional.of(directory), Optional.of(primary));
    }

    static LoadedKeyring load(Optional<Path> directory, Optional<String> primary) {
        return new LoadedKeyring(
                new KeyringConfiguration() {
                    @Override
                    public Optional<Path> directory() {
                        return directory;
                    }

                    @Override
                    public Optional<String> primary() {
                        return primary;
                    }

                    @Override
                    public Duration longestWait() {
                        return Duration.ZERO;
                    }
                },
                InstantSource.system());
    }

    /** Wraps by the primary key, whatever the database says of it. */
    public static byte[] wrap(LoadedKeyring keyring, Keyset keyset, String owner) {
        return wrap(keyring.opened(), keyset, owner);
    }

    static byte[] wrap(FileKeyring keyring, Keyset keyset, String owner) {
        return keyring.wrap(keyset, owner, new LiveKey(keyring.primary()));
    }
}
