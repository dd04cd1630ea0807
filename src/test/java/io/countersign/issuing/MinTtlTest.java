package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which token is issued while DocuSign has given no verdict: rules 1 to 3 of the contract. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class MinTtlTest {
    private TestingTenant tenant;
    private TestingRenewal renewal;
    private String first;

    @BeforeEach
    void connect() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
        first = tenant.accessToken(Map.of());
    }

    @AfterEach
    void repairDocuSign() {
        TestDocuSign.simulator().faults().clear();
    }

    @Test
    void issuesTheStoredTokenWhileItLastsLongEnough() {
        renewal.passesUntilLeft(Duration.ofSeconds(700));

        assertThat(tenant.accessToken(Map.of())).isEqualTo(first);
        assertThat(tenant.accessToken(Map.of("min_ttl_seconds", 600))).isEqualTo(first);
        assertThat(renewal.refreshes()).isEmpty();
    }

    @Test
    void issuesTheLastSecondsToWhoAsksForNoMore() {
        renewal.passesUntilLeft(Duration.ofSeconds(30));

        tenant.token(Map.of("min_ttl_seconds", 0))
                .statusCode(200)
                .body("access_token", equalTo(first))
                .body("expires_in", lessThanOrEqualTo(30));
        assertThat(renewal.refreshes()).isEmpty();
    }

    @Test
    void renewsForWhoAsksForMoreThanIsLeft() {
        renewal.passesUntilLeft(Duration.ofSeconds(700));

        tenant.token(Map.of("min_ttl_seconds", 27_000)).statusCode(200).body("expires_in", greaterThan(28_000));
        assertThat(renewal.refreshes()).hasSize(1);
    }

    @Test
    void renewsForTheDefaultOfTenMinutes() {
        renewal.passesUntilLeft(Duration.ofSeconds(500));

        assertThat(tenant.accessToken(Map.of())).isNotEqualTo(first);
        assertThat(renewal.refreshes()).hasSize(1);
    }

    @Test
    void issuesTheOldTokenInAnOutageToWhoDidNotInsist() {
        TestDocuSign.simulator().faults().always(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        renewal.passesUntilLeft(Duration.ofSeconds(100));

        tenant.token(Map.of())
                .statusCode(200)
                .body("access_token", equalTo(first))
                .body("expires_in", allOf(greaterThan(0), lessThanOrEqualTo(100)));
        tenant.view().body("state", equalTo("active"));
    }

    @Test
    void asksForPatienceInAnOutageOfWhoInsisted() {
        TestDocuSign.simulator().faults().always(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        renewal.passesUntilLeft(Duration.ofSeconds(100));

        tenant.token(Map.of("min_ttl_seconds", 600))
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("[1-9]\\d*"))
                .body("type", equalTo("urn:countersign:problem:unavailable"));
    }

    @Test
    void asksForPatienceInAnOutageWhenLessThanAMinuteIsLeft() {
        TestDocuSign.simulator().faults().always(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        renewal.passesUntilLeft(Duration.ofSeconds(30));

        tenant.token(Map.of()).statusCode(503).header("Retry-After", matchesPattern("[1-9]\\d*"));
        tenant.view().body("state", equalTo("active"));
    }

    @Test
    void triesAgainWhenTheBackOffEndsBeforeTheWait() {
        TestDocuSign.simulator().faults().once(Fault.droppedBefore(FaultTarget.TOKEN_REFRESH));
        renewal.passes(Duration.ofHours(8));
        tenant.token(Map.of()).statusCode(503);

        assertThat(tenant.accessToken(Map.of())).isNotEqualTo(first);
        assertThat(renewal.refreshes()).hasSize(2);
    }
}
