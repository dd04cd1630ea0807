package io.countersign.refresh;

import io.countersign.tenant.TenantKeysets;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** What the statements that store new tokens answer, whichever table they are of. */
final class StoredColumns {
    private StoredColumns() {}

    /**
     * @param rows one with the keyset's {@code version}, and with {@code wrapped} where it is another one than the
     *     tokens were sealed under; none where the generation was another one
     */
    static RefreshRows.Stored meaning(RowSet<Row> rows, String tenant, TenantKeysets keysets) {
        if (rows.size() == 0) {
            return new RefreshRows.Stored.OtherGeneration();
        }
        Row row = rows.iterator().next();
        return row.getBuffer("wrapped") == null
                ? new RefreshRows.Stored.Done()
                : new RefreshRows.Stored.OtherKeyset(
                        keysets.open(tenant, row.getBuffer("wrapped").getBytes(), row.getUUID("version")));
    }
}
