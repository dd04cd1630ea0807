package io.countersign.refresh.gate;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;

/** What the audit trail is told of an integration's flags, within the transaction that sets or ends one. */
@ApplicationScoped
class IntegrationFlags {
    private final AuditTrail audit;

    IntegrationFlags(AuditTrail audit) {
        this.audit = audit;
    }

    Uni<Void> begins(SqlConnection transaction, String integration, Flag flag) {
        return audit.record(
                transaction, AuditEvent.of("integration.flagged", AuditEvent.COUNTERSIGN, details(integration, flag)));
    }

    Uni<Void> ends(SqlConnection transaction, String integration, Flag flag) {
        return audit.record(
                transaction,
                AuditEvent.of("integration.unflagged", AuditEvent.COUNTERSIGN, details(integration, flag)));
    }

    private static Map<String, String> details(String integration, Flag flag) {
        return Map.of("integration", integration, "reason", wire(flag));
    }

    /** The flag as it stands in the database and on the wire. */
    static String wire(Flag flag) {
        return flag.name().toLowerCase(Locale.ROOT);
    }

    static Flag named(String wire) {
        return Flag.valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
