package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the history what the engine hears from its store. */
final class CheckedStore extends PassingStore {
    private final SimulatedRows rows;

    CheckedStore(RefreshStore store, SimulatedRows rows) {
        super(store);
        this.rows = rows;
    }

    @Override
    public Uni<Written> store(
            Lease lease, NewTokens tokens, Duration elapsed, Duration rest, @Nullable Duration dueIn) {
        return super.store(lease, tokens, elapsed, rest, dueIn)
                .invoke(written -> rows.history.heard(lease, written, isOurs(lease)));
    }

    private boolean isOurs(Lease lease) {
        SimulatedRow row = rows.of(lease.id(), lease.generation() + 1);
        return row != null && lease.attempt().equals(row.writtenBy);
    }
}
