package io.countersign.faults;

import io.countersign.TestKeyring;
import io.countersign.crypto.Keyset;
import io.countersign.keyring.Keyring;
import io.countersign.keyring.KeyringConfiguration;
import io.countersign.keyring.LoadedKeyring;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The keyring of the replicas, used past them: seals what is seeded and opens what they have stored. */
final class Seals {
    private final Keyring keyring;

    Seals() {
        this(
                Path.of(TestKeyring.configuration().get("countersign.keyring.directory")),
                TestKeyring.configuration().get("countersign.keyring.primary"));
    }

    Seals(Path directory, String primary) {
        this.keyring = new LoadedKeyring(
                new KeyringConfiguration() {
                    @Override
                    public Optional<Path> directory() {
                        return Optional.of(directory);
                    }

                    @Override
                    public Optional<String> primary() {
                        return Optional.of(primary);
                    }
                },
                InstantSource.system());
    }

    byte[] wrap(Keyset keyset, String tenant) {
        return keyring.wrap(keyset, "tenant:" + tenant);
    }

    Keyset unwrap(byte[] wrapped, String tenant) {
        return keyring.unwrap(wrapped, "tenant:" + tenant);
    }
}
