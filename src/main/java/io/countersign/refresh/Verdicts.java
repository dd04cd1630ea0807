package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.docusign.TokenAnswer;
import io.countersign.integration.Integration;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.ClientRefusal;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What DocuSign's refusals mean in the end. A verdict costs a tenant a new consent, and nobody outside DocuSign knows
 * what a client secret that was deleted there answers: one that is not explained by the computed expiry takes one of a
 * few slots, and without one the connection stays active and is held for a while.
 */
final class Verdicts {
    private static final int SLOTS = 5;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    /** Between attempts at what is refused and not given up. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final RefreshStore store;
    private final UpstreamGate gate;
    private final RefreshSignals signals;
    private final Pulse pulse;
    private final RefreshTimes times;

    Verdicts(RefreshPorts ports, RefreshTimes times) {
        this.store = ports.store();
        this.gate = ports.gate();
        this.signals = ports.signals();
        this.pulse = ports.pulse();
        this.times = times;
    }

    /**
     * DocuSign names the cause, so it knows both the client and the user, and no other secret is asked. But a directory
     * can go wrong for all at once: this verdict takes a slot as any other.
     */
    Uni<Renewal> named(Lease lease, Integration integration, ConsentReason reason) {
        return switch (lease.finality()) {
            case WITH_SLOT, RESTORED -> withSlot(lease, integration, () -> refuse(lease, reason));
            case AT_ONCE, IN_KNOWN_WORDS -> refuse(lease, reason);
            case NEVER -> keep(lease, reason.wireName());
        };
    }

    /** No client secret is left to try. */
    Uni<Renewal> ofEverySecret(Progress progress) {
        Lease lease = progress.lease();
        // With one of the secrets it was said in words that nobody knows, and that one may be the valid one.
        if (progress.unknownCode() != null) {
            return unknown(lease, progress.integration(), progress.unknownCode());
        }
        if (!progress.tokenRefused()) {
            return clientRefused(lease, progress.integration(), Flag.CLIENT_REFUSED);
        }
        Duration left = lease.refreshLeft();
        boolean expired = left != null && left.isNegative();
        ConsentReason reason = lease.unsure()
                ? ConsentReason.LOST_RESPONSE
                : expired ? ConsentReason.REFRESH_TOKEN_EXPIRED : ConsentReason.CONSENT_REVOKED;
        return switch (lease.finality()) {
            case WITH_SLOT ->
                expired
                        ? refuseWithoutSlot(lease, progress.integration(), reason, reason.wireName())
                        : refuseWithSlot(lease, progress.integration(), reason, reason.wireName());
            case RESTORED, AT_ONCE, IN_KNOWN_WORDS ->
                refuseWithoutSlot(lease, progress.integration(), reason, reason.wireName());
            case NEVER -> keep(lease, reason.wireName());
        };
    }

    /**
     * Once is no verdict; it is counted, and the connection is tried again ever more rarely. What an operator forces is
     * one, unless it says so little that a gateway may have said it.
     */
    private Uni<Renewal> unknown(Lease lease, Integration integration, String code) {
        ConsentReason reason = lease.unsure() ? ConsentReason.LOST_RESPONSE : ConsentReason.CONSENT_REVOKED;
        signals.unknownRefusal(lease.id(), lease.integration(), code);
        boolean lasts = lease.unknownRefusals().condemn(code, lease.accessLeft());
        return switch (lease.finality()) {
            case WITH_SLOT, RESTORED -> lasts ? refuseWithSlot(lease, integration, reason, code) : count(lease, code);
            case IN_KNOWN_WORDS -> lasts ? refuseWithoutSlot(lease, integration, reason, code) : count(lease, code);
            case AT_ONCE ->
                code.equals(TokenAnswer.Refused.OTHER)
                        ? count(lease, code)
                        : refuseWithoutSlot(lease, integration, reason, code);
            case NEVER -> keep(lease, code);
        };
    }

    private Uni<Renewal> count(Lease lease, String code) {
        return store.giveBack(lease, GivenBack.afterUnknownWords(lease, code, pulse.chance()))
                .replaceWith(new Renewal.Failed());
    }

    /** Whatever DocuSign says, nothing else is left of what it granted. */
    private Uni<Renewal> keep(Lease lease, String error) {
        return store.giveBack(lease, GivenBack.held(KEPT, error)).replaceWith(new Renewal.NotBefore(KEPT));
    }

