package io.countersign.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of webhooks. Whoever uses one judges it first: see {@link WebhookMacs}. */
@ApplicationScoped
class WebhookRepository {
    static final String COLUMNS = "name, uuid, url, events, tenants, consent_links, description, secret, former_secret,"
            + " former_until, disabled, disabled_at, mac, failing_since, failed_at, paused_until, created_at,"
            + " updated_at";

    /** For the container. */
    WebhookRepository() {}

    /** Those of these that there are, in no order. */
    Uni<List<WebhookRow>> byUuid(SqlClient client, Collection<UUID> uuids) {
        return client.preparedQuery("SELECT " + COLUMNS + " FROM webhook WHERE uuid = ANY ($1)")
                .execute(Tuple.of(uuids.toArray(UUID[]::new)))
                .map(WebhookRepository::all);
    }

    /** The webhook, if there is one. */
    Uni<Optional<WebhookRow>> find(SqlClient client, String name) {
        return client.preparedQuery("SELECT " + COLUMNS + " FROM webhook WHERE name = $1")
                .execute(Tuple.of(name))
                .map(WebhookRepository::first);
    }

    /** At most {@code most} webhooks in the order of their names. */
    Uni<List<WebhookRow>> after(SqlClient client, String name, int most) {
        return client.preparedQuery("SELECT " + COLUMNS + " FROM webhook WHERE name > $1 ORDER BY name LIMIT $2")
                .execute(Tuple.of(name, most))
                .map(WebhookRepository::all);
    }

    /** Holds the webhook of that name, if there is one, until the transaction ends. */
    Uni<Optional<WebhookRow>> lock(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("SELECT " + COLUMNS + " FROM webhook WHERE name = $1 FOR NO KEY UPDATE")
                .execute(Tuple.of(name))
                .map(WebhookRepository::first);
    }

    /** Likewise by what no other webhook ever has. */
    Uni<Optional<WebhookRow>> lock(SqlConnection transaction, UUID uuid) {
        return transaction
                .preparedQuery("SELECT " + COLUMNS + " FROM webhook WHERE uuid = $1 FOR NO KEY UPDATE")
                .execute(Tuple.of(uuid))
                .map(WebhookRepository::first);
    }

    /** Holds those that name the tenant, in the order of their names: everybody who holds several does. */
    Uni<List<WebhookRow>> lockNaming(SqlConnection transaction, String tenant) {
        return transaction
                .preparedQuery(
                        "SELECT " + COLUMNS + " FROM webhook WHERE $1 = ANY (tenants) ORDER BY name FOR NO KEY UPDATE")
                .execute(Tuple.of(tenant))
                .map(WebhookRepository::all);
    }

    /**
     * How many there are. Nobody else who asks this gets an answer until the transaction ends, so that what is made
     * after it is counted by whoever comes next.
     */
    Uni<Long> countAlone(SqlConnection transaction) {
        return transaction
                .preparedQuery("SELECT pg_advisory_xact_lock('webhook'::regclass::oid::bigint)")
                .execute()
                .chain(() -> transaction
                        .preparedQuery("SELECT count(*) AS webhooks FROM webhook")
                        .execute())
                .map(rows -> rows.iterator().next().getLong("webhooks"));
    }

    /** The database's clock. */
    Uni<Instant> now(SqlConnection transaction) {
        return transaction
                .preparedQuery("SELECT clock_timestamp() AS now")
                .execute()
                .map(rows -> rows.iterator().next().getOffsetDateTime("now").toInstant());
    }

