package io.countersign.caller;

import io.countersign.crypto.Digest;
import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.VaultKey;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Vouches for refresh handles: which caller's they are, which connection they stand for, and until when. They give
 * nobody a right, but a client cannot see whose token it is answered for one.
 */
@ApplicationScoped
public class HandleProofs {
    private final VaultKeys vaultKeys;
    private final KeptVaultKey kept;
    private final UnverifiedCallers unverified;

    HandleProofs(VaultKeys vaultKeys, KeptVaultKey kept, UnverifiedCallers unverified) {
        this.vaultKeys = vaultKeys;
        this.kept = kept;
        this.unverified = unverified;
    }

    /**
     * What a row of a handle says.
     *
     * @param caller a caller's name
     * @param hash of the whole handle
     * @param uuid the connection's
     * @param expiresAt in whole microseconds, as the database has it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    public record Handle(
            String caller, String id, byte[] hash, String tenant, String connection, UUID uuid, Instant expiresAt) {}

    /** The MAC to be stored beside it, in that transaction, which holds the vault's key from now on. */
    public Uni<byte[]> sign(SqlConnection transaction, Handle handle) {
        return vaultKeys.heldVaultKey(transaction).map(key -> CallerMacs.of(key).of(handle));
    }

    /**
     * Whether the vault wrote it. Asks nobody but where it did not. Fails where the vault's key is not to be had: then
     * nobody knows.
     */
    public Uni<Boolean> isOurs(Handle handle, byte[] mac) {
        return kept.keyOrRead()
                .chain(key -> fits(key, handle, mac)
                        ? Uni.createFrom().item(true)
                        : kept.readLately().map(now -> now != key && fits(now, handle, mac)))
                .invoke(ours -> {
                    if (!ours) {
                        unverified.met(
                                List.of(new UnverifiedRow(handle.caller(), UnverifiedRow.Kind.HANDLE, handle.id())));
                    }
                });
    }

    private static boolean fits(VaultKey key, Handle handle, byte[] mac) {
        return Digest.same(mac, CallerMacs.of(key).of(handle));
    }
}
