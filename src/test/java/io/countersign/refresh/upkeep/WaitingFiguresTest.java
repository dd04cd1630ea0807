package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.connection.ConnectionId;
import io.countersign.refresh.Target;
import io.countersign.refresh.TokenUses;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Since when a connection is told to wait for its renewal, whatever moves its due time. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class WaitingFiguresTest {
    @Inject
    WaitingFigures figures;

    @Inject
    DueQueue queue;

    @Inject
    TokenUses uses;

    private String email;
    private TestingTenant tenant;

    @BeforeEach
    void connectWhereNothingElseWaits() {
        TestingSql.run("UPDATE connection_token SET due_at = NULL, due_since = NULL");
        email = UUID.randomUUID() + "@example.com";
        TestDocuSign.person(email, "Only account");
        tenant = TestingTenant.create(Map.of("expected_email", email));
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);
    }

    private void set(String assignments) {
        TestingSql.run("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    private String column(String expression) {
        return TestingSql.text("SELECT " + expression + " FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private double told(String figure) {
        TestingWait.answer(figures.look());
        return TestingMetrics.value("countersign_refresh_overdue" + figure);
    }

    private ConnectionId id() {
        return new ConnectionId(tenant.tenant(), "default", UUID.fromString(column("uuid")));
    }

    private List<ConnectionId> claimed() {
        return TestingWait.answer(queue.claim(10, 10, Set.of(), Duration.ofMinutes(2))).stream()
                .map(Target::id)
                .toList();
    }

    @Test
    void aClaimThatLapsesTakesNothingOfTheTime() {
        set("due_at = clock_timestamp() - interval '2 hours'");
        assertThat(told("_seconds")).isBetween(7200.0, 7400.0);

        assertThat(claimed()).containsExactly(id());
        assertThat(column("due_at > clock_timestamp()")).isEqualTo("t");
        assertThat(told("_seconds")).isBetween(7200.0, 7400.0);

        set("due_at = clock_timestamp() - interval '1 s'");
        assertThat(told("_seconds")).isBetween(7200.0, 7400.0);
        assertThat(claimed()).containsExactly(id());
        assertThat(told("_seconds")).isBetween(7200.0, 7400.0);
        assertThat(told("")).isEqualTo(1);
    }

    /** The time at which it should have been due, had anybody known, is no time of waiting. */
    @Test
    void whatAUseMakesDueWaitsFromThenOn() {
        set("access_expires_at = clock_timestamp() + interval '1 minute', used_at = NULL");
        long generation = Long.parseLong(column("generation"));

        TestingWait.answer(uses.note(List.of(new TokenUses.Use(id(), generation, 3600))));

        assertThat(column("due_at < clock_timestamp() - interval '50 minutes'")).isEqualTo("t");
        assertThat(column("due_since > clock_timestamp() - interval '1 minute'"))
                .isEqualTo("t");
        assertThat(told("_seconds")).isBetween(0.0, 60.0);
    }

    @Test
    void whatAUseLeavesForLaterDoesNotWait() {
        set("access_expires_at = clock_timestamp() + interval '8 hours', used_at = NULL");
        long generation = Long.parseLong(column("generation"));

        TestingWait.answer(uses.note(List.of(new TokenUses.Use(id(), generation, 3600))));

        assertThat(column("used_at IS NOT NULL AND due_since IS NULL")).isEqualTo("t");
        assertThat(told("_seconds")).isZero();
    }

    @Test
    void whatIsHeldIsNotToldAndWaitsFromItsEnd() {
        set("due_at = clock_timestamp() - interval '2 hours', held_until = clock_timestamp() + interval '1 hour'");
        assertThat(told("_seconds")).isZero();

        set("held_until = clock_timestamp() - interval '100 s'");
        assertThat(told("_seconds")).isBetween(100.0, 300.0);
    }

    @Test
    void aNewConsentEndsTheWait() {
        set("due_at = clock_timestamp() - interval '2 hours', due_since = due_at");

        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);

        assertThat(column("due_since")).isNull();
        assertThat(told("_seconds")).isZero();
    }
}
