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
     * The change, telling of it when it has ended: also after a failure, because a transaction whose answer was lost
     * may have been committed.
     */
    <T> Uni<T> telling(String caller, Uni<T> change) {
        return change.onItemOrFailure().invoke((done, failure) -> changed.fire(new CallerChanged(caller)));
    }
}
