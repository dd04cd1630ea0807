package io.countersign.refresh;

import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.docusign.TokenAnswer;
import io.countersign.docusign.UserInfoAnswer;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls of an attempt that impersonates a user, and what their answers lead to. */
final class AssertionAttempts {
    private static final Duration HOLD = Duration.ofSeconds(60);

    private final RefreshStore store;
    private final Upstream upstream;
    private final Pulse pulse;
    private final RefreshTimes times;
    private final UpstreamHealth health;
    private final FurtherCalls further;
    private final TokenKeeping keeping;
    private final Verdicts verdicts;

    AssertionAttempts(
            RefreshPorts ports,
            RefreshTimes times,
            UpstreamHealth health,
            FurtherCalls further,
            TokenKeeping keeping,
            Verdicts verdicts) {
        this.store = ports.store();
        this.upstream = ports.upstream();
        this.pulse = ports.pulse();
        this.times = times;
        this.health = health;
        this.further = further;
        this.keeping = keeping;
        this.verdicts = verdicts;
    }

    /** Within the lease's window; what was stopped for longer sends nothing. */
    Uni<Renewal> send(AssertionProgress progress) {
        long sent = pulse.nanoTime();
        long latest = progress.leasedNanos() + times.window().toNanos();
        if (sent - latest > 0) {
            return further.failed(progress.lease(), false, LastError.STOPPED);
        }
        return upstream.assertUser(progress, progress.key(), latest).chain(answer -> answered(progress, answer, sent));
    }

    private Uni<Renewal> answered(AssertionProgress progress, TokenAnswer answer, long sent) {
        Lease lease = progress.lease();
        return switch (answer) {
            case TokenAnswer.Granted granted ->
                granted(progress, granted, sent).call(() -> health.heard(lease, answer));
            case TokenAnswer.Refused refused -> health.heard(lease, answer).chain(() -> refused(progress, refused));
            case TokenAnswer.NotSent notSent ->
                health.heard(lease, answer).chain(() -> notSent(progress, notSent.reason()));
            case TokenAnswer.NoAnswer noAnswer ->
                health.heard(lease, answer).chain(() -> further.failed(lease, true, LastError.NO_ANSWER));
        };
    }

    /** Nobody's tokens are stored before it is known whose they are. */
    private Uni<Renewal> granted(AssertionProgress progress, TokenAnswer.Granted granted, long sent) {
        return progress.user().belonging().isSettled(progress.lease().held())
                ? keeping.keep(progress, new Impersonated(progress.scopes(), null), granted, sent)
                : upstream.userInfo(progress.integration(), granted.accessToken())
                        .chain(told -> identified(progress, told, granted, sent));
    }

    private Uni<Renewal> identified(
            AssertionProgress progress, UserInfoAnswer told, TokenAnswer.Granted granted, long sent) {
        return switch (told) {
            case UserInfoAnswer.Known known ->
                switch (progress.user().belonging().choose(known.userInfo())) {
                    case Belonging.Choice.Chosen chosen ->
                        keeping.keep(progress, new Impersonated(progress.scopes(), chosen), granted, sent);
                    case Belonging.Choice.Refused refused -> accountRefused(progress.lease(), refused.error());
                };
            case UserInfoAnswer.Silent silent -> silent(progress.lease(), silent.retryAfter());
            case UserInfoAnswer.Refused refused ->
                switch (refused.reason()) {
                    case NO_USABLE_ACCOUNT -> accountRefused(progress.lease(), LastError.NO_ACCOUNT);
                    case TOKEN, UNEXPECTED -> held(progress.lease(), HOLD, LastError.USERINFO_SILENT);
                };
        };
    }

    /** DocuSign's own patience first: each further try is another token. */
    private Uni<Renewal> silent(Lease lease, @Nullable Duration retryAfter) {
        return retryAfter == null || retryAfter.isZero()
                ? further.failed(lease, false, LastError.USERINFO_SILENT)
                : held(lease, retryAfter, LastError.USERINFO_SILENT);
    }

    private Uni<Renewal> accountRefused(Lease lease, LastError error) {
        return store.giveBack(lease, GivenBack.heldUnlessAsked(HOLD, error.wireName()))
                .replaceWith(new Renewal.AccountRefused(error.wireName(), HOLD));
    }

    private Uni<Renewal> held(Lease lease, Duration duration, LastError error) {
        return store.giveBack(lease, GivenBack.held(duration, error.wireName()))
                .replaceWith(new Renewal.NotBefore(duration));
    }

    private Uni<Renewal> refused(AssertionProgress progress, TokenAnswer.Refused refused) {
        Lease lease = progress.lease();
        return switch (AssertionStep.after(progress, refused.meaning())) {
            case AssertionStep.Again again -> again(again.next());
            case AssertionStep.ConsentRefused none -> consentRefused(progress);
            case AssertionStep.UserGone gone -> userGone(progress);
            case AssertionStep.ClientRefused client ->
                verdicts.clientRefused(lease, progress.integration(), client.flag());
            case AssertionStep.Throttled throttled -> further.failed(lease, false, LastError.THROTTLED);
            case AssertionStep.UserThrottled throttled -> further.userThrottled(lease, refused.retryAfter());
            case AssertionStep.Unexpected unexpected -> held(lease, HOLD, unexpected.error());
        };
    }

    private Uni<Renewal> again(AssertionProgress progress) {
        return further.again(progress.lease(), progress.unsent() == 0, asked -> send(progress.leasedAt(asked)));
    }

    /** Only an active connection has something to lose by it. */
    private Uni<Renewal> consentRefused(AssertionProgress progress) {
        Lease lease = progress.lease();
        LeasedGrant.Impersonation user = progress.user();
        return switch (user.state()) {
            case ACTIVE -> verdicts.named(lease, progress.integration(), ConsentReason.CONSENT_REVOKED);
            case CONSENT_REQUIRED -> stays(lease, Objects.requireNonNull(user.reason()));
            case AWAITING_CONSENT, AWAITING_CONFIRMATION, DISCONNECTED ->
                store.giveBack(lease, GivenBack.refusedAgain(lease, LastError.CONSENT_MISSING.wireName()))
                        .replaceWith(new Renewal.ConsentMissing(StandingRefusal.pause(lease.failures())));
        };
    }

    private Uni<Renewal> userGone(AssertionProgress progress) {
        LeasedGrant.Impersonation user = progress.user();
        boolean known = user.state() == ConnectionState.CONSENT_REQUIRED && user.reason() == ConsentReason.USER_GONE;
        return known
                ? stays(progress.lease(), ConsentReason.USER_GONE)
                : verdicts.named(progress.lease(), progress.integration(), ConsentReason.USER_GONE);
    }

    private Uni<Renewal> stays(Lease lease, ConsentReason reason) {
        return store.giveBack(lease, GivenBack.refusedAgain(lease, reason.wireName()))
                .replaceWith(new Renewal.ConsentRequired(reason, StandingRefusal.pause(lease.failures())));
    }

    private Uni<Renewal> notSent(AssertionProgress progress, TokenAnswer.NotSent.Reason reason) {
        AssertionProgress next = progress.afterUnsent();
        return switch (reason) {
            case TOO_LATE -> further.failed(progress.lease(), false, LastError.STOPPED);
            case UNREACHABLE, UNTRUSTED, BUSY ->
                next.unsent() < FurtherCalls.TRIES_WHEN_NOTHING_WAS_SENT
                        ? again(next)
                        : further.failed(progress.lease(), false, LastError.UNREACHABLE);
        };
    }
}
