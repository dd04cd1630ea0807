package io.countersign.integration;

import io.countersign.keyring.WrappedKeysets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;

/** The integrations' keysets, as a rewrap sees them. */
@ApplicationScoped
class IntegrationWrappings implements WrappedKeysets {
    private final Pool pool;

    IntegrationWrappings(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<Wrapped>> notUnder(String key, String after, int most) {
        return pool.preparedQuery("""
                        SELECT integration, wrapped FROM integration_key
                        WHERE integration > $2 AND wrapped_by IS DISTINCT FROM $1
                        ORDER BY integration
                        LIMIT $3
                        """)
                .execute(Tuple.of(key, after, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Wrapped(
                                row.getString("integration"),
                                IntegrationKeysets.ownerOf(row.getString("integration")),
                                row.getBuffer("wrapped").getBytes()))
                        .toList());
    }

    @Override
    public Uni<Integer> replace(List<Rewrapped> keysets) {
        return pool.preparedQuery("""
                        UPDATE integration_key k SET wrapped = n.fresh
                        FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS n (integration, former, fresh)
                        WHERE k.integration = n.integration AND k.wrapped = n.former
                        """)
                .execute(Tuple.of(
                        keysets.stream().map(Rewrapped::name).toArray(String[]::new),
                        keysets.stream()
                                .map(each -> Buffer.buffer(each.former()))
                                .toArray(Buffer[]::new),
                        keysets.stream()
                                .map(each -> Buffer.buffer(each.bytes()))
                                .toArray(Buffer[]::new)))
                .map(rows -> rows.rowCount());
    }
}
