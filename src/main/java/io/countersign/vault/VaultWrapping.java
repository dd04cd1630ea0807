package io.countersign.vault;

import io.countersign.keyring.WrappedKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;

/** The vault's own keyset, as a rewrap sees it. */
@ApplicationScoped
class VaultWrapping implements WrappedKeysets {
    private final Pool pool;

    VaultWrapping(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<Wrapped>> notUnder(String key, String after, int most) {
        if (after.compareTo(VaultKeys.OWNER) >= 0) {
            return Uni.createFrom().item(List.of());
        }
        return pool.preparedQuery("SELECT wrapped FROM vault_key WHERE wrapped_by IS DISTINCT FROM $1")
                .execute(Tuple.of(key))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Wrapped(
                                VaultKeys.OWNER,
                                VaultKeys.OWNER,
                                row.getBuffer("wrapped").getBytes()))
                        .toList());
    }

    @Override
    public Uni<Integer> replace(List<Rewrapped> keysets) {
        Rewrapped only = keysets.getFirst();
        return pool.preparedQuery("UPDATE vault_key SET wrapped = $2 WHERE wrapped = $1")
                .execute(Tuple.of(Buffer.buffer(only.former()), Buffer.buffer(only.bytes())))
                .map(rows -> rows.rowCount());
    }
}
