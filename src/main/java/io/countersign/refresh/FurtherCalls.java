package io.countersign.refresh;

import io.countersign.refresh.gate.Rate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** How an attempt goes on with another call under the lease that it has. */
final class FurtherCalls {
    /** So often a call is tried that never leaves. */
    static final int TRIES_WHEN_NOTHING_WAS_SENT = 3;

    private final RefreshStore store;
    private final Pulse pulse;
    private final RefreshTimes times;
    private final Rate rate;
    private final UpstreamHealth health;

    /** @param rate what further calls are charged to */
    FurtherCalls(RefreshPorts ports, RefreshTimes times, Rate rate, UpstreamHealth health) {
        this.store = ports.store();
        this.pulse = ports.pulse();
        this.times = times;
        this.rate = rate;
        this.health = health;
    }

    /**
     * Extends the lease, and goes on.
     *
     * @param counted whether the call before may have reached DocuSign
     * @param call makes the next one; given when the lease was extended, by {@link Pulse#nanoTime}
     */
    Uni<Renewal> again(Lease lease, boolean counted, LongFunction<Uni<Renewal>> call) {
        long asked = pulse.nanoTime();
        return store.extend(lease, times.lease(), counted).chain(extension -> switch (extension) {
            case Extension.Extended extended -> {
                rate.charge(lease.integration());
                yield call.apply(asked);
            }
            case Extension.Lost lost -> Uni.createFrom().item(new Renewal.Superseded());
            case Extension.GateClosed closed -> gateClosed(lease, closed);
            case Extension.TooMany many -> outOfCalls(lease);
        });
    }

    /**
     * Whoever comes next begins with the same client secret: with the first call that is free it would spend that one,
     * and never reach the secret that works.
     */
    private Uni<Renewal> outOfCalls(Lease lease) {
        return store.giveBack(lease, GivenBack.outOfCalls(LastError.CALL_LIMIT.wireName()))
                .replaceWith(new Renewal.NotBefore(RefreshTimes.MINUTE_OF_CALLS));
    }

    /**
     * Only what is proven unspent is followed by a further call, so nothing is in doubt here; the gate's pause is pause
     * enough.
     */
    private Uni<Renewal> gateClosed(Lease lease, Extension.GateClosed closed) {
        health.foundClosed(lease.gate());
        return store.giveBack(lease, GivenBack.afterFailure(lease, 0, false, LastError.GATE_CLOSED.wireName()))
                .replaceWith(new Renewal.NotBefore(closed.pause()));
    }

    /** No tokens this time, and nothing is known against the connection. */
    Uni<Renewal> failed(Lease lease, boolean unanswered, LastError error) {
        boolean doubt = unanswered && lease.canBeSpent();
        return store.giveBack(lease, GivenBack.afterFailure(lease, pulse.chance(), doubt, error.wireName()))
                .replaceWith(new Renewal.Failed());
    }

    /** DocuSign's limit for one user: a pause of this connection, and of no other. */
    Uni<Renewal> userThrottled(Lease lease, @Nullable Duration retryAfter) {
        return retryAfter == null || retryAfter.isZero()
                ? failed(lease, false, LastError.THROTTLED)
                : store.giveBack(lease, GivenBack.held(retryAfter, LastError.THROTTLED.wireName()))
                        .replaceWith(new Renewal.NotBefore(retryAfter));
    }
}
