package io.countersign.refresh;

import io.countersign.docusign.DocuSignConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The way into the refresh engine. */
@ApplicationScoped
public class Renewals {
    private static final String ATTEMPTS = "countersign.refresh.attempts";
    private static final Duration SHORTEST_POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_POLL = Duration.ofMillis(500);

    private static final Logger LOG = Logger.getLogger(Renewals.class);
    private static final Duration TIME_TO_STORE = Duration.ofSeconds(5);

    private final RefreshEngine engine;
    private final Pulse pulse;
    private final Duration drain;

    @Inject
    Renewals(
            RefreshStore store,
            UpstreamGate gate,
            Upstream upstream,
            Pulse pulse,
            DocuSignConfiguration docusign,
            MeterRegistry registry) {
        this(
                new RefreshEngine(
                        new RefreshAttempts(
                                store,
                                gate,
                                upstream,
                                pulse,
                                new RefreshTimes(docusign.callTimeout(), docusign.refreshTokenLife())),
                        UUID::randomUUID,
                        renewal -> registry.counter(ATTEMPTS, "outcome", outcome(renewal))
                                .increment()),
                pulse,
                docusign.callTimeout().plus(TIME_TO_STORE));
    }

    /** @param drain how long a stopping process waits for renewals that are under way */
    Renewals(RefreshEngine engine, Pulse pulse, Duration drain) {
        this.engine = engine;
        this.pulse = pulse;
        this.drain = drain;
    }

    /**
     * Lets renewals end before the process does: DocuSign's answer may hold the only refresh token that still works. Quarkus waits for requests by
     * itself, but a renewal belongs to none. The database's pool closes after this.
     */
    void drain(@Observes ShutdownEvent event) {
        try {
            engine.idle().get(drain.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.errorf("Renewals were still under way after %s; their connections may need a new consent", drain);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Renews a connection's tokens, or joins the renewal that is under way, here or on another replica. Cancelling ends the waiting only.
     *
     * @param wait how long to wait at most; where nothing may start before its end, the answer comes at once
     * @return how it ended, or {@link Renewal.Elsewhere} if that is not known when the wait ends; fails only if the database does
     */
    public Uni<Renewal> renew(Target target, Duration wait) {
        Uni<Renewal> answer = renewUntil(target, pulse.nanoTime() + wait.toNanos(), SHORTEST_POLL);
        Uni<Renewal> patience = pulse.after(wait).replaceWith(new Renewal.Elsewhere());
        return Uni.join().first(answer, patience).toTerminate();
    }

    private Uni<Renewal> renewUntil(Target target, long endNanos, Duration poll) {
        return engine.renew(target).chain(renewal -> switch (renewal) {
            case Renewal.Elsewhere elsewhere -> again(target, endNanos, jittered(poll), longer(poll), renewal);
            case Renewal.NotBefore notBefore -> again(target, endNanos, notBefore.pause(), poll, renewal);
            case Renewal.Renewed renewed -> Uni.createFrom().item(renewal);
            case Renewal.Superseded superseded -> Uni.createFrom().item(renewal);
            case Renewal.ConsentRequired required -> Uni.createFrom().item(renewal);
            case Renewal.Failed failed -> Uni.createFrom().item(renewal);
        });
    }

    private Uni<Renewal> again(Target target, long endNanos, Duration pause, Duration poll, Renewal otherwise) {
        return pulse.nanoTime() + pause.toNanos() >= endNanos
                ? Uni.createFrom().item(otherwise)
                : pulse.after(pause).chain(() -> renewUntil(target, endNanos, poll));
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
