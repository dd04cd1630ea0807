package io.countersign.connection;

import io.countersign.crypto.Digest;
import io.countersign.vault.KeptVaultKey;
import io.countersign.vault.VaultKey;
import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Vouches for whom a {@code jwt_bearer} connection impersonates, and who waits to become that: nothing is sealed for
 * that user yet, so that whoever writes to the database could put another one there. Each is a MAC under the vault's
 * key, written by whoever settles the user, and judged before an assertion is signed. An earlier user of the same
 * connection, put back with the earlier MAC, is not told from the present one. Whom the vault did not write is counted
 * and told of ({@link UnverifiedUsers}).
 */
@ApplicationScoped
public class VouchedUsers {
    private static final byte FORMAT = 1;
    private static final byte[] USER = utf8("connection_user/1");
    private static final byte[] PENDING = utf8("pending_user/1");

    private final VaultKeys vaultKeys;
    private final KeptVaultKey kept;
    private final UnverifiedUsers unverified;

    VouchedUsers(VaultKeys vaultKeys, KeptVaultKey kept, UnverifiedUsers unverified) {
        this.vaultKeys = vaultKeys;
        this.kept = kept;
        this.unverified = unverified;
    }

    /**
     * Whom somebody settled on.
     *
     * @param integration through which the connection impersonates
     * @param consent by which somebody waits; null where nobody has to confirm, or somebody did
     * @param user the user's id (GUID) at DocuSign, which tells no large letters from small ones
     */
    public record Settled(
            ConnectionId id, String integration, @Nullable UUID consent, String user) {}

    /**
     * Writes beside the connection's token row, which the transaction holds, that the vault settled on that user; the
     * vault's key stays until it ends.
     */
    public Uni<Void> vouch(SqlConnection transaction, Settled settled) {
        ConnectionId id = settled.id();
        return sign(transaction, settled)
                .chain(mac -> transaction
                        .preparedQuery("""
                                UPDATE connection_token SET user_mac = $4
                                WHERE tenant = $1 AND connection = $2 AND uuid = $3
                                """)
                        .execute(Tuple.of(id.tenant(), id.name(), id.uuid(), Buffer.buffer(mac))))
                .replaceWithVoid();
    }

    /** The MAC to be stored in that transaction, which holds the vault's key from now on. */
    public Uni<byte[]> sign(SqlConnection transaction, Settled settled) {
        return vaultKeys.heldVaultKey(transaction).map(key -> mac(key, settled));
    }

    /**
     * Whether it was the vault that settled on that user. Asks nobody but where it was not. Fails where the vault's key
     * is not to be had: then nobody knows.
     *
     * @param row with {@code user_mac}: what stands beside the user, or null
     */
    public Uni<Boolean> isOurs(Settled settled, Row row) {
        return kept.keyOrRead()
                .chain(key -> fits(key, settled, row)
                        ? Uni.createFrom().item(true)
                        : kept.readLately().map(now -> fits(now, settled, row)))
                .invoke(ours -> tell(settled, ours));
    }

    /** The same within a transaction, which asks for no other connection. It holds the vault's key from now on. */
    public Uni<Boolean> isOurs(SqlConnection transaction, Settled settled, Row row) {
        return vaultKeys
                .heldVaultKey(transaction)
                .map(key -> fits(key, settled, row))
                .invoke(ours -> tell(settled, ours));
    }

    private void tell(Settled settled, boolean ours) {
        if (!ours) {
            unverified.met(settled.id());
        }
    }

    private static boolean fits(VaultKey key, Settled settled, Row row) {
        var mac = row.getBuffer("user_mac");
        return mac != null && Digest.same(mac.getBytes(), mac(key, settled));
    }

    /** With the format in front, as the codes beside callers have it. */
    private static byte[] mac(VaultKey key, Settled settled) {
        byte[] code = key.mac(parts(settled));
        return ByteBuffer.allocate(1 + code.length).put(FORMAT).put(code).array();
    }

    /** The bytes are fixed for ever, like their order. */
    static byte[][] parts(Settled settled) {
        ConnectionId id = settled.id();
        UUID consent = settled.consent();
        return new byte[][] {
            consent == null ? USER : PENDING,
            utf8(id.tenant()),
            utf8(id.name()),
            bytes(id.uuid()),
            utf8(settled.integration()),
            utf8(settled.user().toLowerCase(Locale.ROOT)),
            consent == null ? new byte[0] : bytes(consent)
        };
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
