package io.countersign.trail;

import io.countersign.vault.VaultKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Verifies the whole trail, for who asks from the command line. Writes nothing, not even that it does not hold. */
@ApplicationScoped
public class WholeTrail {
    private static final Logger LOG = Logger.getLogger(WholeTrail.class);

    /** Seals between two lines of the log. */
    private static final int TOLD = 10_000;

    private final Verification verification;
    private final SealRows seals;
    private final VaultKeys keys;

    WholeTrail(Verification verification, SealRows seals, VaultKeys keys) {
        this.verification = verification;
        this.seals = seals;
        this.keys = keys;
    }

    /** What came of it. */
    public sealed interface Proof {
        /** In words, for the log. */
        String words();

        /** Every seal holds. */
        record Holds(String words) implements Proof {}

        /** One does not, or nothing can prove them. */
        record Fails(String words) implements Proof {}
    }

    /** Verifies every seal. Fails where the database or the keyring does. */
    public Uni<Proof> prove() {
        return keys.present()
                .chain(key -> key.map(known ->
                                verification.all(known, WholeTrail::tell).map(WholeTrail::proof))
                        .orElseGet(() ->
                                seals.newest(1).map(newest -> newest.rows().isEmpty() ? NOTHING : WITHOUT_KEY)));
    }

    private static final Proof NOTHING = new Proof.Holds("audit_trail_holds seals=0 events=0: nothing was sealed yet");
    private static final Proof WITHOUT_KEY = new Proof.Fails(
            "audit_trail_unproven: there are seals, and the vault's own key (table vault_key) that made them is gone");

    private static void tell(Verification.Verified verified) {
        if (verified.number() > 0 && verified.number() % TOLD == 0 && verified.broken() == null) {
            LOG.infof("audit_trail_holds so far seals=%d events=%d", verified.number(), verified.events());
        }
    }

    private static Proof proof(Verification.Verified verified) {
        BrokenSeal broken = verified.broken();
        Seal last = verified.last();
        if (broken != null) {
            return new Proof.Fails("audit_seal_broken " + broken);
        }
        return last == null
                ? NOTHING
                : new Proof.Holds("audit_trail_holds seals=%d events=%d newest=%d mac=%s"
                        .formatted(verified.number(), verified.events(), last.number(), last.macText()));
    }
}
