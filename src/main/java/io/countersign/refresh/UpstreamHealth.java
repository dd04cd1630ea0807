package io.countersign.refresh;

import io.countersign.docusign.TokenAnswer;
import io.countersign.refresh.gate.Breaker;
import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of DocuSign as a whole, and what that does to the gate. A gate that cannot be written costs no
 * attempt its end.
 */
final class UpstreamHealth {
    private static final Logger LOG = Logger.getLogger(UpstreamHealth.class);
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;

    private final UpstreamGate gate;
    private final RefreshTimes times;
    private final Breaker breaker;

    UpstreamHealth(RefreshPorts ports, RefreshTimes times) {
        this.gate = ports.gate();
        this.times = times;
        this.breaker = new Breaker(ports.pulse());
    }

    /**
     * What asking for a lease told of the gate: where it is closed already, this process' count of failures is of no
     * more use.
     */
    void learn(LeaseAnswer answer) {
        switch (answer) {
            case LeaseAnswer.Paused paused -> breaker.forget(paused.gate());
            case LeaseAnswer.ProbeDue due -> breaker.forget(due.gate());
            case LeaseAnswer.Leased leased -> {}
            case LeaseAnswer.Held held -> {}
            case LeaseAnswer.Closed closed -> {}
            case LeaseAnswer.Moved moved -> {}
            case LeaseAnswer.Refused refused -> {}
            case LeaseAnswer.KeyMissing missing -> {}
        }
    }

    /** An attempt that holds a lease found the gate closed before its next call. */
    void foundClosed(GateKey key) {
        breaker.forget(key);
    }

    Uni<Void> heard(Lease lease, TokenAnswer answer) {
        Uni<Void> heard = switch (answer) {
            case TokenAnswer.Granted granted -> good(lease);
            case TokenAnswer.Refused refused -> refused(lease, refused);
            case TokenAnswer.NotSent notSent -> notSent(lease, notSent.reason());
            case TokenAnswer.NoAnswer noAnswer -> patience(lease, noAnswer.retryAfter(), () -> failed(lease));
        };
        return heard.onFailure()
                .invoke(failure -> LOG.warnf(
                        failure,
                        "The gate could not be written; the attempt goes on integration=%s",
                        lease.integration()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * What this process kept back for reasons of its own says nothing of DocuSign: one slow replica must not pause the
     * others.
     */
    private Uni<Void> notSent(Lease lease, TokenAnswer.NotSent.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, UNTRUSTED -> failed(lease);
            case BUSY, TOO_LATE -> Uni.createFrom().voidItem();
        };
    }

    /**
     * Only who throttles the client asks it for patience. What else is asked with a refusal is between DocuSign and
     * that one connection.
     */
    private Uni<Void> refused(Lease lease, TokenAnswer.Refused refused) {
        return switch (refused.meaning()) {
            case RETRY -> patience(lease, refused.retryAfter(), () -> failed(lease));
            case UNEXPECTED -> unexpected(lease, refused);
            case NEEDS_CONSENT, USER_GONE -> good(lease);
            case OPERATOR, KEY_REFUSED -> counted(lease);
            case RECONNECT, RECONNECT_OR_OPERATOR, EXPIRED_ASSERTION, UNKNOWN_REFUSAL, USER_THROTTLED ->
                counted(lease).chain(() -> answered(lease));
        };
    }

    /**
     * A refusal of an assertion in words that nobody knows is DocuSign's all the same: it may be about the one user or
     * scope. A firewall's or a proxy's answer is as none.
     */
    private Uni<Void> unexpected(Lease lease, TokenAnswer.Refused refused) {
        boolean ofDocuSign =
                (refused.status() == BAD_REQUEST || refused.status() == UNAUTHORIZED) && refused.error() != null;
        return ofDocuSign ? counted(lease).chain(() -> answered(lease)) : failed(lease);
    }

    /** A pause of no length closes no gate: then the answer counts as if none had been asked for. */
    private Uni<Void> patience(Lease lease, @Nullable Duration asked, Supplier<Uni<Void>> otherwise) {
        return asked == null || asked.isZero() ? otherwise.get() : gate.pause(lease.gate(), asked);
    }

    /** DocuSign works, and knows the client. */
    private Uni<Void> good(Lease lease) {
        return counted(lease)
                .chain(() -> lease.marked()
                        ? gate.open(lease.gate())
                        : Uni.createFrom().voidItem());
    }

    /** DocuSign works; whether it knows the client, nobody can say. */
    private Uni<Void> answered(Lease lease) {
        return lease.marked() ? gate.answered(lease.gate()) : Uni.createFrom().voidItem();
    }

    private Uni<Void> counted(Lease lease) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> breaker.succeeded(lease.gate(), lease.id().uuid()));
    }

    /**
     * Nothing came, or a refusal to serve that does not say until when, or something that is not DocuSign. While the
     * gate waits for a good answer, one such closes it again.
     */
    private Uni<Void> failed(Lease lease) {
        return lease.marked() || breaker.failed(lease.gate(), lease.id().uuid())
                ? gate.trip(lease.gate(), times.probe())
                : Uni.createFrom().voidItem();
    }
}
