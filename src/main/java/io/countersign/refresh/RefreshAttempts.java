package io.countersign.refresh;

import io.countersign.crypto.MissingKeyException;
import io.countersign.docusign.TokenAnswer;
import io.countersign.refresh.gate.Rate;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One attempt to renew a connection: the lease, the calls under it, and what their answers lead to. */
final class RefreshAttempts {
    private static final Logger LOG = Logger.getLogger(RefreshAttempts.class);
    private static final int TRIES_WHEN_NOTHING_WAS_SENT = 3;

    private final RefreshStore store;
    private final UpstreamGate gate;
    private final Upstream upstream;
    private final Pulse pulse;
    private final RefreshTimes times;
    private final Rate rate;
    private final UpstreamHealth health;
    private final TokenKeeping keeping;
    private final Verdicts verdicts;

    /** @param rate what a turn was taken of; further calls are charged to it */
    RefreshAttempts(RefreshPorts ports, RefreshTimes times, Rate rate) {
        this.store = ports.store();
        this.gate = ports.gate();
        this.upstream = ports.upstream();
        this.pulse = ports.pulse();
        this.times = times;
        this.rate = rate;
        this.health = new UpstreamHealth(ports, times);
        this.keeping = new TokenKeeping(ports, times);
        this.verdicts = new Verdicts(ports, times);
    }

    /** Within a turn of the integration's, which is given back if nothing may be sent. */
    Uni<Renewal> run(Target target, UUID attempt) {
        return Uni.createFrom().deferred(() -> {
            long asked = pulse.nanoTime();
            return store.lease(target, attempt, times.lease(), times.takeover())
                    .invoke(answer -> health.learn(target.integration(), answer))
                    .chain(answer -> switch (answer) {
                        case LeaseAnswer.Leased leased -> spend(leased.lease(), asked);
                        case LeaseAnswer.ProbeDue due -> probe(due.integration(), target, attempt);
                        case LeaseAnswer.Held held -> unused(target, new Renewal.Elsewhere());
                        case LeaseAnswer.Closed closed -> unused(target, new Renewal.NotBefore(closed.pause()));
                        case LeaseAnswer.Paused paused -> unused(target, new Renewal.NotBefore(paused.pause()));
                        case LeaseAnswer.Moved moved -> unused(target, new Renewal.Superseded());
                        case LeaseAnswer.KeyMissing missing -> unused(target, new Renewal.Failed());
                    });
        });
    }

    private Uni<Renewal> probe(String integration, Target target, UUID attempt) {
        return gate.probe(integration, attempt, times.probe())
                .chain(ours -> ours ? run(target, attempt) : unused(target, new Renewal.NotBefore(times.probe())));
    }

    private Uni<Renewal> unused(Target target, Renewal renewal) {
        rate.giveBack(target.integration());
        return Uni.createFrom().item(renewal);
    }

    private Uni<Renewal> spend(Lease lease, long leasedNanos) {
        return upstream.credentials(lease.integration()).onItemOrFailure().transformToUni((credentials, failure) -> {
            if (failure instanceof MissingKeyException) {
                return keyMissing(lease);
            }
            if (failure != null) {
                LOG.errorf(failure, "The client secrets could not be read integration=%s", lease.integration());
                return failed(lease, false, LastError.INTERNAL);
            }
            return credentials.isEmpty()
                    ? verdicts.withoutSecret(lease, credentials.integration())
                    : send(Progress.first(lease, leasedNanos, credentials));
        });
    }

    /** The integration's key: nothing was sent, and another replica can have the lease at once. */
    private Uni<Renewal> keyMissing(Lease lease) {
        rate.giveBack(lease.integration());
        return store.giveBack(lease, GivenBack.unused(LastError.KEY_MISSING.wireName()))
                .replaceWith(new Renewal.Failed());
    }

    private Uni<Renewal> send(Progress progress) {
        long sent = pulse.nanoTime();
        long latest = progress.leasedNanos() + times.window().toNanos();
        if (sent - latest > 0) {
            return failed(progress.lease(), false, LastError.STOPPED);
        }
        return upstream.refresh(progress.lease(), progress.integration(), progress.secret(), latest)
                .chain(answer -> answered(progress, answer, sent));
    }

