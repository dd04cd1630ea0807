package io.countersign.refresh;

import io.countersign.integration.Integration;
import io.countersign.refresh.gate.ExchangeFlags;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * What the exchange of an authorization code says of its integration. It closes no gate: a code is one person's, and
 * renewals find out for themselves. A flag that cannot be written costs no consent its end.
 */
@ApplicationScoped
public class ExchangedCodes {
    private static final Logger LOG = Logger.getLogger(ExchangedCodes.class);

    private final ExchangeFlags flags;
    private final RefreshSignals signals;

    ExchangedCodes(ExchangeFlags flags, RefreshSignals signals) {
        this.flags = flags;
        this.signals = signals;
    }

    /** DocuSign took the client; that ends the flag which a refused code had raised. Never fails. */
    public Uni<Void> accepted(Integration integration) {
        return survived(integration, flags.end(integration.name()));
    }

    /** DocuSign refused the integration key, or each client secret. Never fails. */
    public Uni<Void> refused(Integration integration) {
        return raise(integration, Flag.CLIENT_REFUSED);
    }

    /** There was no client secret to exchange the code with. Never fails. */
    public Uni<Void> withoutSecret(Integration integration) {
        return raise(integration, Flag.CLIENT_SECRET_MISSING);
    }

    private Uni<Void> raise(Integration integration, Flag flag) {
        return survived(
                integration,
                flags.raise(integration.name(), integration.integrationKey(), integration.secretsVersion(), flag)
                        .invoke(first -> {
                            if (first) {
                                signals.flagged(integration.name(), flag);
                            }
                        })
                        .replaceWithVoid());
    }

    private static Uni<Void> survived(Integration integration, Uni<Void> write) {
        return write.onFailure()
                .invoke(failure -> LOG.warnf(
                        failure, "A flag could not be written; the consent goes on integration=%s", integration.name()))
                .onFailure()
                .recoverWithNull();
    }
}
