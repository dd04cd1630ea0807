package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

/** Lets nobody on this replica go on using what a caller was allowed before it changed. */
@ApplicationScoped
class CallerChanges {
    private final Event<CallerChanged> changed;

    CallerChanges(Event<CallerChanged> changed) {
        this.changed = changed;
    }

    /**
     * Runs a change to its end, and tells of it then: also after a failure, because a transaction whose answer was lost may have been committed.
     * Whoever stops waiting for it cancels neither.
     */
    <T> Uni<T> telling(String caller, Uni<T> change) {
        return Uni.createFrom()
                .completionStage(() -> change.onItemOrFailure()
                        .invoke((done, failure) -> changed.fire(new CallerChanged(caller)))
                        .subscribeAsCompletionStage()
                        // Mutiny cancels the future behind a cancelled subscription, and that must not be the change.
                        .copy());
    }
}
