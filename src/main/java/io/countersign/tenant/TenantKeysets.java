package io.countersign.tenant;

import io.countersign.crypto.Keyset;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.keyring.Keyring;
import io.countersign.keyring.KeysetCache;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Opens tenants' keysets. Who needs one reads {@code tenant_key.wrapped} in the statement that reads the secrets, so that a deleted tenant's secrets
 * cannot be opened any more although a keyset is still in memory.
 */
@ApplicationScoped
public class TenantKeysets {
    private final Keyring keyring;
    private final KeysetCache opened;

    TenantKeysets(Keyring keyring, KeysetCache opened) {
        this.keyring = keyring;
        this.opened = opened;
    }

    /**
     * The keyset in these bytes. Works in memory and is cheap when asked again.
     *
     * @param tenant the tenant's name
     * @param wrapped the tenant's {@code tenant_key.wrapped}
     * @throws UnreadableSecretException if the bytes are damaged, another tenant's, or wrapped by a key that the keyring lacks
     */
    public Keyset open(String tenant, byte[] wrapped) {
        return opened.unwrap(wrapped, ownerOf(tenant));
    }

    /** A new keyset for this tenant, wrapped. */
    byte[] generate(String tenant) {
        return keyring.wrap(Keyset.generate(), ownerOf(tenant));
    }

    private static String ownerOf(String tenant) {
        return "tenant:" + tenant;
    }
}
