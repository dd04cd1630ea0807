package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.docusign.DocuSignConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;

/** The way into the refresh engine. */
@ApplicationScoped
public class Renewals {
    private static final String ATTEMPTS = "countersign.refresh.attempts";
    private static final Duration SHORTEST_POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_POLL = Duration.ofMillis(500);

    private final RefreshEngine engine;
    private final Pulse pulse;

    @Inject
    Renewals(
            RefreshStore store,
            Upstream upstream,
            Pulse pulse,
            DocuSignConfiguration docusign,
            MeterRegistry registry) {
        this(
                new RefreshEngine(
                        new RefreshAttempts(store, upstream, pulse, new RefreshTimes(docusign.callTimeout())),
                        UUID::randomUUID,
                        renewal -> registry.counter(ATTEMPTS, "outcome", outcome(renewal))
                                .increment()),
                pulse);
    }

    Renewals(RefreshEngine engine, Pulse pulse) {
        this.engine = engine;
        this.pulse = pulse;
    }

    /**
     * Renews a connection's tokens, or joins the renewal that is under way, here or on another replica. Cancelling ends the waiting only.
     *
     * @param id the connection
     * @param generation the tokens that the asker saw; if others are stored by now, nothing is sent
     * @param wait how long to wait at most; where nothing may start before its end, the answer comes at once
     * @return how it ended, or {@link Renewal.Elsewhere} if that is not known when the wait ends; fails only if the database does
     */
    public Uni<Renewal> renew(ConnectionId id, long generation, Duration wait) {
        return renewUntil(id, generation, pulse.nanoTime() + wait.toNanos(), SHORTEST_POLL)
                .ifNoItem()
                .after(wait)
                .recoverWithItem(new Renewal.Elsewhere());
    }

    private Uni<Renewal> renewUntil(ConnectionId id, long generation, long endNanos, Duration poll) {
        return engine.renew(id, generation).chain(renewal -> switch (renewal) {
            case Renewal.Elsewhere elsewhere -> again(id, generation, endNanos, jittered(poll), longer(poll), renewal);
            case Renewal.NotBefore notBefore -> again(id, generation, endNanos, notBefore.pause(), poll, renewal);
            case Renewal.Renewed renewed -> Uni.createFrom().item(renewal);
            case Renewal.Superseded superseded -> Uni.createFrom().item(renewal);
            case Renewal.ConsentRequired required -> Uni.createFrom().item(renewal);
            case Renewal.Failed failed -> Uni.createFrom().item(renewal);
        });
    }

    private Uni<Renewal> again(
            ConnectionId id, long generation, long endNanos, Duration pause, Duration poll, Renewal otherwise) {
        return pulse.nanoTime() + pause.toNanos() >= endNanos
                ? Uni.createFrom().item(otherwise)
                : pulse.after(pause).chain(() -> renewUntil(id, generation, endNanos, poll));
    }

    private Duration jittered(Duration poll) {
        return Duration.ofNanos((long) (poll.toNanos() * (0.5 + pulse.chance())));
    }

    private static String outcome(Renewal renewal) {
        return switch (renewal) {
            case Renewal.Renewed renewed -> "renewed";
            case Renewal.Superseded superseded -> "superseded";
            case Renewal.Elsewhere elsewhere -> "elsewhere";
            case Renewal.NotBefore notBefore -> "not_before";
            case Renewal.ConsentRequired required -> required.reason().wireName();
            case Renewal.Failed failed -> "failed";
        };
    }

    private static Duration longer(Duration poll) {
        Duration doubled = poll.multipliedBy(2);
        return doubled.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : doubled;
    }
}
