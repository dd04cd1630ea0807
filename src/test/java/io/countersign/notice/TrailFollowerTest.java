package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of the trail becomes a delivery to whom. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TrailFollowerTest {
    @Inject
    TrailFollower follower;

    private final String tenant = "t" + UUID.randomUUID();

    @BeforeEach
    void followWhatOthersDid() {
        follow();
        TestingSql.run("DELETE FROM webhook");
    }

    private long follow() {
        return TestingWait.answer(follower.follow());
    }

    private static void record(String type, String tenant, String details) {
        TestingSql.number(
                "SELECT count(record_event(?, 'countersign', ?, CASE WHEN ?::text IS NOT NULL THEN 'default' END,"
                        + " ?::jsonb))",
                type,
                tenant,
                tenant,
                details);
    }

    private static List<String> deliveries(UUID webhook, String column) {
        return TestingSql.rows(
                row -> row.getString(1),
                "SELECT " + column + " FROM delivery WHERE webhook = ? ORDER BY number",
                webhook);
    }

    @Test
    void whatAWebhookCoversIsDeliveredInTheOrderOfTheTrail() {
        // Given
        UUID own = TestingWebhookRow.make(tenant);
        UUID all = TestingWebhookRow.make("*");
        UUID other = TestingWebhookRow.make("other");
        UUID picky = TestingWebhookRow.make(new String[] {"connection.recovered"}, "*");

        // When
        record("connection.connected", tenant, "{}");
        record("connection.consent_required", tenant, "{\"reason\": \"consent_revoked\"}");
        record("connection.recovered", tenant, "{}");
        record("connection.updated", tenant, "{}");
        long made = follow();

        // Then
        assertThat(made).isEqualTo(7);
        assertThat(deliveries(own, "type"))
                .containsExactly("connection.connected", "connection.consent_required", "connection.recovered")
                .isEqualTo(deliveries(all, "type"));
        assertThat(deliveries(own, "details ->> 'reason'")).contains("consent_revoked");
        assertThat(deliveries(other, "type")).isEmpty();
        assertThat(deliveries(picky, "type")).containsExactly("connection.recovered");
        assertThat(follow()).isZero();
    }

    @Test
    void whatBelongsToNoTenantGoesToWhoCoversAll() {
        // Given
        UUID own = TestingWebhookRow.make(tenant);
        UUID all = TestingWebhookRow.make("*");

        // When
        record("integration.flagged", null, "{\"integration\": \"no-longer-there\"}");
        follow();

        // Then
        assertThat(deliveries(own, "type")).isEmpty();
        assertThat(deliveries(all, "type")).containsExactly("integration.flagged");
    }

    @Test
    void anIntegrationsOwnerIsToldOfIt() {
        // Given
        TestingTenant owner = TestingTenant.create(Map.of());
        TestingSql.run("UPDATE integration SET tenant = ? WHERE name = ?", owner.tenant(), owner.integration());
        UUID own = TestingWebhookRow.make(owner.tenant());

        // When
        record("integration.flagged", null, "{\"integration\": \"" + owner.integration() + "\"}");
        follow();

        // Then
        assertThat(deliveries(own, "tenant")).containsExactly(owner.tenant());
        TestingSql.run("UPDATE integration SET tenant = NULL WHERE name = ?", owner.integration());
    }

    @Test
    void whatSomebodyWroteIntoTheTrailStopsNobody() {
        // Given
        UUID all = TestingWebhookRow.make("*");

        // When
        record("connection.connected", tenant, "{\"integration\": [{}], \"n\": null}");
        record("connection.connected", tenant, "{\"connection_uuid\": {\"a\": null}, \"integration\": null}");
        record("connection.recovered", tenant, "{}");
        follow();

        // Then
        assertThat(deliveries(all, "type"))
                .containsExactly("connection.connected", "connection.connected", "connection.recovered");
    }

    @Test
    void replicasThatFollowAtOnceDeliverEachEventOnce() {
        // Given
        UUID all = TestingWebhookRow.make("*");
        TestingSql.number(
                "SELECT count(record_event('connection.expiring', 'countersign', ?, 'default',"
                        + " jsonb_build_object('n', n))) FROM generate_series(1, 2500) AS n",
                tenant);

        // When
        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(each -> follower.follow().subscribeAsCompletionStage())
                        .toArray(CompletableFuture[]::new))
                .join();
        follow();

        // Then
        assertThat(deliveries(all, "(details ->> 'n')::integer"))
                .isEqualTo(IntStream.rangeClosed(1, 2500)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void whatIsNotCommittedYetIsNotSteppedOver() {
        // Given
        UUID all = TestingWebhookRow.make("*");

        // When
        TestingSql.with(connection -> {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("SELECT record_event('connection.pending', 'countersign', '" + tenant
                            + "', 'default', '{}')");
            record("connection.connected", tenant, "{}");
            assertThat(follow()).isZero();
            connection.commit();
            connection.setAutoCommit(true);
        });

        // Then
        assertThat(follow()).isEqualTo(2);
        assertThat(deliveries(all, "type")).containsExactly("connection.pending", "connection.connected");
    }
}
