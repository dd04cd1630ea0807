package io.countersign.importing;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** How imports have ended, for whoever waited for one that another replica, or the schedule, brought to its end. */
@ApplicationScoped
class ImportEnds {
    private final Pool pool;

    ImportEnds(Pool pool) {
        this.pool = pool;
    }

    /** Empty while it is under way. */
    Uni<Optional<ImportAnswer>> find(UUID importId) {
        return pool.preparedQuery("SELECT outcome, reason FROM import_end WHERE import_id = $1")
                .execute(Tuple.of(importId))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(answer(rows.iterator().next())));
    }

    private static ImportAnswer answer(Row row) {
        String reason = row.getString("reason");
        return switch (row.getString("outcome")) {
            case "active" -> new ImportAnswer.Held();
            case "pending" -> reason == null ? new ImportAnswer.Held() : new ImportAnswer.Differs(reason);
            case "refused" -> new ImportAnswer.Refused(reason);
            default -> new ImportAnswer.Withdrawn();
        };
    }
}
