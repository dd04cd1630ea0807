package io.countersign.keyring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as callers see it.
 *
 * @param loaded whether the replica that was asked has it
 * @param retiredAt null while it is in use
 * @param tenants how many tenants' keysets it wraps
 * @param integrations how many integrations'
 * @param other how many others: the vault's own is one
 */
public record KeyringKeyView(
        String id, boolean loaded, @Nullable Instant retiredAt, long tenants, long integrations, long other) {

    boolean isUsed() {
        return tenants + integrations + other > 0;
    }
}
