package io.countersign.tenant;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.keyring.Keyring;
import io.countersign.keyring.KeysetCache;
import io.countersign.keyring.LiveKey;
import io.countersign.keyring.UnreadableRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Opens tenants' keysets. Who needs one reads {@code tenant_key.wrapped} in the statement that reads the secrets, so
 * that a deleted tenant's secrets cannot be opened any more although a keyset is still in memory.
 */
@ApplicationScoped
public class TenantKeysets {
    private final Keyring keyring;
    private final KeysetCache opened;
    private final UnreadableRows unreadable;

    TenantKeysets(Keyring keyring, KeysetCache opened, UnreadableRows unreadable) {
        this.keyring = keyring;
        this.opened = opened;
        this.unreadable = unreadable;
    }

    /**
     * The keyset in these bytes. Works in memory and is cheap when asked again.
     *
     * @param tenant the tenant's name
     * @param wrapped the tenant's {@code tenant_key.wrapped}
     * @throws UnreadableSecretException if the bytes are damaged, another tenant's, or name a key that nobody has ever
     *     had
     * @throws MissingKeyException if they are wrapped by a key that the keyring lacks
     */
    public Keyset open(String tenant, byte[] wrapped) {
        return unreadable.counting(wrapped, () -> opened.unwrap(wrapped, ownerOf(tenant)));
    }

    /**
     * The same with the version that stands beside it. Fails as {@link #open(String, byte[])} does.
     *
     * @param version the tenant's {@code tenant_key.version}, out of the same statement
     */
    public TenantKeyset open(String tenant, byte[] wrapped, UUID version) {
        return new TenantKeyset(open(tenant, wrapped), version);
    }

    /**
     * A secret that is sealed under the keyset in these bytes. Fails as {@link #open(String, byte[])} does.
     *
     * @param wrapped the tenant's {@code tenant_key.wrapped}
     * @param place what the sealed value belongs to
     */
    public Secret open(String tenant, byte[] wrapped, byte[] sealed, AssociatedData place) {
        Keyset keyset = open(tenant, wrapped);
        return unreadable.counting(wrapped, () -> keyset.open(sealed, place));
    }

    /** Whether this replica lacks a key that others may have: they should do the work then. */
    public boolean lacksKey() {
        return keyring.lacksKey();
    }

    /** A new keyset for this tenant, wrapped by that key. */
    byte[] generate(String tenant, LiveKey key) {
        return wrap(tenant, Keyset.generate(), key);
    }

    /** A keyset of this tenant's, wrapped by that key. */
    byte[] wrap(String tenant, Keyset keyset, LiveKey key) {
        return keyring.wrap(keyset, ownerOf(tenant), key);
    }

    /** The keyset in these bytes does not stay in memory: a key has left it. */
    void forget(String tenant, byte[] wrapped) {
        opened.forget(wrapped, ownerOf(tenant));
    }

    /** As its keyset is bound to it. */
    static String ownerOf(String tenant) {
        return "tenant:" + tenant;
    }
}
