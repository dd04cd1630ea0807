package io.countersign.refresh;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Lets renewals and proofs end before the process does: DocuSign's answer may hold the only refresh token that still
 * works. Quarkus waits for requests by itself, but these belong to none. The database's pool closes after this.
 */
@ApplicationScoped
class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);

    private final Renewals renewals;
    private final Proofs proofs;

    Drain(Renewals renewals, Proofs proofs) {
        this.renewals = renewals;
        this.proofs = proofs;
    }

    void drain(@Observes ShutdownEvent event) {
        try {
            CompletableFuture.allOf(renewals.drain(), proofs.drain())
                    .get(renewals.longestDrain().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.errorf(
                    "Renewals were still under way after %s; their connections may need a new consent",
                    renewals.longestDrain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
