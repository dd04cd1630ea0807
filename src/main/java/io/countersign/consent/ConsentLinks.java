package io.countersign.consent;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.GrantType;
import io.countersign.crypto.Digest;
import io.countersign.crypto.RandomToken;
import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;
import io.countersign.naming.Name;
import io.countersign.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Consent links. The database knows only their hashes. */
@ApplicationScoped
class ConsentLinks {
    private final Pool pool;
    private final AuditTrail audit;
    private final LinkEvents events;
    private final RandomToken tokens;

    ConsentLinks(Pool pool, AuditTrail audit, LinkEvents events, SecureRandom random) {
        this.pool = pool;
        this.audit = audit;
        this.events = events;
        this.tokens = new RandomToken(random);
    }

    /** A link that was just made. */
    record Made(Secret link, Instant expiresAt) {}

    /**
     * Makes a link for a connection. Fails with 404 where there is no such connection, with 409 where nothing could
     * come of a consent (DocuSign gives a code away only to a client that can prove itself), and with 422 for a kind
     * that the connection's grant does not have.
     */
    Uni<Made> make(
            String tenant, String connection, Duration life, @Nullable URI returnUrl, LinkKind kind, String actor) {
        if (!Name.isValid(tenant) || !Name.isValid(connection)) {
            return Uni.createFrom().failure(Problem.notFound().toException());
        }
        return pool.withTransaction(transaction -> make(transaction, tenant, connection, life, returnUrl, kind, actor));
    }

    /** The same within a transaction, which can go on where this fails. */
    Uni<Made> make(
            SqlConnection transaction,
            String tenant,
            String connection,
            Duration life,
            @Nullable URI returnUrl,
            LinkKind kind,
            String actor) {
        Secret link = tokens.next();
        Tuple values = Tuple.tuple()
                .addString(tenant)
                .addString(connection)
                .addValue(Buffer.buffer(Digest.of(link)))
                .addString(returnUrl == null ? null : returnUrl.toString())
                .addString(actor)
                .addDouble((double) life.toSeconds())
                .addString(kind.wireName());
        return requireUsable(transaction, tenant, connection, kind)
                .chain(() -> transaction.preparedQuery("""
                                INSERT INTO consent_link (tenant, connection, uuid, hash, return_url, created_by,
                                    expires_at, kind)
                                SELECT tenant, name, uuid, $3, $4, $5, clock_timestamp() + make_interval(secs => $6), $7
                                FROM connection WHERE tenant = $1 AND name = $2
                                RETURNING expires_at
                                """).execute(values))
                .map(rows -> madeOf(rows, link))
                .call(made -> audit.record(
                        transaction,
                        new AuditEvent(
                                "consent.link-created",
                                actor,
                                tenant,
                                connection,
                                Map.of("expires_at", made.expiresAt().toString(), "kind", kind.wireName()))));
    }

