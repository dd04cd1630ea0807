package io.countersign.refresh;

import io.countersign.crypto.AssociatedData;
import io.countersign.crypto.Keyset;
import io.countersign.crypto.MissingKeyException;
import io.countersign.crypto.UnreadableSecretException;
import io.countersign.database.Seconds;
import io.countersign.refresh.LeaseRows.Taken;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the statements of leases answer, whichever table they are of. */
final class LeaseColumns {
    private LeaseColumns() {}

    /** What came of taking a lease whose row is read so. */
    static Taken opened(Supplier<Lease> reading) {
        try {
            return new Taken.Given(reading.get());
        } catch (UnreadableSecretException e) {
            return new Taken.Unreadable(e);
        } catch (MissingKeyException e) {
            return new Taken.KeyMissing();
        }
    }

    static List<String> list(Row row, String column) {
        String[] values = row.getArrayOfStrings(column);
        return values == null ? List.of() : Arrays.asList(values);
    }

    /** Of what there is none of, nothing is left. */
    static Duration left(Row row, String column) {
        Double seconds = row.getDouble(column);
        return seconds == null ? Duration.ZERO : Seconds.duration(seconds);
    }

    /** One that does not open, or was reported as rejected, is no reason not to renew: the new one takes its place. */
    static @Nullable HeldAccess heldAccess(Row row, Keyset keyset, AssociatedData place) {
        Buffer sealed = row.getBuffer("access_token");
        OffsetDateTime endsAt = row.getOffsetDateTime("access_expires_at");
        if (sealed == null || endsAt == null) {
            return null;
        }
        try {
            return new HeldAccess(keyset.open(sealed.getBytes(), place), endsAt.toInstant());
        } catch (UnreadableSecretException e) {
            return null;
        }
    }

    static UnknownRefusals unknownRefusals(Row row) {
        String code = row.getString("unknown_code");
        return code == null
                ? UnknownRefusals.none()
                : new UnknownRefusals(
                        code, row.getInteger("unknown_times"), Seconds.duration(row.getDouble("unknown_for")));
    }

    static ExtensionObstacle extensionObstacle(Row row) {
        return new ExtensionObstacle(row.getBoolean("too_many"), Seconds.duration(row.getDouble("closed_for")));
    }
}
