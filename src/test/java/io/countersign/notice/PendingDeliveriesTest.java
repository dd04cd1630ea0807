package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is, and what an attempt leaves behind. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PendingDeliveriesTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final UnderWay.Busy NOTHING = new UnderWay.Busy(new UUID[0], new Integer[0]);

    @Inject
    PendingDeliveries deliveries;

    @Inject
    Pool pool;

    private UUID webhook;

    @BeforeEach
    void nothingElseWaits() {
        TestingSql.run("DELETE FROM webhook");
        webhook = TestingWebhookRow.make("*");
    }

    private static UUID deliver(UUID webhook, @Nullable String connection, String type) {
        return TestingSql.value(
                UUID.class,
                "INSERT INTO delivery (webhook, type, occurred_at, tenant, connection, details, in_order, due_at)"
                        + " VALUES (?, ?, now(), 'acme', ?, '{}', ?, CASE WHEN EXISTS (SELECT FROM delivery"
                        + " WHERE webhook = ? AND connection = ? AND in_order AND status = 'pending' AND failures < 3)"
                        + " THEN 'infinity' ELSE now() END) RETURNING id",
                webhook,
                type,
                connection,
                connection != null,
                webhook,
                connection);
    }

    private List<DueDelivery> claimed() {
        return claimed(false, 8, NOTHING);
    }

    private List<DueDelivery> claimed(boolean failing, int each, UnderWay.Busy busy) {
        return TestingWait.answer(deliveries.claim(failing, each, 64, busy, LEASE));
    }

    private static List<String> types(List<DueDelivery> claimed) {
        return claimed.stream().map(DueDelivery::type).toList();
    }

    private void fail(DueDelivery delivery) {
        assertThat(TestingWait.answer(deliveries.failed(delivery, 500, null, Duration.ZERO)))
                .isTrue();
    }

    private static String column(UUID delivery, String expression) {
        return TestingSql.text("SELECT " + expression + " FROM delivery WHERE id = ?", delivery);
    }

    @Test
    void aConnectionsNextNoticeWaitsUntilTheOneBeforeHasArrived() {
        // Given
        deliver(webhook, "default", "first");
        deliver(webhook, "default", "second");
        deliver(webhook, "other", "elsewhere");

        // When
        List<DueDelivery> at = claimed();

        // Then
        assertThat(types(at)).containsExactly("first", "elsewhere");
        assertThat(claimed()).isEmpty();
        TestingWait.answer(deliveries.delivered(at.getFirst(), 204));
        assertThat(types(claimed())).containsExactly("second");
    }

    @Test
    void orHasFailedThreeTimes() {
        // Given
        deliver(webhook, "default", "first");
        deliver(webhook, "default", "second");

        // When
        fail(claimed().getFirst());
        fail(claimed().getFirst());
        List<DueDelivery> third = claimed();
        assertThat(types(third)).containsExactly("first");
        fail(third.getFirst());

        // Then
        assertThat(types(claimed())).containsExactly("first", "second");
    }

    @Test
    void whoDiesLeavesItToOthersAndEndsNothingAnyMore() {
        // Given
        UUID id = deliver(webhook, "default", "first");
        DueDelivery dead = claimed().getFirst();
        assertThat(claimed()).isEmpty();

        // When
        TestingSql.run("UPDATE delivery SET due_at = now() WHERE id = ?", id);
        DueDelivery next = claimed().getFirst();
        TestingWait.answer(deliveries.delivered(dead, 204));

        // Then
        assertThat(next.id()).isEqualTo(dead.id());
        assertThat(column(id, "status")).isEqualTo("pending");
        assertThat(TestingWait.answer(deliveries.failed(dead, 500, null, LEASE)))
                .isFalse();
        assertThat(column(id, "failures")).isEqualTo("0");
        TestingWait.answer(deliveries.delivered(next, 204));
        assertThat(column(id, "status || ' ' || answered || ' ' || attempts")).isEqualTo("delivered 204 2");
    }

    @Test
    void eachWebhookHasARoomOfItsOwn() {
        // Given
        UUID other = TestingWebhookRow.make("*");
        IntStream.range(0, 100).forEach(each -> deliver(webhook, "c" + each, "many"));
        deliver(other, "default", "one");

        // When
        List<DueDelivery> claimed = claimed(false, 8, new UnderWay.Busy(new UUID[] {webhook}, new Integer[] {5}));

        // Then
        assertThat(claimed.stream().collect(Collectors.groupingBy(DueDelivery::webhook, Collectors.counting())))
                .containsOnly(Map.entry(webhook, 3L), Map.entry(other, 1L));
    }

    @Test
    void disabledAndPausedWebhooksAreLeftAlone() {
        // Given
        deliver(webhook, "default", "first");

        // Then
        TestingSql.run("UPDATE webhook SET disabled = 'gone', disabled_at = now()");
        assertThat(claimed()).isEmpty();
        TestingSql.run("UPDATE webhook SET disabled = NULL, disabled_at = NULL,"
                + " paused_until = clock_timestamp() + interval '1 minute'");
        assertThat(claimed()).isEmpty();
        TestingSql.run("UPDATE webhook SET paused_until = clock_timestamp()");
        assertThat(claimed()).hasSize(1);
    }

    @Test
    void whatWaitsForAnotherAfterTheFirstHasFailedThreeTimesWaitsOn() {
        // Given
        deliver(webhook, "default", "first");
        deliver(webhook, "default", "second");
        deliver(webhook, "default", "third");
        fail(claimed().getFirst());
        fail(claimed().getFirst());
        fail(claimed().getFirst());

        // When
        List<DueDelivery> both = claimed();
        assertThat(types(both)).containsExactly("first", "second");
        TestingWait.answer(deliveries.delivered(both.getFirst(), 204));

        // Then
        assertThat(claimed()).isEmpty();
        TestingWait.answer(deliveries.delivered(both.getLast(), 204));
        assertThat(types(claimed())).containsExactly("third");
    }

    @Test
    void aPutLetsAllBeginAnewInTheirOrder() {
        // Given
        deliver(webhook, "default", "first");
        deliver(webhook, "default", "second");
        deliver(webhook, "other", "elsewhere");
        for (int failures = 0; failures < 3; failures++) {
            claimed().forEach(this::fail);
        }
        TestingSql.run("UPDATE delivery SET due_at = now() + interval '1 day' WHERE due_at < 'infinity'");
        assertThat(claimed()).isEmpty();

        // When
        TestingWait.answer(pool.withTransaction(transaction -> deliveries.beginAnew(transaction, webhook)));

        // Then
        List<DueDelivery> at = claimed();
        assertThat(types(at)).containsExactly("first", "elsewhere");
        assertThat(at).allSatisfy(delivery -> assertThat(delivery.failures()).isZero());
        TestingWait.answer(deliveries.delivered(at.getFirst(), 204));
        assertThat(types(claimed())).containsExactly("second");
    }

    @Test
    void whatWaitsForNobodyAnyMoreIsFound() {
        // Given
        deliver(webhook, "default", "first");
        deliver(webhook, "default", "second");
        deliver(webhook, "default", "third");
        TestingSql.run("DELETE FROM delivery WHERE type = 'first'");
        assertThat(claimed()).isEmpty();

        // When
        TestingWait.answer(deliveries.releaseForgotten());

        // Then
        assertThat(types(claimed())).containsExactly("second");
        TestingWait.answer(deliveries.releaseForgotten());
        assertThat(claimed()).isEmpty();
    }

    @Test
    void theLastFailureEndsIt() {
        // Given
        UUID id = deliver(webhook, "default", "first");

        // When
        TestingWait.answer(deliveries.failed(claimed().getFirst(), null, "timed_out", null));

        // Then
        assertThat(column(id, "status || ' ' || error || ' ' || (due_at IS NULL)"))
                .isEqualTo("failed timed_out true");
    }

    @Test
    void whatCouldNotBeTriedWasNoAttempt() {
        // Given
        UUID id = deliver(webhook, "default", "first");

        // When
        TestingWait.answer(deliveries.putBack(claimed().getFirst(), "webhook_unverified"));

        // Then
        assertThat(column(id, "status || ' ' || error || ' ' || attempts")).isEqualTo("pending webhook_unverified 0");
        assertThat(claimed()).hasSize(1);
    }

    @Test
    void whatIsNotCoveredAnyMoreEnds() {
        UUID id = deliver(webhook, "default", "first");
        TestingWait.answer(deliveries.dropped(claimed().getFirst(), "not_covered"));
        assertThat(column(id, "status || ' ' || error")).isEqualTo("failed not_covered");
    }

    @Test
    void oldOnesGoWhateverBecameOfThem() {
        // Given
        UUID old = deliver(webhook, "default", "old");
        deliver(webhook, "default", "young");
        TestingSql.run("UPDATE delivery SET created_at = now() - interval '31 days' WHERE id = ?", old);

        // Then
        assertThat(TestingWait.answer(deliveries.dropOlderThan(Duration.ofDays(30))))
                .isEqualTo(1);
        assertThat(TestingSql.number("SELECT count(*) FROM delivery WHERE id = ?", old))
                .isZero();
    }
}
