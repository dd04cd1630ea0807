package io.countersign.notice;

import io.countersign.audit.AuditEvent;
import io.countersign.audit.AuditTrail;
import io.countersign.database.Seconds;
import io.countersign.paging.Page;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What people see of deliveries, and may ask for. */
@ApplicationScoped
class Deliveries {
    private static final String COLUMNS = "id, number, type, tenant, connection, status, attempts, answered, error,"
            + " occurred_at, attempted_at, nullif(due_at, 'infinity') AS due_at";

    private final Pool pool;
    private final WebhookRepository webhooks;
    private final Receivers receivers;
    private final DeliveryAttempt attempt;
    private final VouchingKey vouching;
    private final AuditTrail audit;
    private final Duration lease;

    Deliveries(
            Pool pool,
            WebhookRepository webhooks,
            Receivers receivers,
            DeliveryAttempt attempt,
            VouchingKey vouching,
            AuditTrail audit,
            NoticeConfiguration configuration) {
        this.pool = pool;
        this.webhooks = webhooks;
        this.receivers = receivers;
        this.attempt = attempt;
        this.vouching = vouching;
        this.audit = audit;
        this.lease = Deliverer.lease(configuration);
    }

    /** A delivery and its place in the list. */
    private record Listed(DeliveryView view, long number) {
        static Listed of(Row row) {
            return new Listed(DeliveryView.of(row), row.getLong("number"));
        }
    }

    /**
     * The newest first. Fails with 404 where there is no such webhook.
     *
     * @param status only those, or null for all
     * @param after the cursor of the page before, or null
     */
    Uni<Page<DeliveryView>> list(String webhook, @Nullable String status, @Nullable Long after, int limit) {
        long before = after == null ? Long.MAX_VALUE : after;
        return existing(pool, webhook)
                .chain(row -> status == null
                        ? all(row.uuid(), before, limit + 1)
                        : ofStatus(row.uuid(), status, before, limit + 1))
                .map(rows -> Page.of(rows, limit, row -> Long.toString(row.number())))
                .map(page -> new Page<>(page.items().stream().map(Listed::view).toList(), page.next()));
    }

    private Uni<List<Listed>> all(UUID webhook, long before, int most) {
        return pool.preparedQuery("SELECT " + COLUMNS + """
                         FROM delivery WHERE webhook = $1 AND number < $2 ORDER BY number DESC LIMIT $3
                        """)
                .execute(Tuple.of(webhook, before, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Listed::of)
                        .toList());
    }

    private Uni<List<Listed>> ofStatus(UUID webhook, String status, long before, int most) {
        return pool.preparedQuery("SELECT " + COLUMNS + """
                         FROM delivery WHERE webhook = $1 AND status = $4 AND number < $2 ORDER BY number DESC LIMIT $3
                        """)
                .execute(Tuple.of(webhook, before, most, status))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Listed::of)
                        .toList());
    }

    /**
     * Has it attempted once more now, whatever became of it; from then on as often as a new one. An attempt that is
     * under way is that one. It waits for no other of its connection, and none waits for it. Fails with 404 where there
     * is none.
     */
    Uni<DeliveryView> redeliver(String webhook, String id, String actor) {
        UUID uuid = DeliveryView.uuidIn(id);
        if (uuid == null) {
            return Uni.createFrom().failure(Problem.notFound().toException());
        }
        return pool.withTransaction(transaction -> existing(transaction, webhook)
                .chain(row -> transaction.preparedQuery("""
                        UPDATE delivery
                        SET status = 'pending', failures = 0, in_order = false,
                            due_at = CASE WHEN attempt IS NULL THEN clock_timestamp() ELSE due_at END
                        WHERE webhook = $1 AND id = $2
                        RETURNING
                        """ + COLUMNS).execute(Tuple.of(row.uuid(), uuid)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryView::of)
                        .findFirst()
                        .orElseThrow(Deliveries::unknown))
                .call(view -> audit.record(
                        transaction,
                        AuditEvent.of(
                                "webhook.redelivered", actor, Map.of("webhook", webhook, "delivery", view.id())))));
    }

    /**
     * Sends {@code webhook.test} to the webhook, also while it is disabled, once, and answers what became of it. Fails
     * with 404 where there is no such webhook, with 409 where its row is not the vault's.
     */
    Uni<DeliveryView> test(String webhook, String actor) {
        return existing(pool, webhook)
                .chain(row -> vouching.of(List.of(row)).chain(key -> {
                    Optional<Receiver> receiver = receivers.receiver(key, row);
                    if (receiver.isEmpty()) {
                        return Uni.createFrom().failure(unverified());
                    }
                    return begin(row, actor)
                            .call(delivery -> attempt.make(delivery, receiver, true, key))
                            .chain(delivery -> find(row.uuid(), delivery.id()));
                }));
    }

    private Uni<DueDelivery> begin(WebhookRow webhook, String actor) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery("""
                        INSERT INTO delivery (webhook, type, occurred_at, details, in_order, due_at, attempt, attempts,
                            attempted_at)
                        VALUES ($1, $2, clock_timestamp(), jsonb_build_object('webhook', $3::text), false,
                            clock_timestamp() + make_interval(secs => $4), gen_random_uuid(), 1, clock_timestamp())
                        RETURNING webhook, id, attempt, failures, type, occurred_at, tenant, connection, details,
                            consent_url, consent_url_until
                        """)
                .execute(Tuple.of(webhook.uuid(), DueDelivery.TEST, webhook.name(), Seconds.of(lease)))
                .map(rows -> DueDelivery.of(rows.iterator().next()))
                .call(() -> audit.record(
                        transaction, AuditEvent.of("webhook.test", actor, Map.of("webhook", webhook.name())))));
    }

    private Uni<DeliveryView> find(UUID webhook, UUID id) {
        return pool.preparedQuery("SELECT " + COLUMNS + " FROM delivery WHERE webhook = $1 AND id = $2")
                .execute(Tuple.of(webhook, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryView::of)
                        .findFirst()
                        .orElseThrow(Deliveries::unknown));
    }

    private Uni<WebhookRow> existing(SqlClient client, String webhook) {
        return webhooks.find(client, webhook).map(found -> found.orElseThrow(Deliveries::unknown));
    }

    private static ProblemException unknown() {
        return Problem.notFound().toException();
    }

    private static ProblemException unverified() {
        return Problem.conflict("Something other than this vault wrote the webhook's row, so nothing is sent to it. Put"
                        + " the webhook again, which makes it anew with another secret, and find out who writes to"
                        + " the database.")
                .toException();
    }
}
