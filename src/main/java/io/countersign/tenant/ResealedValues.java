package io.countersign.tenant;

import io.countersign.crypto.AssociatedData;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the statements of {@link SealedRows} read and are given, whichever table they are of. */
public final class ResealedValues {
    private ResealedValues() {}

    /** The sealed value in that column, or null where there is none. */
    public static SealedRows.@Nullable Seal seal(Row row, String column, AssociatedData place) {
        return row.getBuffer(column) == null
                ? null
                : new SealedRows.Seal(place, row.getBuffer(column).getBytes());
    }

    /** The tenant, the row and its former values: $1 to $6; the keyset's version and the new values: $7 to $9. */
    public static Tuple of(
            String tenant,
            UUID version,
            SealedRows.SealedRow former,
            byte @Nullable [] accessToken,
            byte @Nullable [] refreshToken) {
        return Tuple.tuple()
                .addString(tenant)
                .addString(former.connection())
                .addUUID(former.id())
                .addLong(former.generation())
                .addValue(value(former.accessToken()))
                .addValue(value(former.refreshToken()))
                .addUUID(version)
                .addValue(accessToken == null ? null : Buffer.buffer(accessToken))
                .addValue(refreshToken == null ? null : Buffer.buffer(refreshToken));
    }

    private static @Nullable Buffer value(SealedRows.@Nullable Seal seal) {
        return seal == null ? null : Buffer.buffer(seal.value());
    }
}
