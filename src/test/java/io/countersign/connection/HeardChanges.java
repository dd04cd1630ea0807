package io.countersign.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Hears which connections changed, as whoever remembers them does. */
@ApplicationScoped
class HeardChanges {
    private final Collection<ConnectionChanged> heard = new ConcurrentLinkedQueue<>();

    void hear(@Observes ConnectionChanged change) {
        heard.add(change);
    }

    void forget() {
        heard.clear();
    }

    long of(String tenant) {
        return heard.stream().filter(change -> change.tenant().equals(tenant)).count();
    }
}
