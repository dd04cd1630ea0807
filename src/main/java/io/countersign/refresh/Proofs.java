package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** STUB until the proof's branch is merged. */
@ApplicationScoped
public class Proofs {
    public Uni<Proof> prove(Target target, Duration wait) {
        throw new UnsupportedOperationException();
    }

    public Uni<Proof> proveInBackground(Target target) {
        throw new UnsupportedOperationException();
    }
}
