package io.countersign.vault;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** STUB until the bulk branch is merged. */
@ApplicationScoped
public class VaultKeys {
    public Uni<VaultKey> vaultKey() {
        throw new UnsupportedOperationException();
    }
}
