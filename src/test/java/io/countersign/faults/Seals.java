package io.countersign.faults;

import io.countersign.crypto.Keyset;
import io.countersign.keyring.LoadedKeyring;
import io.countersign.keyring.TestingKeyring;
import java.nio.file.Path;

/** The keyring of the replicas, used past them: seals what is seeded and opens what they have stored. */
final class Seals {
    private final LoadedKeyring keyring;

    Seals() {
        this.keyring = TestingKeyring.open();
    }

    Seals(Path directory, String primary) {
        this.keyring = TestingKeyring.open(directory, primary);
    }

    byte[] wrap(Keyset keyset, String tenant) {
        return TestingKeyring.wrap(keyring, keyset, "tenant:" + tenant);
    }

    Keyset unwrap(byte[] wrapped, String tenant) {
        return unwrapOf("tenant:" + tenant, wrapped);
    }

    /** The keyset of {@code tenant:<name>}, {@code integration:<name>} or {@code vault}. */
    Keyset unwrapOf(String owner, byte[] wrapped) {
        return keyring.unwrap(wrapped, owner);
    }
}
