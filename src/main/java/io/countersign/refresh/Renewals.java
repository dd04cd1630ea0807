package io.countersign.refresh;

import io.countersign.connection.ConnectionId;
import io.countersign.docusign.DocuSignConfiguration;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The way into the refresh engine. */
@ApplicationScoped
public class Renewals {
    private final RefreshEngine engine;

    Renewals(RefreshStore store, Upstream upstream, Pulse pulse, DocuSignConfiguration docusign) {
        RefreshTimes times = new RefreshTimes(docusign.callTimeout());
        engine = new RefreshEngine(new RefreshAttempts(store, upstream, pulse, times), UUID::randomUUID);
    }

    /**
     * Renews a connection's tokens, or joins the renewal that is under way in this process. Cancelling ends the waiting only.
     *
     * @param id the connection
     * @param generation the tokens that the asker saw; if others are stored by now, nothing is sent
     * @return fails only if the database does
     */
    public Uni<Renewal> renew(ConnectionId id, long generation) {
        return engine.renew(id, generation);
    }
}
