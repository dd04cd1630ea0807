package io.countersign.consent;

import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import io.countersign.database.Seconds;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attempts that a callback has taken. Their rows stay, so that whoever comes again hears what became of them. */
@ApplicationScoped
class TakenAttempts {
    private final Pool pool;

    TakenAttempts(Pool pool) {
        this.pool = pool;
    }

    /** What is known of an attempt. */
    sealed interface Seen {

        /** No such attempt of this browser was taken. */
        record Nothing() implements Seen {}

        /** Its code is being exchanged, or the replica that did it has died; since when. */
        record UnderWay(Duration since) implements Seen {}

        /** It is over. */
        record Ended(ConsentEnd end) implements Seen {}
    }

    /** Looks at the attempt of that state, browser and integration, as whoever takes one does. Changes nothing. */
    Uni<Seen> look(ConsentLink link, Secret state, BrowserBinding binding, String integration) {
        return pool.preparedQuery("""
                        SELECT ended, extract(epoch FROM clock_timestamp() - taken_at)::float8 AS under_way
                        FROM consent_attempt
                        WHERE tenant = $1 AND state_hash = $2 AND binding_hash = $3 AND link_hash = $4
                            AND integration = $5
                          AND taken_at IS NOT NULL
                        """)
                .execute(Tuple.of(
                        link.id().tenant(), hash(state), hash(binding.secret()), hash(binding.link()), integration))
                .map(rows -> rows.size() == 0
                        ? new Seen.Nothing()
                        : seen(rows.iterator().next()));
    }

    private static Seen seen(Row row) {
        String ended = row.getString("ended");
        return ended == null
                ? new Seen.UnderWay(Seconds.duration(row.getDouble("under_way")))
                : new Seen.Ended(ConsentEnd.named(ended));
    }

    /**
     * How the attempt of that state ended, for a browser that has lost its cookie: empty also where it has not. The
     * state is known to DocuSign and to whoever was there, and tells them nothing else.
     */
    Uni<Optional<ConsentEnd>> endOf(Secret state) {
        return pool.preparedQuery("SELECT ended FROM consent_attempt WHERE state_hash = $1 AND ended IS NOT NULL")
                .execute(Tuple.of(hash(state)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(ConsentEnd.named(rows.iterator().next().getString("ended"))));
    }

    /**
     * Writes how it ended: once, by whoever took it.
     *
     * @param client within the transaction that stores what ended it, where there is one
     */
    Uni<Void> end(SqlClient client, ConsentLink link, Secret state, ConsentEnd end) {
        return client.preparedQuery("""
                        UPDATE consent_attempt SET ended = $3
                        WHERE tenant = $1 AND state_hash = $2 AND taken_at IS NOT NULL AND ended IS NULL
                        """)
                .execute(Tuple.of(link.id().tenant(), hash(state), end.name()))
                .replaceWithVoid();
    }

    /** It ended with a failure of ours. Where that cannot be written either, nobody hears before the wait is over. */
    Uni<Void> failed(ConsentLink link, Secret state) {
        return end(pool, link, state, ConsentEnd.FAILED_HERE).onFailure().recoverWithItem((@Nullable Void) null);
    }

    private static Buffer hash(Secret secret) {
        return Buffer.buffer(Digest.of(secret));
    }
}
