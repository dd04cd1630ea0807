package io.countersign.refresh;

import io.countersign.docusign.DocuSignConfiguration;
import io.countersign.refresh.gate.Rate;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The way into the refresh engine. */
@ApplicationScoped
public class Renewals {
    private static final Duration TIME_TO_STORE = Duration.ofSeconds(5);
    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

    private final Rate rate;
    private final RefreshEngine engine;
    private final RefreshPorts ports;
    private final Duration drain;

    @Inject
    Renewals(
            LeaseRows rows,
            RefreshRows ends,
            LeaseWitness witness,
            UpstreamGate gate,
            Upstream upstream,
            Pulse pulse,
            RefreshSignals signals,
            Rate rate,
            DocuSignConfiguration docusign) {
        this(
                new RefreshPorts(new Leases(rows, ends, witness), gate, upstream, pulse, signals),
                new RefreshTimes(docusign.callTimeout(), docusign.refreshTokenLife()),
                rate,
                UUID::randomUUID);
    }

    Renewals(RefreshPorts ports, RefreshTimes times, Rate rate, Supplier<UUID> attemptIds) {
        this.rate = rate;
        this.engine = new RefreshEngine(ports, times, rate, attemptIds);
        this.ports = ports;
        this.drain = times.deadline().plus(TIME_TO_STORE);
    }

    /** Begins nothing any more; completes when every renewal that is under way has ended. Never fails. */
    CompletableFuture<Void> drain() {
        return engine.drain();
    }

    /** How long the end of that is waited for at most. */
    Duration longestDrain() {
        return drain;
    }

    /**
     * Renews a connection's tokens, or joins the renewal that is under way, here or on another replica. Cancelling ends
     * the waiting only.
     *
     * @param wait how long to wait at most; where nothing may start before its end, the answer comes at once
     * @return how it ended, or {@link Renewal.Elsewhere} if that is not known when the wait ends; fails only if the
     *     database does
     */
    public Uni<Renewal> renew(Target target, Duration wait) {
        return RenewalWait.within(engine, ports, target, wait);
    }

    /**
     * Begins a renewal that nobody waits for, in the integration's next turn; what cannot begin now is left to the
     * background.
     */
    public void begin(Target target) {
        engine.renew(target, LONGEST_TURN).subscribe().with(renewal -> {}, alreadyLogged -> {});
    }

    /** How long until requests leave a turn of that integration to the background; zero if there is one now. */
    public Duration untilFree(String integration) {
        return rate.untilFree(integration);
    }

    /**
     * Renews what nobody waits for, once, in a turn that is free now: requests take theirs in advance, so the
     * background never stands before them. Joins a renewal that is under way. Without a free turn nothing is done and
     * the answer is {@link Renewal.NotBefore} with the time until there may be one.
     */
    public Uni<Renewal> renewInBackground(Target target) {
        return engine.renew(target, Duration.ZERO);
    }
}
