package io.countersign.ops;

import io.countersign.trail.WholeTrail;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** A start that serves nobody: it verifies the whole audit trail, and ends. */
@ApplicationScoped
class TrailRun {
    private static final Logger LOG = Logger.getLogger(TrailRun.class);
    static final String PROPERTY = "countersign.verify-trail";

    private final boolean wanted;
    private final WholeTrail trail;

    TrailRun(@ConfigProperty(name = PROPERTY, defaultValue = "false") boolean wanted, WholeTrail trail) {
        this.wanted = wanted;
        this.trail = trail;
    }

    /** Whether this start is one. */
    boolean isWanted() {
        return wanted;
    }

    /**
     * Verifies it, through the pool that serves requests otherwise. Blocks: about a millisecond for each seal.
     *
     * @return a finding where it does not hold, or cannot be proven
     */
    Attempt.Done prove() {
        try {
            return switch (trail.prove().await().indefinitely()) {
                case WholeTrail.Proof.Holds holds -> {
                    LOG.info(holds.words());
                    yield new Attempt.Done(List.of());
                }
                case WholeTrail.Proof.Fails fails ->
                    Attempt.Done.of(Finding.refuse(
                            PROPERTY,
                            fails.words() + ". The audit trail is not what was recorded; see"
                                    + " docs/runbooks/trail-broken.md."));
            };
        } catch (RuntimeException e) {
            return Attempt.Done.of(Finding.refuse(
                    PROPERTY,
                    "audit_trail_unproven: the database or the keyring failed on the way, which says nothing of the"
                            + " trail; begin again. cause=" + e));
        }
    }
}