    /**
     * New tokens are stored before anything else is done; what any other answer tells of DocuSign comes before the
     * lease is given back.
     */
    private Uni<Renewal> answered(Progress progress, TokenAnswer answer, long sent) {
        Lease lease = progress.lease();
        return switch (answer) {
            case TokenAnswer.Granted granted ->
                keeping.keep(progress, granted, sent).call(() -> health.heard(lease, answer));
            case TokenAnswer.Refused refused -> health.heard(lease, answer).chain(() -> refused(progress, refused));
            case TokenAnswer.NotSent notSent ->
                health.heard(lease, answer).chain(() -> notSent(progress, notSent.reason()));
            case TokenAnswer.NoAnswer noAnswer ->
                health.heard(lease, answer).chain(() -> failed(lease, true, LastError.NO_ANSWER));
        };
    }

    private Uni<Renewal> refused(Progress progress, TokenAnswer.Refused refused) {
        Lease lease = progress.lease();
        return switch (refused.meaning()) {
            case RETRY -> failed(lease, false, LastError.THROTTLED);
            case USER_THROTTLED -> userThrottled(lease, refused.retryAfter());
            case UNEXPECTED -> failed(lease, false, LastError.UNEXPECTED_ANSWER);
            case NEEDS_CONSENT, USER_GONE -> verdicts.named(progress, refused.meaning());
            case RECONNECT, RECONNECT_OR_OPERATOR -> otherSecret(progress.afterTokenRefused());
            case UNKNOWN_REFUSAL -> otherSecret(progress.afterUnknownRefusal(refused.code()));
            case OPERATOR -> otherSecret(progress.afterClientRefused());
        };
    }

    /** DocuSign's limit for one user: a pause of this connection, and of no other. */
    private Uni<Renewal> userThrottled(Lease lease, @Nullable Duration retryAfter) {
        return retryAfter == null || retryAfter.isZero()
                ? failed(lease, false, LastError.THROTTLED)
                : store.giveBack(lease, GivenBack.held(retryAfter, LastError.THROTTLED.wireName()))
                        .replaceWith(new Renewal.NotBefore(retryAfter));
    }

    /**
     * Nobody outside DocuSign knows what a deleted client secret answers, so the others are asked before anything is
     * concluded.
     */
    private Uni<Renewal> otherSecret(Progress progress) {
        return progress.secrets().isEmpty() ? verdicts.ofEverySecret(progress) : again(progress);
    }

    /**
     * A call that was too late keeps its connection until its limit, so it is not repeated: the process was stopped, or
     * connecting takes too long.
     */
    private Uni<Renewal> notSent(Progress progress, TokenAnswer.NotSent.Reason reason) {
        return switch (reason) {
            case TOO_LATE -> failed(progress.lease(), false, LastError.STOPPED);
            case UNREACHABLE, UNTRUSTED, BUSY -> sameSecret(progress);
        };
    }

    private Uni<Renewal> sameSecret(Progress progress) {
        Progress next = progress.sameSecret();
        return next.unsent() < TRIES_WHEN_NOTHING_WAS_SENT
                ? again(next)
                : failed(progress.lease(), false, LastError.UNREACHABLE);
    }

    private Uni<Renewal> again(Progress progress) {
        Lease lease = progress.lease();
        long asked = pulse.nanoTime();
        return store.extend(lease, times.lease(), progress.unsent() == 0).chain(extension -> switch (extension) {
            case Extension.Extended extended -> {
                rate.charge(lease.integration());
                yield send(progress.leasedAt(asked));
            }
            case Extension.Lost lost -> Uni.createFrom().item(new Renewal.Superseded());
            case Extension.GateClosed closed -> gateClosed(lease, closed.pause());
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
    private Uni<Renewal> gateClosed(Lease lease, Duration pause) {
        health.foundClosed(lease.integration());
        return store.giveBack(lease, GivenBack.afterFailure(lease, 0, false, LastError.GATE_CLOSED.wireName()))
                .replaceWith(new Renewal.NotBefore(pause));
    }

    private Uni<Renewal> failed(Lease lease, boolean unsure, LastError error) {
        return store.giveBack(lease, GivenBack.afterFailure(lease, pulse.chance(), unsure, error.wireName()))
                .replaceWith(new Renewal.Failed());
    }
}
