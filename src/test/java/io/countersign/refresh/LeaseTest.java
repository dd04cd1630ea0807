package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.countersign.simulator.HeldCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may spend a refresh token when several want to: the lease, seen through the API. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class LeaseTest extends ExpiredTokenFixture {
    private static final String OWNED_FOR_A_MINUTE = """
            UPDATE connection_token SET lease_owner = '%s', lease_until = clock_timestamp() + interval '1 minute'
            WHERE tenant = '%s'
            """;

    private CompletableFuture<String> request() {
        return CompletableFuture.supplyAsync(() -> tenant.accessToken(Map.of()), Thread::startVirtualThread);
    }

    @Test
    void makesOneCallForManyRequests() {
        List<CompletableFuture<String>> requests =
                IntStream.range(0, 50).mapToObj(i -> request()).toList();

        Stream<String> tokens = requests.stream().map(CompletableFuture::join);

        assertThat(tokens.distinct()).hasSize(1);
        assertThat(renewal.refreshes()).hasSize(1);
    }

    @Test
    void waitsForAnotherReplica() throws SQLException {
        CompletableFuture<String> request;
        try (Connection replica = TestDatabase.connect()) {
            replica.setAutoCommit(false);
            replica.createStatement().execute(OWNED_FOR_A_MINUTE.formatted(UUID.randomUUID(), tenant.tenant()));
            request = request();
            TestingWait.until("the request meets the other replica's lease", LeaseTest::somebodyWaitsForALock);
            replica.commit();
        }
        TestingSql.run(
                "UPDATE connection_token SET lease_owner = NULL, lease_until = '-infinity' WHERE tenant = ?",
                tenant.tenant());

        assertThat(request.join()).isNotEmpty();
        assertThat(renewal.refreshes()).hasSize(1);
    }

    private static boolean somebodyWaitsForALock() {
        return TestingSql.value(Boolean.class, """
                SELECT EXISTS (SELECT FROM pg_stat_activity
                               WHERE datname = current_database() AND wait_event_type = 'Lock')
                """);
    }

    /** Its owner may be slow only: the row is marked, and nothing is sent until a late answer could have landed. */
    @Test
    void doubtsALeaseThatNobodyEnded() {
        TestingSql.run(
                "UPDATE connection_token SET lease_owner = ?, lease_until = clock_timestamp() WHERE tenant = ?",
                UUID.randomUUID(),
                tenant.tenant());

        String patience = tenant.token(Map.of()).statusCode(503).extract().header("Retry-After");

        assertThat(Integer.parseInt(patience)).isBetween(10, 15);
        assertThat(renewal.stored(Boolean.class, "unsure")).isTrue();
        assertThat(renewal.refreshes()).isEmpty();
        renewal.passes(Duration.ofSeconds(15));
        tenant.token(Map.of()).statusCode(200);
        assertThat(renewal.stored(Boolean.class, "unsure")).isFalse();
    }

    @Test
    void dropsAnAnswerThatComesAfterADisconnect() {
        // Given
        CompletableFuture<Integer> request;
        try (HeldCall refresh = TestDocuSign.simulator().faults().hold(REFRESH)) {
            request = CompletableFuture.supplyAsync(
                    () -> tenant.token(Map.of()).extract().statusCode(), Thread::startVirtualThread);
            TestingWait.until("DocuSign is asked", refresh::hasArrived);

            // When
            TestingCaller.operator().delete(tenant.connection()).then().statusCode(200);
        }

        // Then
        assertThat(request.join()).isEqualTo(409);
        assertThat(renewal.refreshes()).hasSize(1);
        tenant.view().body("state", equalTo("disconnected"));
        assertThat(renewal.stored(Object.class, "access_token")).isNull();
    }
}
