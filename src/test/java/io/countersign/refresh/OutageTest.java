package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.simulator.Fault;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * DocuSign is away: it is left alone but for one probe in each pause, and everything goes on by itself when it is back.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class OutageTest extends ExpiredTokenFixture {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private void callsInVain(TestingTenant caller) {
        TestDocuSign.simulator().faults().once(Fault.droppedBefore(REFRESH));
        caller.token(INSISTING).statusCode(503);
        endBackOff();
    }

    /** What one connection meets is no outage, so nine others call too. */
    private void tenCallInVain() {
        callsInVain(tenant);
        for (int i = 1; i < 10; i++) {
            TestingTenant other = tenant.connectedBeside();
            new TestingRenewal(other).passes(TOKEN_LIFE);
            callsInVain(other);
        }
    }

    private void endBackOff() {
        TestingSql.run(
                "UPDATE connection_token SET lease_until = '-infinity' WHERE tenant = ? AND lease_owner IS NULL",
                tenant.tenant());
    }

    private String gate() {
        return TestingSql.value(
                String.class,
                "SELECT reason || ' ' || probing FROM upstream_gate WHERE integration = ?",
                tenant.integration());
    }

    @Test
    void probesOncePerPauseUntilDocuSignAnswers() {
        tenCallInVain();
        assertThat(gate()).isEqualTo("breaker true");
        tenant.token(INSISTING).statusCode(503);
        assertThat(renewal.refreshes()).as("left alone").hasSize(10);

        for (int probe = 1; probe <= 3; probe++) {
            renewal.passes(PAUSE);
            callsInVain(tenant);
            tenant.token(INSISTING).statusCode(503);
            assertThat(renewal.refreshes()).hasSize(10 + probe);
        }

        renewal.passes(PAUSE);
        tenant.token(INSISTING).statusCode(200);
        assertThat(gate()).isEqualTo("breaker false");
        renewal.passes(TOKEN_LIFE);
        tenant.token(INSISTING).statusCode(200);
    }

    /**
     * The lost answers leave the row in doubt, and the next refusal is a verdict: one that proves that DocuSign is
     * back.
     */
    @Test
    void aRefusalProvesThatDocuSignIsBack() {
        tenCallInVain();
        renewal.revokeConsent();
        renewal.passes(PAUSE);

        tenant.token(INSISTING).statusCode(409);

        assertThat(gate()).isEqualTo("breaker false");
    }
}