    /** There is nothing to prove the integration with. */
    Uni<Renewal> withoutCredential(Lease lease, Integration integration) {
        Flag flag = switch (lease.grant()) {
            case LeasedGrant.RefreshToken token -> Flag.CLIENT_SECRET_MISSING;
            case LeasedGrant.Impersonation user -> Flag.RSA_KEY_MISSING;
        };
        return clientRefused(lease, integration, flag);
    }

    /** No assertion is accepted of this integration, whoever is impersonated. */
    Uni<Renewal> clientRefused(Lease lease, Integration integration, Flag flag) {
        return gate.refuseClient(
                        lease.gate(), lease.attempt(), flag, integration.secretsVersion(), times.operatorPause())
                .invoke(refusal -> {
                    if (refusal == ClientRefusal.FIRST) {
                        signals.flagged(lease.integration(), flag);
                    }
                })
                .chain(refusal -> switch (refusal) {
                    case FIRST, KNOWN -> gateClosed(lease, flag);
                    case OUTDATED -> again(lease);
                });
    }

    private Uni<Renewal> gateClosed(Lease lease, Flag flag) {
        return store.giveBack(
                        lease,
                        GivenBack.afterFailure(lease, 0, false, flag.name().toLowerCase(Locale.ROOT)))
                .replaceWith(new Renewal.NotBefore(times.operatorPause()));
    }

    private Uni<Renewal> refuseWithoutSlot(Lease lease, Integration integration, ConsentReason reason, String error) {
        return gate.noteVerdict(lease.gate(), integration.secretsVersion())
                .chain(upToDate -> upToDate ? refuseToken(lease, integration, reason, error) : again(lease));
    }

    private Uni<Renewal> refuseWithSlot(Lease lease, Integration integration, ConsentReason reason, String error) {
        return withSlot(lease, integration, () -> refuseToken(lease, integration, reason, error));
    }

    private Uni<Renewal> withSlot(Lease lease, Integration integration, Supplier<Uni<Renewal>> verdict) {
        return gate.verdictSlot(lease.gate(), lease.attempt(), integration.secretsVersion(), SLOTS, WINDOW)
                .invoke(slot -> {
                    if (slot == VerdictSlot.NONE_FLAGGED_NOW) {
                        signals.flagged(lease.integration(), Flag.VERDICTS);
                    }
                })
                .chain(slot -> switch (slot) {
                    case TAKEN -> verdict.get();
                    case NONE, NONE_FLAGGED_NOW -> hold(lease);
                    case OUTDATED -> again(lease);
                });
    }

    private Uni<Renewal> refuseToken(Lease lease, Integration integration, ConsentReason reason, String error) {
        return store.refuseToken(lease, reason, error, integration.secretsVersion())
                .chain(recorded -> ended(lease, reason, recorded));
    }

    private Uni<Renewal> again(Lease lease) {
        return store.giveBack(
                        lease, GivenBack.afterFailure(lease, 0, false, LastError.CLIENT_SECRETS_CHANGED.wireName()))
                .replaceWith(new Renewal.Failed());
    }

    private Uni<Renewal> hold(Lease lease) {
        return store.giveBack(lease, GivenBack.held(WINDOW, LastError.REFUSAL_HELD.wireName()))
                .replaceWith(new Renewal.NotBefore(WINDOW));
    }

    private Uni<Renewal> refuse(Lease lease, ConsentReason reason) {
        return store.refuse(lease, reason, reason.wireName()).chain(recorded -> ended(lease, reason, recorded));
    }

    private Uni<Renewal> ended(Lease lease, ConsentReason reason, Recorded recorded) {
        return switch (recorded) {
            case Recorded.Stands stands -> {
                tell(lease, stands);
                yield Uni.createFrom().item(required(lease, reason));
            }
            case Recorded.Nothing nothing -> Uni.createFrom().item(required(lease, reason));
            case Recorded.Outdated outdated -> again(lease);
        };
    }

    /** What it says of a doubt, only the row knew. An impersonated user's next refusal is no news. */
    private void tell(Lease lease, Recorded.Stands stands) {
        if (!lease.grant().isKnownToNeedConsent()) {
            signals.consentRequired(lease.id(), lease.integration(), stands.reason(), stands.error());
        }
    }

    private static Renewal required(Lease lease, ConsentReason reason) {
        return new Renewal.ConsentRequired(
                reason, Refusal.of(lease, reason, reason.wireName()).closedFor());
    }
}
