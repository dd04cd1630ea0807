package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
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

    private UUID webhook;

    @BeforeEach
    void nothingElseWaits() {
        TestingSql.run("DELETE FROM webhook");
        webhook = TestingWebhookRow.make("*");
    }

    private static UUID deliver(UUID webhook, @Nullable String connection, String type) {
        return TestingSql.value(
                UUID.class,
                "INSERT INTO delivery (webhook, type, occurred_at, tenant, connection, details, in_order)"
                        + " VALUES (?, ?, now(), 'acme', ?, '{}', ?) RETURNING id",
                webhook,
                type,
                connection,
                connection != null);
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

    private Duration fail(DueDelivery delivery) {
        return TestingWait.answer(deliveries.failed(delivery, 500, null, Duration.ZERO, null));
    }

    private static String column(UUID delivery, String expression) {
        return TestingSql.text("SELECT " + expression + " FROM delivery WHERE id = ?", delivery);
    }

    private String ofWebhook(String expression) {
        return TestingSql.text("SELECT " + expression + " FROM webhook WHERE uuid = ?", webhook);
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
        TestingWait.answer(deliveries.delivered(at.getFirst(), 204, false));
        assertThat(types(claimed())).containsExactly("second");
    }

    @Test
    void orHasFailedThreeTimes() {
        // Given
        deliver(webhook, "default", "first");
        deliver(webhook, "default", "second");

        // When
        fail(claimed().getFirst());
        fail(claimed(true, 8, NOTHING).getFirst());
        assertThat(types(claimed(true, 8, NOTHING))).containsExactly("first");
        TestingSql.run("UPDATE delivery SET due_at = now() WHERE type = 'first'");
        fail(claimed(true, 8, NOTHING).getFirst());

        // Then
        assertThat(types(claimed(true, 8, NOTHING))).containsExactlyInAnyOrder("first", "second");
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
        TestingWait.answer(deliveries.delivered(dead, 204, false));

        // Then
        assertThat(next.id()).isEqualTo(dead.id());
        assertThat(column(id, "status")).isEqualTo("pending");
        assertThat(TestingWait.answer(deliveries.failed(dead, 500, null, LEASE, null)))
                .isZero();
        assertThat(column(id, "failures")).isEqualTo("0");
        TestingWait.answer(deliveries.delivered(next, 204, false));
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
    void aReceiverThatAsksForItIsLeftAlone() {
        // Given
        UUID id = deliver(webhook, "default", "first");

        // When
        Duration hour = Duration.ofHours(1);
        TestingWait.answer(deliveries.failed(claimed().getFirst(), 429, null, hour, hour));

        // Then
        assertThat(ofWebhook("paused_until > clock_timestamp() + interval '59 minutes'"))
                .isEqualTo("t");
        assertThat(column(id, "due_at > clock_timestamp() + interval '59 minutes'"))
                .isEqualTo("t");
        assertThat(column(id, "status || ' ' || answered || ' ' || failures")).isEqualTo("pending 429 1");
    }

    @Test
    void aWebhookFailsSinceItsFirstFailureUntilOneArrives() {
        // Given
        UUID id = deliver(webhook, "default", "first");
        fail(claimed().getFirst());

        // When
        TestingSql.run("UPDATE webhook SET failing_since = now() - interval '2 days'");
        TestingSql.run("UPDATE delivery SET due_at = now()");
        Duration failing = fail(claimed(true, 1, NOTHING).getFirst());

        // Then
        assertThat(failing).isBetween(Duration.ofDays(2), Duration.ofDays(2).plusMinutes(1));
        TestingSql.run("UPDATE delivery SET due_at = now()");
        TestingWait.answer(deliveries.delivered(claimed(true, 1, NOTHING).getFirst(), 200, true));
        assertThat(ofWebhook("failing_since IS NULL AND failed_at IS NULL")).isEqualTo("t");
        assertThat(column(id, "failures")).isEqualTo("2");
    }

    @Test
    void daysOnWhichNothingWasSentAreNoDaysOfFailing() {
        // Given
        deliver(webhook, "default", "first");
        TestingSql.run("UPDATE webhook SET failing_since = now() - interval '6 days',"
                + " failed_at = now() - interval '5 days'");

        // Then
        assertThat(fail(claimed(true, 1, NOTHING).getFirst())).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void theLastFailureEndsIt() {
        // Given
        UUID id = deliver(webhook, "default", "first");

        // When
        TestingWait.answer(deliveries.failed(claimed().getFirst(), null, "timed_out", null, null));

        // Then
        assertThat(column(id, "status || ' ' || error || ' ' || (due_at IS NULL)"))
                .isEqualTo("failed timed_out true");
    }

    @Test
    void whatCouldNotBeTriedWasNoAttempt() {
        // Given
        UUID id = deliver(webhook, "default", "first");

        // When
        TestingWait.answer(deliveries.putOff(claimed().getFirst(), LEASE, "webhook_unverified"));

        // Then
        assertThat(column(id, "status || ' ' || error || ' ' || attempts")).isEqualTo("pending webhook_unverified 0");
        assertThat(claimed()).isEmpty();
    }

    @Test
    void whatIsNotCoveredAnyMoreSaysNothingOfTheWebhook() {
        UUID id = deliver(webhook, "default", "first");
        TestingWait.answer(deliveries.dropped(claimed().getFirst(), "not_covered"));
        assertThat(column(id, "status || ' ' || error")).isEqualTo("failed not_covered");
        assertThat(ofWebhook("failing_since IS NULL")).isEqualTo("t");
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
