package io.countersign.audit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The rule for tokens that nobody can get a second time: they are worth more than their event. They are stored together
 * with it, and where the event may be what cannot be written, without it; it then follows on its own. A process that
 * dies in between loses it.
 */
@ApplicationScoped
public class EventMayFollow {
    private static final Logger LOG = Logger.getLogger(EventMayFollow.class);

    private final AuditTrail audit;

    EventMayFollow(AuditTrail audit) {
        this.audit = audit;
    }

    /** Stores, and says what became of it. Subscribed to a second time only after the first has failed. */
    @FunctionalInterface
    public interface Storing<T> {
        /** Stores, and records the event in the same transaction if {@code recording}. */
        Uni<T> store(boolean recording);
    }

    /**
     * Stores with the event, or without it.
     *
     * @param tenant whose tokens, for the log
     * @param connection of which connection, for the log
     * @param mayBeOfEvent whether this failure may go away if the event is left out; after any other the tokens are not
     *     tried again here
     * @param event what is to be recorded of what was stored, or empty
     * @return fails as the last try did
     */
    public <T> Uni<T> store(
            String tenant,
            String connection,
            Predicate<Throwable> mayBeOfEvent,
            Storing<T> storing,
            Function<T, Optional<AuditEvent>> event) {
        return storing.store(true).onFailure(mayBeOfEvent).recoverWithUni(failure -> {
            LOG.warnf(
                    failure,
                    "Tokens could not be stored with their event and are stored without tenant=%s connection=%s",
                    tenant,
                    connection);
            return storing.store(false).invoke(stored -> event.apply(stored).ifPresent(audit::recordSoon));
        });
    }
}
