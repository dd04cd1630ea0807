package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Locale;

/** What the statements that end leases are given, whichever table they are of. */
final class LeaseValues {
    private LeaseValues() {}

    /** The row and whose lease it is: $1 to $5. */
    static Tuple holder(LeaseHolder holder) {
        ConnectionId id = holder.id();
        return Tuple.tuple()
                .addString(id.tenant())
                .addString(id.name())
                .addUUID(id.uuid())
                .addLong(holder.generation())
                .addUUID(holder.attempt());
    }

    /** How the lease is given back: the holder's, and $6 to $14. */
    static Tuple givenBack(LeaseHolder holder, GivenBack how) {
        GivenBack.UnknownWords words = how.unknownWords();
        Duration held = how.heldFor();
        Duration due = how.dueIn();
        return holder(holder)
                .addDouble(Seconds.of(how.closedFor()))
                .addDouble(held == null ? null : Seconds.of(held))
                .addDouble(due == null ? null : Seconds.of(due))
                .addBoolean(how.doubt())
                .addBoolean(how.failed())
                .addString(how.calls().name().toLowerCase(Locale.ROOT))
                .addString(words == null ? null : words.code())
                .addInteger(words == null ? null : words.times())
                .addString(how.error());
    }

    /**
     * The lock keeps {@code DueQueue.revive} from acting on newer secrets until the verdict stands where it is
     * found.
     */
    static Uni<Boolean> isOfPresentSecrets(SqlConnection transaction, Lease lease, long secretsVersion) {
        return transaction
                .preparedQuery("""
                        SELECT FROM upstream_gate g
                        JOIN integration i ON i.name = g.integration AND i.environment = g.auth_host
                        WHERE g.integration = $1 AND g.grant_type = $2
                          AND g.secrets_version <= $3 AND i.secrets_version <= $3
                        FOR SHARE OF g
                        """)
                .execute(Tuple.of(lease.integration(), lease.grant().type().wireName(), secretsVersion))
                .map(rows -> rows.size() == 1);
    }
}
