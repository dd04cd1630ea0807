package io.countersign.notice;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Lets attempts end before the process does: what was sent and not written down is sent a second time. */
@ApplicationScoped
class NoticeDrain {
    private static final Logger LOG = Logger.getLogger(NoticeDrain.class);

    private final Deliverer deliverer;
    private final Duration longest;

    NoticeDrain(Deliverer deliverer, NoticeConfiguration configuration) {
        this.deliverer = deliverer;
        this.longest = configuration.callTimeout();
    }

    /** The schedule has stopped before. The database's pool closes after this. */
    void drain(@Observes ShutdownEvent event) {
        try {
            deliverer.drained().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.infof("Notices were still under way after %s; they are sent once more, by another replica", longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
