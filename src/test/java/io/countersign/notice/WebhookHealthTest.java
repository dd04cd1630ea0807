package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Since when a webhook fails, and how long it is left alone. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class WebhookHealthTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Inject
    WebhookHealth health;

    private UUID webhook;

    @BeforeEach
    void make() {
        webhook = TestingWebhookRow.make("*");
    }

    @AfterEach
    void forget() {
        TestingSql.run("DELETE FROM webhook");
    }

    private Receiver at(String url) {
        return new Receiver(webhook, "name", URI.create(url), List.of(), new Coverage(Set.of("*"), Set.of("*")), false);
    }

    private Receiver receiver() {
        return at("https://example.com");
    }

    private Duration fails(@Nullable Duration pause) {
        return TestingWait.answer(health.fails(receiver(), pause));
    }

    private String column(String expression) {
        return TestingSql.text("SELECT " + expression + " FROM webhook WHERE uuid = ?", webhook);
    }

    @Test
    void failsSinceItsFirstFailureUntilOneArrives() {
        // Given
        fails(null);
        TestingSql.run("UPDATE webhook SET failing_since = now() - interval '2 days'");

        // Then
        assertThat(fails(null)).isBetween(Duration.ofDays(2), Duration.ofDays(2).plusMinutes(1));
        TestingWait.answer(health.works(receiver()));
        assertThat(column("failing_since IS NULL AND failed_at IS NULL")).isEqualTo("t");
    }

    @Test
    void daysOnWhichNothingWasSentAreNoDaysOfFailing() {
        TestingSql.run("UPDATE webhook SET failing_since = now() - interval '6 days',"
                + " failed_at = now() - interval '5 days'");
        assertThat(fails(null)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void isLeftAloneAsLongAsItAsks() {
        fails(HOUR);
        fails(Duration.ofMinutes(1));
        assertThat(column("paused_until > clock_timestamp() + interval '59 minutes'"))
                .isEqualTo("t");
    }

    @Test
    void whatAFormerAddressSaysDoesNotCount() {
        Receiver former = at("https://former.example.com");
        assertThat(TestingWait.answer(health.fails(former, HOUR))).isZero();
        assertThat(column("failing_since IS NULL AND paused_until IS NULL")).isEqualTo("t");
        fails(null);
        TestingWait.answer(health.works(former));
        assertThat(column("failing_since IS NULL")).isEqualTo("f");
    }
}
