package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.docusign.Meaning;
import io.countersign.integration.Integration;
import io.countersign.refresh.UpstreamGate.ClientRefusal;
import io.countersign.refresh.UpstreamGate.Flag;
import io.countersign.refresh.UpstreamGate.VerdictSlot;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Locale;

/**
 * What DocuSign's refusals mean in the end. A verdict costs a tenant a new consent, and nobody outside DocuSign knows what a client secret that was
 * deleted there answers: one that is not explained by the computed expiry takes one of a few slots, and without one the connection stays active and
 * is held for a while.
 */
final class Verdicts {
    private static final int SLOTS = 5;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final RefreshStore store;
    private final UpstreamGate gate;
    private final RefreshSignals signals;
    private final RefreshTimes times;

    Verdicts(RefreshPorts ports, RefreshTimes times) {
        this.store = ports.store();
        this.gate = ports.gate();
        this.signals = ports.signals();
        this.times = times;
    }

    /** DocuSign names the cause, so it knows both the client and the user. */
    Uni<Renewal> named(Lease lease, Meaning meaning) {
        return refuse(lease, meaning == Meaning.USER_GONE ? ConsentReason.USER_GONE : ConsentReason.SCOPES_MISSING);
    }

    /** No client secret is left to try. */
    Uni<Renewal> ofEverySecret(Progress progress) {
        Lease lease = progress.lease();
        if (!progress.tokenRefused()) {
            return clientRefused(lease, progress.integration(), Flag.CLIENT_REFUSED);
        }
        boolean expired = lease.refreshLeft().isNegative();
        ConsentReason reason = lease.unsure()
                ? ConsentReason.LOST_RESPONSE
                : expired ? ConsentReason.REFRESH_TOKEN_EXPIRED : ConsentReason.CONSENT_REVOKED;
        return expired || lease.forced()
                ? refuseWithoutSlot(lease, progress.integration(), reason)
                : refuseWithSlot(lease, progress.integration(), reason);
    }

    /** There is no client secret to try. */
    Uni<Renewal> withoutSecret(Lease lease, Integration integration) {
        return clientRefused(lease, integration, Flag.CLIENT_SECRET_MISSING);
    }

    private Uni<Renewal> clientRefused(Lease lease, Integration integration, Flag flag) {
        return gate.refuseClient(
                        lease.integration(), lease.attempt(), flag, integration.secretsVersion(), times.operatorPause())
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
        signals.gate(lease.integration(), RefreshSignals.GateState.PAUSED);
        return store.release(lease, false, 0, flag.name().toLowerCase(Locale.ROOT))
                .replaceWith(new Renewal.NotBefore(times.operatorPause()));
    }

    private Uni<Renewal> refuseWithoutSlot(Lease lease, Integration integration, ConsentReason reason) {
        return gate.noteVerdict(lease.integration(), integration.secretsVersion())
                .chain(upToDate -> upToDate ? refuseToken(lease, integration, reason) : again(lease));
    }

    private Uni<Renewal> refuseWithSlot(Lease lease, Integration integration, ConsentReason reason) {
        return gate.verdictSlot(lease.integration(), lease.attempt(), integration.secretsVersion(), SLOTS, WINDOW)
                .invoke(slot -> {
                    if (slot == VerdictSlot.NONE_FLAGGED_NOW) {
                        signals.flagged(lease.integration(), Flag.VERDICTS);
                    }
                })
                .chain(slot -> switch (slot) {
                    case TAKEN -> refuseToken(lease, integration, reason);
                    case NONE, NONE_FLAGGED_NOW -> hold(lease);
                    case OUTDATED -> again(lease);
                });
    }

    private Uni<Renewal> refuseToken(Lease lease, Integration integration, ConsentReason reason) {
        return store.refuseToken(lease, reason, reason.wireName(), integration.secretsVersion())
                .chain(written -> written ? Uni.createFrom().item(new Renewal.ConsentRequired(reason)) : again(lease));
    }

    private Uni<Renewal> again(Lease lease) {
        return store.release(lease, false, 0, "client_secrets_changed").replaceWith(new Renewal.Failed());
    }

    private Uni<Renewal> hold(Lease lease) {
        return store.hold(lease, WINDOW, "refusal_held").replaceWith(new Renewal.NotBefore(WINDOW));
    }

    private Uni<Renewal> refuse(Lease lease, ConsentReason reason) {
        return store.refuse(lease, reason, reason.wireName()).replaceWith(new Renewal.ConsentRequired(reason));
    }
}
