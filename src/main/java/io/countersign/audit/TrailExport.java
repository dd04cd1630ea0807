package io.countersign.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trail as one stream: page after page, each read when what was before it has been taken. */
@ApplicationScoped
class TrailExport {
    /** So many events are in memory at most, twice: the page that is being written, and the one that is asked for. */
    private static final int PAGE = 1000;

    private final DatabaseAuditReader reader;

    TrailExport(DatabaseAuditReader reader) {
        this.reader = reader;
    }

    /** How far an export is. */
    private static final class Progress {
        private EventCursor place;

        Progress(EventCursor start) {
            this.place = start;
        }
    }

    /**
     * The events after the cursor, oldest first, up to the first page that is not full: what is recorded meanwhile is
     * left to whoever goes on from the last one. Between two pages no connection is held.
     *
     * @param tenant whose events; null: of all and of none
     * @param type of which type; null: of all
     */
    Multi<RecordedEvent> from(@Nullable String tenant, @Nullable String type, EventCursor after) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new Progress(after), progress -> page(tenant, type, progress))
                .whilst(page -> page.size() == PAGE)
                .onItem()
                .transformToMultiAndConcatenate(page -> Multi.createFrom().iterable(page));
    }

    private Uni<List<RecordedEvent>> page(@Nullable String tenant, @Nullable String type, Progress progress) {
        return reader.read(tenant, type, progress.place, PAGE).invoke(events -> {
            if (!events.isEmpty()) {
                progress.place = EventCursor.parse(events.getLast().id()).orElseThrow();
            }
        });
    }
}
