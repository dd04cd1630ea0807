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
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
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
    private volatile @Nullable VaultKey known;

    VaultKeys(Pool pool, Keyring keyring, UnreadableRows unreadable, SecureRandom random) {
        this.pool = pool;
        this.keyring = keyring;
        this.unreadable = unreadable;
        this.random = random;
    }

    /**
     * The key: from memory, else from the database, where the first who asks makes it. No failure is remembered. Fails
     * with {@link MissingKeyException} while the keyring lacks the key that wraps it, with
     * {@link UnreadableSecretException} where the row is damaged.
     */
    public Uni<VaultKey> vaultKey() {
        return Uni.createFrom().deferred(() -> {
            VaultKey kept = known;
            return kept == null
                    ? readOrMade().invoke(opened -> known = opened)
                    : Uni.createFrom().item(kept);
        });
    }

    /** Of several that make one at once, all read the one that stands. */
    private Uni<VaultKey> readOrMade() {
        return read().chain(rows -> rows.size() == 1 ? Uni.createFrom().item(rows) : make().chain(this::read))
                .map(rows -> open(rows.iterator().next()));
    }

    private Uni<RowSet<Row>> read() {
        return pool.preparedQuery("SELECT wrapped, hash_key FROM vault_key").execute();
    }

    private Uni<RowSet<Row>> make() {
        Keyset keyset = Keyset.generate();
        return pool.preparedQuery("INSERT INTO vault_key (wrapped, hash_key) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(
                        Buffer.buffer(keyring.wrap(keyset, OWNER)),
                        Buffer.buffer(keyset.seal(KeyedHash.newKey(random), HASH_KEY))));
    }

    private VaultKey open(Row row) {
        byte[] wrapped = row.getBuffer("wrapped").getBytes();
        byte[] hashKey = row.getBuffer("hash_key").getBytes();
        return unreadable.counting(wrapped, () -> {
            Keyset keyset = keyring.unwrap(wrapped, OWNER);
            return new VaultKey(keyset, new KeyedHash(keyset.open(hashKey, HASH_KEY)));
        });
    }
}
