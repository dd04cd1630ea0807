package io.countersign.caller;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Hears which callers changed, as whoever remembers what they may do does. */
@ApplicationScoped
class HeardCallers {
    private final Collection<CallerChanged> heard = new ConcurrentLinkedQueue<>();

    void hear(@Observes CallerChanged change) {
        heard.add(change);
    }

    long of(String caller) {
        return heard.stream().filter(change -> change.caller().equals(caller)).count();
    }
}
