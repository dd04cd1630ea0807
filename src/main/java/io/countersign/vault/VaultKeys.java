package io.countersign.vault;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.keyring.Keyring;
import io.countersign.keyring.UnreadableRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one row of the vault's own key: a keyset that the keyring has wrapped, and under that keyset the key of the
 * hashes, which so outlives whatever becomes of either wrapping.
 */
@ApplicationScoped
public class VaultKeys {
    private static final String OWNER = "vault";
    private static final AssociatedData HASH_KEY = new AssociatedData("vault_key.hash_key", OWNER, "", "", 0);

    private final Pool pool;
    private final Keyring keyring;
    private final UnreadableRows unreadable;
    private final SecureRandom random;
    private volatile @Nullable Known known;

    /** A key, and the row that it was opened from. */
    private record Known(byte[] wrapped, byte[] hashKey, VaultKey key) {
        boolean isOf(byte[] otherWrapped, byte[] otherHashKey) {
            return Arrays.equals(wrapped, otherWrapped) && Arrays.equals(hashKey, otherHashKey);
        }
    }

    VaultKeys(Pool pool, Keyring keyring, UnreadableRows unreadable, SecureRandom random) {
        this.pool = pool;
        this.keyring = keyring;
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
     * stores a hash asks in the same transaction. No failure is remembered. Fails with {@link MissingKeyException}
     * while the keyring lacks the key that wraps it, with {@link UnreadableSecretException} where the row is damaged.
     */
    public Uni<VaultKey> vaultKey(SqlClient client) {
        return read(client)
                .chain(rows -> rows.size() == 1
                        ? Uni.createFrom().item(rows)
                        // Of several that make one at once, all read the one that stands.
                        : make(client).chain(() -> read(client)))
                .map(rows -> keyOf(rows.iterator().next()));
    }

    private static Uni<RowSet<Row>> read(SqlClient client) {
        return client.preparedQuery("SELECT wrapped, hash_key FROM vault_key").execute();
    }

    private Uni<RowSet<Row>> make(SqlClient client) {
        Keyset keyset = Keyset.generate();
        return client.preparedQuery("INSERT INTO vault_key (wrapped, hash_key) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(
                        Buffer.buffer(keyring.wrap(keyset, OWNER)),
                        Buffer.buffer(keyset.seal(KeyedHash.newKey(random), HASH_KEY))));
    }

    /** From memory, if it was opened from the same row. */
    private VaultKey keyOf(Row row) {
        byte[] wrapped = row.getBuffer("wrapped").getBytes();
        byte[] hashKey = row.getBuffer("hash_key").getBytes();
        Known kept = known;
        if (kept != null && kept.isOf(wrapped, hashKey)) {
            return kept.key();
        }
        VaultKey opened = open(wrapped, hashKey);
        known = new Known(wrapped, hashKey, opened);
        return opened;
    }

    private VaultKey open(byte[] wrapped, byte[] hashKey) {
        return unreadable.counting(wrapped, () -> {
            Keyset keyset = keyring.unwrap(wrapped, OWNER);
            return new VaultKey(keyset, new KeyedHash(keyset.open(hashKey, HASH_KEY)));
        });
    }
}
