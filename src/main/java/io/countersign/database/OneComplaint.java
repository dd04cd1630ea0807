package io.countersign.database;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Watches work that is done again and again: its failure is logged when it begins and when it ends, not each time. */
public final class OneComplaint {
    private static final Logger LOG = Logger.getLogger(OneComplaint.class);

    private final String work;
    private volatile boolean failing;

    /** @param work for the log, in words that begin a sentence: {@code Renewing in the background} */
    public OneComplaint(String work) {
        this.work = work;
    }

    /** Does it once. Never fails. */
    public Uni<Void> about(Uni<?> once) {
        return once.invoke(done -> succeeded())
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            LOG.infof("%s works again", work);
        }
    }

    /** Work that goes on by itself failed. Says nothing where the process ends: then nobody tries again. */
    public void failed(Throwable failure) {
        if (!failing && !DatabaseFailure.isOfTheEnd(failure)) {
            failing = true;
            LOG.warnf(
                    failure, "%s fails. It is tried again and again; the next line about it says that it works", work);
        }
    }
}
