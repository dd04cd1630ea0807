package io.countersign.refresh;

import io.countersign.refresh.gate.GateKey;
import java.time.Duration;

/** What came of asking for a lease. */
sealed interface LeaseAnswer {

    /** It is ours, and the store has just proven that it can be written. */
    record Leased(Lease lease) implements LeaseAnswer {}

    /** Somebody else holds it. */
    record Held() implements LeaseAnswer {}

    /** Nobody may have it for that long. */
    record Closed(Duration pause) implements LeaseAnswer {}

    /** Nobody may have it for that long, because its gate is closed. */
    record Paused(GateKey gate, Duration pause) implements LeaseAnswer {}

    /** Nobody may have it before the next try, and until then that is the answer: {@link StandingRefusal}. */
    record Refused(Renewal standing) implements LeaseAnswer {}

    /**
     * The gate lets one attempt through to see whether DocuSign answers again: {@code UpstreamGate.probe} decides
     * which.
     */
    record ProbeDue(GateKey gate) implements LeaseAnswer {}

    /**
     * It was ours, and what it protects is wrapped by a key that this replica lacks: it was given back at once, for
     * another replica.
     */
    record KeyMissing() implements LeaseAnswer {}

    /** Another generation, another state, or no such connection any more. */
    record Moved() implements LeaseAnswer {}
}
