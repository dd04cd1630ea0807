package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLog;
import io.countersign.TestingMetrics;
import io.countersign.TestingSql;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.HeldCall;
import io.countersign.simulator.SimulatedClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of trouble with DocuSign: one alert in the log, and the gate. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class AlertTest extends ExpiredTokenFixture {
    private static final int OPEN = 0;
    private static final int PAUSED = 1;
    private static final int PROBING = 2;

    private final TestingLog log = new TestingLog(RefreshMetrics.class);

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    private void atDocuSign(UnaryOperator<SimulatedClient> change) {
        TestDocuSign.simulator().changeClient(renewal.integrationKey(), change);
    }

    private int answer() {
        return tenant.token(INSISTING).extract().statusCode();
    }

    private int answerAfter(Duration time) {
        renewal.passes(time);
        return answer();
    }

    /** As the rows have it. */
    private int gate() {
        return TestingSql.value(Integer.class, """
                SELECT CASE WHEN g.integration IS NULL THEN 0
                            WHEN g.paused_until > clock_timestamp() AND g.prober IS NULL THEN 1
                            ELSE 2 END
                FROM integration i
                LEFT JOIN closed_gate g ON g.integration = i.name AND g.grant_type = 'authorization_code'
                WHERE i.name = ?
                """, tenant.integration());
    }

    private void assertOneAlert() {
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith(
                        "ERROR integration_flagged integration=" + tenant.integration() + " reason=client_refused: ")
                .contains("integration_key", "POST …/client-secrets");
        assertThat(TestingMetrics.value("countersign_refresh_flagged_total{integration=\"" + tenant.integration()
                        + "\",reason=\"client_refused\"}"))
                .isEqualTo(1);
    }

    @Test
    void aWrongClientSecretIsOneAlertAndAGateThatIsTriedAgain() {
        // Given
        atDocuSign(client -> client.withSecret("another").withoutSecret(tenant.clientSecret()));

        // When
        assertThat(answer()).isEqualTo(503);

        // Then
        assertOneAlert();
        assertThat(gate()).isEqualTo(PAUSED);

        // When
        CompletableFuture<Integer> probe;
        try (HeldCall call = TestDocuSign.simulator().faults().hold(REFRESH)) {
            probe = CompletableFuture.supplyAsync(
                    () -> answerAfter(Duration.ofSeconds(31)), Thread::startVirtualThread);
            TestingWait.until("DocuSign is asked once more", call::hasArrived);

            // Then
            assertThat(gate()).isEqualTo(PROBING);
        }
        assertThat(probe.join()).isEqualTo(503);
        assertThat(gate()).isEqualTo(PAUSED);
        assertOneAlert();

        // When
        atDocuSign(client -> client.withSecret(tenant.clientSecret()));

        // Then
        assertThat(answerAfter(Duration.ofSeconds(31))).isEqualTo(200);
        assertThat(gate()).isEqualTo(OPEN);
        assertOneAlert();
    }

    @Test
    void aPauseThatDocuSignAsksForIsNoAlert() {
        TestDocuSign.simulator().faults().once(Fault.tooManyRequests(REFRESH, Duration.ofMinutes(2)));

        assertThat(answer()).isEqualTo(503);

        assertThat(gate()).isEqualTo(PAUSED);
        assertThat(answerAfter(Duration.ofMinutes(2))).isEqualTo(200);
        assertThat(gate()).isEqualTo(OPEN);
        assertThat(log.lines()).isEmpty();
    }
}