    private static Uni<Void> requireUsable(SqlConnection transaction, String tenant, String connection, LinkKind kind) {
        return transaction
                .preparedQuery("""
                        SELECT c.integration, c.grant_type, c.user_id IS NOT NULL AS user_named,
                               coalesce(c.user_id, t.user_sub) IS NOT NULL AS user_known,
                               EXISTS (SELECT FROM integration_secret s WHERE s.integration = c.integration)
                                 OR EXISTS (SELECT FROM integration i
                                            WHERE i.name = c.integration AND i.client_type = 'public') AS exchangeable
                        FROM connection c
                        JOIN connection_token t ON t.tenant = c.tenant AND t.connection = c.name
                        WHERE c.tenant = $1 AND c.name = $2
                        """)
                .execute(Tuple.of(tenant, connection))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound().toException();
                    }
                    Row row = rows.iterator().next();
                    new LinkObstacle(
                                    row.getString("integration"),
                                    GrantType.named(row.getString("grant_type")),
                                    row.getBoolean("user_named"),
                                    row.getBoolean("user_known"),
                                    row.getBoolean("exchangeable"))
                            .to(kind)
                            .ifPresent(problem -> {
                                throw problem.toException();
                            });
                })
                .replaceWithVoid();
    }

    /** It was there a moment ago. */
    private static Made madeOf(RowSet<Row> rows, Secret link) {
        if (rows.size() == 0) {
            throw Problem.notFound().toException();
        }
        return new Made(
                link, rows.iterator().next().getOffsetDateTime("expires_at").toInstant());
    }

    /** Finds a link, usable or not; empty for what was never one. Changes nothing. */
    Uni<Optional<ConsentLink>> find(Secret link) {
        byte[] hash = Digest.of(link);
        return pool.preparedQuery("""
                        SELECT l.tenant, l.connection, l.uuid, l.expires_at, l.return_url, l.kind,
                               c.grant_type, c.user_id,
                               CASE WHEN l.used_at IS NOT NULL THEN 'used'
                                    WHEN l.created_at <= t.disconnected_at THEN 'withdrawn'
                                    WHEN l.kind = 'admin' AND c.grant_type <> 'jwt_bearer' THEN 'withdrawn'
                                    WHEN l.expires_at <= clock_timestamp() THEN 'expired'
                                    ELSE 'open' END AS status,
                               coalesce(l.refused_at >= clock_timestamp() - interval '1 minute', false) AS refusal_told,
                               n.display_name, i.name AS integration,
                               coalesce(i.display_name, i.name) AS app_name, i.environment,
                                   coalesce(c.scopes, i.scopes) AS scopes,
                               c.expected_email, c.expected_account_id, t.user_email, k.wrapped
                        FROM consent_link l
                        JOIN connection c ON c.tenant = l.tenant AND c.name = l.connection AND c.uuid = l.uuid
                        JOIN connection_token t ON t.tenant = l.tenant AND t.connection = l.connection
                        JOIN tenant n ON n.name = l.tenant
                        JOIN tenant_key k ON k.tenant = l.tenant
                        JOIN integration i ON i.name = c.integration
                        WHERE l.hash = $1
                        """)
                .execute(Tuple.of(Buffer.buffer(hash)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(linkOf(rows.iterator().next(), hash)));
    }

    private static ConsentLink linkOf(Row row, byte[] hash) {
        String returnUrl = row.getString("return_url");
        GrantType grant = GrantType.named(row.getString("grant_type"));
        return new ConsentLink(
                new ConnectionId(row.getString("tenant"), row.getString("connection"), row.getUUID("uuid")),
                hash,
                ConsentLink.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getBoolean("refusal_told"),
                row.getOffsetDateTime("expires_at").toInstant(),
                returnUrl == null ? null : URI.create(returnUrl),
                row.getString("display_name"),
                row.getString("integration"),
                row.getString("app_name"),
                Environment.of(row.getString("environment")),
                LinkKind.named(row.getString("kind")),
                grant,
                row.getString("user_id"),
                grant.asksFor(List.of(row.getArrayOfStrings("scopes"))),
                row.getString("expected_email"),
                row.getString("expected_account_id"),
                row.getString("user_email"),
                row.getBuffer("wrapped").getBytes());
    }

    /**
     * Locks the connection and then the link, in the order in which deletions do, for a consent to be stored.
     * {@link ConsentLink.Status#USED} if another consent was; withdrawn if the connection was disconnected since the
     * link was made, or is gone. An end that passed while the person was at DocuSign does not matter.
     */
    Uni<ConsentLink.Status> lock(SqlConnection transaction, ConsentLink link) {
        return transaction
                .preparedQuery("""
                        SELECT CASE WHEN l.used_at IS NOT NULL THEN 'USED'
                                    WHEN l.created_at <= t.disconnected_at THEN 'WITHDRAWN'
                                    ELSE 'OPEN' END AS status
                        FROM consent_link l
                        JOIN connection_token t ON t.tenant = l.tenant AND t.connection = l.connection
                            AND t.uuid = l.uuid
                        WHERE l.tenant = $1 AND l.hash = $2
                        FOR UPDATE OF t, l
                        """)
                .execute(Tuple.of(link.id().tenant(), Buffer.buffer(link.hash())))
                .map(rows -> rows.size() == 0
                        ? ConsentLink.Status.WITHDRAWN
                        : ConsentLink.Status.valueOf(rows.iterator().next().getString("status")));
    }

    /** Marks the link used and ends every attempt that began with it, but those that a callback has taken. */
    Uni<Void> useUp(SqlConnection transaction, ConsentLink link) {
        Tuple key = Tuple.of(link.id().tenant(), Buffer.buffer(link.hash()));
        return transaction
                .preparedQuery("UPDATE consent_link SET used_at = clock_timestamp() WHERE tenant = $1 AND hash = $2")
                .execute(key)
                .chain(() -> transaction
                        .preparedQuery("DELETE FROM consent_attempt"
                                + " WHERE tenant = $1 AND link_hash = $2 AND taken_at IS NULL")
                        .execute(key))
                .replaceWithVoid();
    }

    /**
     * Tells the audit trail that somebody tried to consent through a link that leads nowhere any more: once a minute at
     * most for each, and as one of the link's events. In between, nothing is asked of the database.
     */
    Uni<Void> recordRefusal(ConsentLink link) {
        if (link.refusalTold()) {
            return Uni.createFrom().voidItem();
        }
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        UPDATE consent_link SET refused_at = clock_timestamp()
                        WHERE tenant = $1 AND hash = $2
                          AND (refused_at IS NULL OR refused_at < clock_timestamp() - interval '1 minute')
                        """)
                .execute(Tuple.of(link.id().tenant(), Buffer.buffer(link.hash())))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : events.record(
                                transaction,
                                link,
                                LinkEvents.Kind.TRIED,
                                new AuditEvent(
                                        "consent.link-refused",
                                        AuditEvent.PERSON,
                                        link.id().tenant(),
                                        link.id().name(),
                                        Map.of("reason", link.status().name().toLowerCase(Locale.ROOT))))));
    }
}
