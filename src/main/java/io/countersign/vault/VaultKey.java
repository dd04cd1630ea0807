package io.countersign.vault;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;

/** The vault's own key, opened: it seals and hashes, the same on every replica and after every start. Thread-safe. */
public final class VaultKey {
    private final Keyset keyset;
    private final KeyedHash hash;

    VaultKey(Keyset keyset, KeyedHash hash) {
        this.keyset = keyset;
        this.hash = hash;
    }

    /** Seals a secret for one place, as {@link Keyset#seal} does. */
    public byte[] seal(Secret secret, AssociatedData place) {
        return keyset.seal(secret, place);
    }

    /**
     * Opens what {@link #seal} made for the same place.
     *
     * @throws UnreadableSecretException for everything else
     */
    public Secret open(byte[] sealed, AssociatedData place) {
        return keyset.open(sealed, place);
    }

    /** A hash of these parts in this order: {@value KeyedHash#LENGTH} bytes, the same for the same parts, for ever. */
    public byte[] hash(byte[]... parts) {
        return hash.of(parts);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "VaultKey[not shown]";
    }
}
