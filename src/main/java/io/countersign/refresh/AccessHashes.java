package io.countersign.refresh;

import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.Secret;
import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.VaultKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keyed hashes of access tokens: {@code connection_token.access_hash} stands beside the sealed token, and whoever
 * presents that token is found by it. Without the vault's key it proves nothing about any token.
 */
@ApplicationScoped
public class AccessHashes {
    private static final byte[] PURPOSE = "access-token".getBytes(StandardCharsets.UTF_8);

    private final Supplier<Optional<VaultKey>> kept;
    private final Supplier<Uni<VaultKey>> keptOrRead;

    @Inject
    AccessHashes(KeptVaultKey keys) {
        this(keys::key, keys::keyOrRead);
    }

    /** For tests. */
    AccessHashes(Supplier<Optional<VaultKey>> kept, Supplier<Uni<VaultKey>> keptOrRead) {
        this.kept = kept;
        this.keptOrRead = keptOrRead;
    }

    /** What is stored beside the token; null while the key is not at hand, since no token is refused for that. */
    @Nullable
    Buffer stored(Secret accessToken) {
        return kept.get().map(key -> Buffer.buffer(hash(key, accessToken))).orElse(null);
    }

    /**
     * What a presented token is looked for by. Fails with {@link MissingKeyException} where this replica lacks the key
     * that the vault's is wrapped with.
     */
    public Uni<byte[]> presented(Secret accessToken) {
        return keptOrRead.get().map(key -> hash(key, accessToken));
    }

    private static byte[] hash(VaultKey key, Secret accessToken) {
        return key.hash(PURPOSE, accessToken.revealBytes());
    }
}
