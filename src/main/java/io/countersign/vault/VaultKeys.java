package io.countersign.vault;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.LostKeyException;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.keyring.Keyring;
import io.countersign.keyring.LiveKeys;
import io.countersign.keyring.UnreadableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one row of the vault's own key: a keyset that the keyring has wrapped, and under that keyset the keys of the
 * hashes and of the MACs, which so outlive whatever becomes of either wrapping.
 */
@ApplicationScoped
public class VaultKeys {
    /** As the keyset is bound to it. */
    static final String OWNER = "vault";

    private static final AssociatedData HASH_KEY = new AssociatedData("vault_key.hash_key", OWNER, "", "", 0);
    private static final AssociatedData MAC_KEY = new AssociatedData("vault_key.mac_key", OWNER, "", "", 0);

    private final Pool pool;
    private final Keyring keyring;
    private final LiveKeys live;
    private final UnreadableRows unreadable;
    private final SecureRandom random;
    private volatile @Nullable Known known;

    /** A key, and the row that it was opened from. */
    private record Known(Stored stored, VaultKey key) {}

    /** The row's columns. */
    private record Stored(byte[] wrapped, byte[] hashKey, byte[] macKey) {
        static Stored of(Row row) {
            return new Stored(
                    row.getBuffer("wrapped").getBytes(),
                    row.getBuffer("hash_key").getBytes(),
                    row.getBuffer("mac_key").getBytes());
        }

        boolean is(Stored other) {
            return Arrays.equals(wrapped, other.wrapped)
                    && Arrays.equals(hashKey, other.hashKey)
                    && Arrays.equals(macKey, other.macKey);
        }
    }

    VaultKeys(Pool pool, Keyring keyring, LiveKeys live, UnreadableRows unreadable, SecureRandom random) {
        this.pool = pool;
        this.keyring = keyring;
        this.live = live;
        this.unreadable = unreadable;
        this.random = random;
    }

    /** As {@link #vaultKey(SqlClient)}, outside of any transaction. */
    public Uni<VaultKey> vaultKey() {
        return vaultKey(pool);
    }

    /**
     * The key of the row as it is now; the first who asks makes it. After a failover that lost the row, another replica
     * may have made another one, and a hash under the former key would let a spent token be sent again: so whoever
     * stores a hash asks in the same transaction. Where there are callers, seals of the trail, or webhooks, none is
     * made: all that vouches for them would be worth nothing. No failure is remembered. Fails with
     * {@link MissingKeyException} while the keyring lacks the key that wraps it, with {@link UnreadableSecretException}
     * where the row is damaged, and with {@link LostKeyException} where it is gone and there are callers, seals or
     * webhooks.
     */
    public Uni<VaultKey> vaultKey(SqlClient client) {
        return readOrMade(client, VaultKeys::read);
    }

    /**
     * As {@link #vaultKey(SqlClient)}, for whoever stores a MAC: the row stays as long as the transaction runs, so that
     * nothing is vouched for by a key that nobody has.
     */
    public Uni<VaultKey> heldVaultKey(SqlConnection transaction) {
        return readOrMade(transaction, VaultKeys::readHeld);
    }

    private <C extends SqlClient> Uni<VaultKey> readOrMade(C client, Function<C, Uni<RowSet<Row>>> read) {
        return read.apply(client)
                .chain(rows -> rows.size() == 1
                        ? Uni.createFrom().item(rows)
                        // Of several that make one at once, all read the one that stands.
                        : make(client).chain(() -> read.apply(client)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw new LostKeyException("the row of vault_key");
                    }
                    return keyOf(Stored.of(rows.iterator().next()));
                });
    }

    /** The key of the row, if there is one: makes none. Fails as {@link #vaultKey(SqlClient)} does. */
    public Uni<Optional<VaultKey>> present() {
        return read(pool)
                .map(rows -> rows.size() == 1
                        ? Optional.of(keyOf(Stored.of(rows.iterator().next())))
                        : Optional.empty());
    }

    private static Uni<RowSet<Row>> read(SqlClient client) {
        return client.preparedQuery("SELECT wrapped, hash_key, mac_key FROM vault_key")
                .execute();
    }

    private static Uni<RowSet<Row>> readHeld(SqlConnection transaction) {
        return transaction
                .preparedQuery("SELECT wrapped, hash_key, mac_key FROM vault_key FOR KEY SHARE")
                .execute();
    }

    private Uni<RowSet<Row>> make(SqlClient client) {
        Keyset keyset = Keyset.generate();
        return live.lock(client)
                .chain(key -> client.preparedQuery("""
                        INSERT INTO vault_key (wrapped, hash_key, mac_key)
                        SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM caller) AND NOT EXISTS (SELECT FROM audit_seal)
                            AND NOT EXISTS (SELECT FROM webhook)
                        ON CONFLICT DO NOTHING
                        """)
                        .execute(Tuple.of(
                                Buffer.buffer(keyring.wrap(keyset, OWNER, key)),
                                Buffer.buffer(keyset.seal(KeyedHash.newKey(random), HASH_KEY)),
                                Buffer.buffer(keyset.seal(KeyedHash.newKey(random), MAC_KEY)))));
    }

    /** From memory, if it was opened from the same row. */
    private VaultKey keyOf(Stored stored) {
        Known kept = known;
        if (kept != null && kept.stored().is(stored)) {
            return kept.key();
        }
        VaultKey opened = open(stored);
        known = new Known(stored, opened);
        return opened;
    }

    private VaultKey open(Stored stored) {
        return unreadable.counting(stored.wrapped(), () -> {
            Keyset keyset = keyring.unwrap(stored.wrapped(), OWNER);
            return new VaultKey(
                    keyset,
                    new KeyedHash(keyset.open(stored.hashKey(), HASH_KEY)),
                    new KeyedHash(keyset.open(stored.macKey(), MAC_KEY)));
        });
    }
}
