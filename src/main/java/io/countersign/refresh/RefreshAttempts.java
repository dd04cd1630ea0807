package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.MissingKeyException;
import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.Credentials;
import io.countersign.refresh.gate.GateKey;
import io.countersign.refresh.gate.Rate;
import io.countersign.refresh.gate.UpstreamGate;
import io.smallrye.mutiny.Uni;
import java.util.UUID;
import org.jboss.logging.Logger;

/** One attempt to renew a connection: the lease, the calls under it, and what their answers lead to. */
final class RefreshAttempts {
    private static final Logger LOG = Logger.getLogger(RefreshAttempts.class);

    private final RefreshStore store;
    private final UpstreamGate gate;
    private final Upstream upstream;
    private final Pulse pulse;
    private final RefreshTimes times;
    private final Rate rate;
    private final UpstreamHealth health;
    private final FurtherCalls further;
    private final TokenKeeping keeping;
    private final Verdicts verdicts;
    private final AssertionAttempts assertions;

    /** @param rate what a turn was taken of; further calls are charged to it */
    RefreshAttempts(RefreshPorts ports, RefreshTimes times, Rate rate) {
        this.store = ports.store();
        this.gate = ports.gate();
        this.upstream = ports.upstream();
        this.pulse = ports.pulse();
        this.times = times;
        this.rate = rate;
        this.health = new UpstreamHealth(ports, times);
        this.further = new FurtherCalls(ports, times, rate, health);
        this.keeping = new TokenKeeping(ports, times);
        this.verdicts = new Verdicts(ports, times);
        this.assertions = new AssertionAttempts(ports, times, health, further, keeping, verdicts);
    }

    /** Within a turn of the integration's, which is given back if nothing may be sent. */
    Uni<Renewal> run(Target target, UUID attempt) {
        return Uni.createFrom().deferred(() -> {
            long asked = pulse.nanoTime();
            return store.lease(target, attempt, times.lease(), times.takeover())
                    .invoke(answer -> health.learn(answer))
                    .chain(answer -> switch (answer) {
                        case LeaseAnswer.Leased leased -> spend(leased.lease(), asked);
                        case LeaseAnswer.ProbeDue due -> probe(due.gate(), target, attempt);
                        case LeaseAnswer.Held held -> unused(target, new Renewal.Elsewhere());
                        case LeaseAnswer.Closed closed -> unused(target, new Renewal.NotBefore(closed.pause()));
                        case LeaseAnswer.Paused paused -> unused(target, new Renewal.NotBefore(paused.pause()));
                        case LeaseAnswer.Refused refused -> unused(target, refused.standing());
                        case LeaseAnswer.Moved moved -> unused(target, new Renewal.Superseded());
                        case LeaseAnswer.KeyMissing missing -> unused(target, new Renewal.Failed());
                    });
        });
    }

    private Uni<Renewal> probe(GateKey key, Target target, UUID attempt) {
        return gate.probe(key, attempt, times.probe())
                .chain(ours -> ours ? run(target, attempt) : unused(target, new Renewal.NotBefore(times.probe())));
    }

    private Uni<Renewal> unused(Target target, Renewal renewal) {
        rate.giveBack(target.integration());
        return Uni.createFrom().item(renewal);
    }

    private Uni<Renewal> spend(Lease lease, long leasedNanos) {
        return upstream.credentials(lease.integration(), lease.grant().type())
                .onItemOrFailure()
                .transformToUni((credentials, failure) -> {
                    if (failure instanceof MissingKeyException) {
                        return keyMissing(lease);
                    }
                    if (failure != null) {
                        LOG.errorf(
                                failure,
                                "The client secrets or keys could not be read integration=%s",
                                lease.integration());
                        return further.failed(lease, false, LastError.INTERNAL);
                    }
                    return credentials.isEmpty()
                            ? verdicts.withoutCredential(lease, credentials.integration())
                            : first(lease, leasedNanos, credentials);
                });
    }

    private Uni<Renewal> first(Lease lease, long leasedNanos, Credentials credentials) {
        return switch (lease.grant()) {
            case LeasedGrant.RefreshToken token -> send(Progress.first(lease, token, leasedNanos, credentials));
            case LeasedGrant.Impersonation user ->
                assertions.send(AssertionProgress.first(lease, user, leasedNanos, credentials));
        };
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
            return further.failed(progress.lease(), false, LastError.STOPPED);
        }
        return upstream.refresh(progress.lease(), progress.token(), progress.integration(), progress.secret(), latest)
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
                health.heard(lease, answer).chain(() -> further.failed(lease, true, LastError.NO_ANSWER));
        };
    }

    private Uni<Renewal> refused(Progress progress, TokenAnswer.Refused refused) {
        Lease lease = progress.lease();
        return switch (refused.meaning()) {
            case RETRY -> further.failed(lease, false, LastError.THROTTLED);
            case USER_THROTTLED -> further.userThrottled(lease, refused.retryAfter());
            case UNEXPECTED, EXPIRED_ASSERTION -> further.failed(lease, false, LastError.UNEXPECTED_ANSWER);
            case NEEDS_CONSENT -> verdicts.named(lease, progress.integration(), ConsentReason.SCOPES_MISSING);
            case USER_GONE -> verdicts.named(lease, progress.integration(), ConsentReason.USER_GONE);
            case RECONNECT, RECONNECT_OR_OPERATOR -> otherSecret(progress.afterTokenRefused());
            case UNKNOWN_REFUSAL -> otherSecret(progress.afterUnknownRefusal(refused.code()));
            case OPERATOR, KEY_REFUSED -> otherSecret(progress.afterClientRefused());
        };
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
            case TOO_LATE -> further.failed(progress.lease(), false, LastError.STOPPED);
            case UNREACHABLE, UNTRUSTED, BUSY -> sameSecret(progress);
        };
    }

    private Uni<Renewal> sameSecret(Progress progress) {
        Progress next = progress.sameSecret();
        return next.unsent() < FurtherCalls.TRIES_WHEN_NOTHING_WAS_SENT
                ? again(next)
                : further.failed(progress.lease(), false, LastError.UNREACHABLE);
    }

    private Uni<Renewal> again(Progress progress) {
        return further.again(progress.lease(), progress.unsent() == 0, asked -> send(progress.leasedAt(asked)));
    }
}
