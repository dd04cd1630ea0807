package io.countersign.consent;

import io.countersign.audit.AuditEvent;
import io.countersign.connection.ConnectionId;
import io.countersign.crypto.Secret;
import io.countersign.integration.PublicUrl;
import io.countersign.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Consent links that the vault makes by itself, for a connection that needs a consent. */
@ApplicationScoped
public class Invitations {
    private final ConsentLinks links;
    private final PublicUrl publicUrl;
    private final ConsentConfiguration configuration;

    Invitations(ConsentLinks links, PublicUrl publicUrl, ConsentConfiguration configuration) {
        this.links = links;
        this.publicUrl = publicUrl;
        this.configuration = configuration;
    }

    /**
     * Makes a link for that very connection, in the transaction in which it is stored by whoever sends it on. It lives
     * as long as one that was asked for without a life, and {@code countersign} itself has made it.
     *
     * @return empty where the connection waits for no consent any more, another has its name by now, or nothing could
     *     come of a consent
     */
    public Uni<Optional<Invitation>> invite(SqlConnection transaction, ConnectionId id) {
        return isHeldInNeed(transaction, id)
                .chain(needed ->
                        needed ? make(transaction, id) : Uni.createFrom().item(Optional.empty()));
    }

    /** Whether that very connection waits for a consent. */
    public Uni<Boolean> isNeeded(SqlClient client, ConnectionId id) {
        return client.preparedQuery("""
                        SELECT FROM connection_token
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND state = 'consent_required'
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .map(rows -> rows.size() == 1);
    }

    /** Held, so that whoever deletes the tenant waits, and nobody else gets the name meanwhile. */
    private static Uni<Boolean> isHeldInNeed(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery("""
                        SELECT FROM connection_token
                        WHERE tenant = $1 AND connection = $2 AND uuid = $3 AND state = 'consent_required'
                        FOR KEY SHARE
                        """)
                .execute(Tuple.of(id.tenant(), id.name(), id.uuid()))
                .map(rows -> rows.size() == 1);
    }

    private Uni<Optional<Invitation>> make(SqlConnection transaction, ConnectionId id) {
        return links.make(
                        transaction,
                        id.tenant(),
                        id.name(),
                        configuration.linkLife(),
                        null,
                        LinkKind.INDIVIDUAL,
                        AuditEvent.COUNTERSIGN)
                .map(made -> Optional.of(new Invitation(
                        Secret.ofText(publicUrl
                                .at("/consent/" + made.link().revealText())
                                .toString()),
                        made.expiresAt())))
                .onFailure(ProblemException.class)
                .recoverWithItem(Optional.empty());
    }
}
