package io.countersign.integration;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.keyring.Keyring;
import io.countersign.keyring.KeysetCache;
import io.countersign.keyring.LiveKey;
import io.countersign.keyring.UnreadableRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals and opens client secrets and RSA keys under the keyset of their integration. */
@ApplicationScoped
class IntegrationKeysets {
    private final Keyring keyring;
    private final KeysetCache opened;
    private final UnreadableRows unreadable;

    IntegrationKeysets(Keyring keyring, KeysetCache opened, UnreadableRows unreadable) {
        this.keyring = keyring;
        this.opened = opened;
        this.unreadable = unreadable;
    }

    /** A new keyset for this integration, wrapped by that key. */
    byte[] generate(String integration, LiveKey key) {
        return keyring.wrap(Keyset.generate(), ownerOf(integration), key);
    }

    byte[] seal(
            SealedColumn column, Secret secret, byte[] wrapped, String integration, UUID id, Environment environment) {
        return keyset(wrapped, integration).seal(secret, place(column, integration, id, environment));
    }

    Secret open(
            SealedColumn column, byte[] sealed, byte[] wrapped, String integration, UUID id, Environment environment) {
        return unreadable.counting(
                wrapped, () -> keyset(wrapped, integration).open(sealed, place(column, integration, id, environment)));
    }

    private Keyset keyset(byte[] wrapped, String integration) {
        return opened.unwrap(wrapped, ownerOf(integration));
    }

    private static AssociatedData place(SealedColumn column, String integration, UUID id, Environment environment) {
        return new AssociatedData(column.column(), integration, id.toString(), environment.wireName(), 0);
    }

    /** As its keyset is bound to it. */
    static String ownerOf(String integration) {
        return "integration:" + integration;
    }
}
