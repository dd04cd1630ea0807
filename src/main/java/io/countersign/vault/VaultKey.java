package io.countersign.vault;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.HiddenValue;
import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;

/** The vault's own key, opened: it seals and hashes, the same on every replica and after every start. Thread-safe. */
public final class VaultKey implements HiddenValue {
    private final Keyset keyset;
    private final KeyedHash hash;
    private final KeyedHash mac;

    VaultKey(Keyset keyset, KeyedHash hash, KeyedHash mac) {
        this.keyset = keyset;
        this.hash = hash;
        this.mac = mac;
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

    /**
     * A message authentication code over these parts in this order, {@value KeyedHash#LENGTH} bytes, the same for the
     * same parts, for ever. Under a key of its own: what is hashed, strangers may choose, and a reader of the database
     * sees the result.
     *
     * @param parts of which the first says what is vouched for
     */
    public byte[] mac(byte[]... parts) {
        return mac.of(parts);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "VaultKey[not shown]";
    }
}
