package io.countersign.keyring;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.countersign.database.DatabaseFailure;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Does the work of a rewrap, on whichever replica has it. Nothing is remembered of how far it came: each pass asks for
 * what another key wraps, so whoever goes on needs nothing from whoever began.
 */
@ApplicationScoped
class Rewrapping {
    private static final Logger LOG = Logger.getLogger(Rewrapping.class);

    private final RewrapRows rows;
    private final LoadedKeyring keyring;
    private final List<WrappedKeysets> tables;
    private final UUID self = UUID.randomUUID();
    private final AtomicBoolean busy = new AtomicBoolean();

    Rewrapping(RewrapRows rows, LoadedKeyring keyring, @All List<WrappedKeysets> tables) {
        this.rows = rows;
        this.keyring = keyring;
        this.tables = tables;
    }

    /** Without anybody waiting for it. */
    void beginSoon() {
        turn().subscribe().with(done -> {});
    }

    /** Passes until there is nothing left that this replica could do; never fails. */
    @Scheduled(every = "10s", concurrentExecution = SKIP, skipExecutionIf = ApplicationNotRunning.class)
    Uni<Void> turn() {
        return Uni.createFrom()
                .deferred(() -> busy.compareAndSet(false, true)
                        ? passes().eventually(() -> busy.set(false))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> passes() {
        return Multi.createBy()
                .repeating()
                .uni(() -> new RewrapPass(rows, keyring, self).over(tables))
                .whilst(end -> end instanceof RewrapPass.End.Again)
                .collect()
                .last()
                .chain(this::conclude)
                .onFailure()
                .invoke(Rewrapping::complain)
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> conclude(RewrapPass.End end) {
        return switch (end) {
            case RewrapPass.End.NotOurs notOurs -> Uni.createFrom().voidItem();
            case RewrapPass.End.Again again -> Uni.createFrom().voidItem();
            case RewrapPass.End.Lacking lacking -> rows.release(self);
            case RewrapPass.End.Done done -> {
                if (done.unreadable() > 0) {
                    LOG.warnf(
                            "keyring_rewrap_left count=%d first=%s: these keysets do not open, and stay as they are."
                                    + " What is sealed under them does not open either; everything else is"
                                    + " rewrapped.",
                            done.unreadable(), done.first());
                }
                yield rows.finish(self, done.unreadable());
            }
        };
    }

    private static void complain(Throwable failure) {
        if (!DatabaseFailure.isOutage(failure)) {
            LOG.warn("A rewrap could not go on, and is tried again", failure);
        }
    }
}