    /**
     * Inserts a webhook that is not disabled, unless there is one of that name.
     *
     * @return whether it was inserted
     */
    Uni<Boolean> insertIfAbsent(
            SqlConnection transaction, WebhookTerms terms, byte[] mac, @Nullable String description) {
        WebhookSettings settings = terms.settings();
        return transaction
                .preparedQuery("""
                        INSERT INTO webhook (name, uuid, url, events, tenants, consent_links, description, secret, mac)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                        ON CONFLICT (name) DO NOTHING
                        """)
                .execute(Tuple.from(new Object[] {
                    terms.name(),
                    terms.uuid(),
                    settings.url(),
                    texts(settings.events()),
                    texts(settings.tenants()),
                    settings.consentLinks(),
                    description,
                    Buffer.buffer(terms.secrets().present()),
                    Buffer.buffer(mac)
                }))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Writes what somebody put, of a webhook that the transaction holds. It is not disabled from then on.
     *
     * @param afresh whether how its deliveries fared is forgotten
     */
    Uni<Void> put(
            SqlConnection transaction, WebhookTerms terms, byte[] mac, @Nullable String description, boolean afresh) {
        WebhookSettings settings = terms.settings();
        return transaction
                .preparedQuery("""
                        UPDATE webhook SET url = $2, events = $3, tenants = $4, consent_links = $5, description = $6,
                            mac = $7, disabled = NULL, disabled_at = NULL,
                            failing_since = CASE WHEN $8 THEN NULL ELSE failing_since END,
                            failed_at = CASE WHEN $8 THEN NULL ELSE failed_at END,
                            paused_until = CASE WHEN $8 THEN NULL ELSE paused_until END,
                            updated_at = clock_timestamp()
                        WHERE uuid = $1
                        """)
                .execute(Tuple.from(new Object[] {
                    terms.uuid(),
                    settings.url(),
                    texts(settings.events()),
                    texts(settings.tenants()),
                    settings.consentLinks(),
                    description,
                    Buffer.buffer(mac),
                    afresh
                }))
                .replaceWithVoid();
    }

    /** Writes the secrets of a webhook that the transaction holds. */
    Uni<Void> writeSecrets(SqlConnection transaction, WebhookTerms terms, byte[] mac) {
        SealedSecrets secrets = terms.secrets();
        return transaction
                .preparedQuery("""
                        UPDATE webhook SET secret = $2, former_secret = $3, former_until = $4, mac = $5,
                            updated_at = clock_timestamp()
                        WHERE uuid = $1
                        """)
                .execute(Tuple.from(new Object[] {
                    terms.uuid(),
                    Buffer.buffer(secrets.present()),
                    secrets.former() == null ? null : Buffer.buffer(secrets.former()),
                    secrets.formerUntil() == null
                            ? null
                            : OffsetDateTime.ofInstant(secrets.formerUntil(), ZoneOffset.UTC),
                    Buffer.buffer(mac)
                }))
                .replaceWithVoid();
    }

    /** Writes that a webhook that the transaction holds is disabled. */
    Uni<Void> disable(SqlConnection transaction, WebhookTerms terms, byte[] mac) {
        return transaction
                .preparedQuery("""
                        UPDATE webhook SET disabled = $2, disabled_at = clock_timestamp(), mac = $3,
                            updated_at = clock_timestamp()
                        WHERE uuid = $1
                        """)
                .execute(Tuple.of(terms.uuid(), terms.disabled(), Buffer.buffer(mac)))
                .replaceWithVoid();
    }

    /** Writes the tenants of a webhook that the transaction holds. */
    Uni<Void> writeTenants(SqlConnection transaction, WebhookTerms terms, byte[] mac) {
        return transaction
                .preparedQuery("""
                        UPDATE webhook SET tenants = $2, mac = $3, updated_at = clock_timestamp() WHERE uuid = $1
                        """)
                .execute(Tuple.of(terms.uuid(), texts(terms.settings().tenants()), Buffer.buffer(mac)))
                .replaceWithVoid();
    }

    /** Whether there was one. What waits for it goes along. */
    Uni<Boolean> delete(SqlConnection transaction, String name) {
        return transaction
                .preparedQuery("DELETE FROM webhook WHERE name = $1")
                .execute(Tuple.of(name))
                .map(rows -> rows.rowCount() == 1);
    }

    private static String[] texts(List<String> texts) {
        return texts.toArray(String[]::new);
    }

    private static Optional<WebhookRow> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(WebhookRow.of(rows.iterator().next()));
    }

    private static List<WebhookRow> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(WebhookRow::of)
                .toList();
    }
}
