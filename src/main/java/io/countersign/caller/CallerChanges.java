package io.countersign.caller;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.function.Predicate;

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
        return telling(caller, change, done -> true);
    }

    /**
     * As above, but for what came to nothing.
     *
     * @param isChange whether what was done changed the caller
     */
    <T> Uni<T> telling(String caller, Uni<T> change, Predicate<T> isChange) {
        return change.onItemOrFailure().invoke((done, failure) -> {
            if (failure != null || isChange.test(done)) {
                changed.fire(new CallerChanged(caller));
            }
        });
    }
}
