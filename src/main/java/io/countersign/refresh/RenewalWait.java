package io.countersign.refresh;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one request waits for a renewal: it joins or starts one here, and asks again, ever less often, while another
 * replica is at it.
 */
final class RenewalWait {
    private static final Duration SHORTEST_POLL = Duration.ofMillis(50);
    private static final Duration LONGEST_POLL = Duration.ofMillis(500);

    private final RefreshEngine engine;
    private final Pulse pulse;
    private final RefreshSignals signals;
    private final Target target;
    private final long endNanos;
    private Duration poll = SHORTEST_POLL;

    /** Since when another replica is at it, or null where none was. */
    private @Nullable Long elsewhereNanos;

    private RenewalWait(RefreshEngine engine, RefreshPorts ports, Target target, Duration wait) {
        this.engine = engine;
        this.pulse = ports.pulse();
        this.signals = ports.signals();
        this.target = target;
        this.endNanos = pulse.nanoTime() + wait.toNanos();
    }

    /** How the renewal ended, or {@link Renewal.Elsewhere} if that is not known when the wait ends. */
    static Uni<Renewal> within(RefreshEngine engine, RefreshPorts ports, Target target, Duration wait) {
        Uni<Renewal> answer = new RenewalWait(engine, ports, target, wait).renewal();
        Uni<Renewal> patience = ports.pulse().after(wait).replaceWith(new Renewal.Elsewhere());
        return Uni.join().first(answer, patience).toTerminate();
    }

    private Uni<Renewal> renewal() {
        return ask().onTermination().invoke(this::tell);
    }

    /** Once: whoever waits for the first of several answers cancels all of them in the end, this one too. */
    private void tell() {
        Long since = elsewhereNanos;
        if (since != null) {
            elsewhereNanos = null;
            signals.waited(Duration.ofNanos(pulse.nanoTime() - since));
        }
    }

    private Uni<Renewal> ask() {
        return engine.renew(target, Duration.ofNanos(endNanos - pulse.nanoTime()))
                .chain(renewal -> switch (renewal) {
                    case Renewal.Elsewhere elsewhere -> askAgain(nextPoll(), renewal);
                    case Renewal.NotBefore notBefore -> askAgain(notBefore.pause(), renewal);
                    case Renewal.Renewed renewed -> Uni.createFrom().item(renewal);
                    case Renewal.Superseded superseded -> Uni.createFrom().item(renewal);
                    case Renewal.ConsentRequired required -> Uni.createFrom().item(renewal);
                    case Renewal.ConsentMissing missing -> Uni.createFrom().item(renewal);
                    case Renewal.AccountRefused refused -> Uni.createFrom().item(renewal);
                    case Renewal.Failed failed -> Uni.createFrom().item(renewal);
                });
    }

    private Uni<Renewal> askAgain(Duration pause, Renewal otherwise) {
        return pulse.nanoTime() + pause.toNanos() - endNanos >= 0
                ? Uni.createFrom().item(otherwise)
                : pulse.after(pause).chain(this::ask);
    }

    private Duration nextPoll() {
        if (elsewhereNanos == null) {
            elsewhereNanos = pulse.nanoTime();
        }
        Duration jittered = Duration.ofNanos((long) (poll.toNanos() * (0.5 + pulse.chance())));
        Duration doubled = poll.multipliedBy(2);
        poll = doubled.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : doubled;
        return jittered;
    }
}
