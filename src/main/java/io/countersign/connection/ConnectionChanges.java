package io.countersign.connection;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.function.Predicate;

/** Lets nobody on this replica go on using what was read of a connection before it changed. */
@ApplicationScoped
public class ConnectionChanges {
    private final Event<ConnectionChanged> changed;

    ConnectionChanges(Event<ConnectionChanged> changed) {
        this.changed = changed;
    }

    /**
     * The change, telling of it when it has ended: also after a failure, because a transaction whose answer was lost
     * may have been committed.
     */
    public <T> Uni<T> telling(String tenant, String connection, Uni<T> change) {
        return telling(tenant, connection, change, done -> true);
    }

    /**
     * As above, but for what came to nothing.
     *
     * @param isChange whether what was done changed the connection
     */
    <T> Uni<T> telling(String tenant, String connection, Uni<T> change, Predicate<T> isChange) {
        return change.onItemOrFailure().invoke((done, failure) -> {
            if (failure != null || isChange.test(done)) {
                changed.fire(new ConnectionChanged(tenant, connection));
            }
        });
    }
}
