package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.HeldCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a request waits for a renewal, and that none is lost however few wait. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RenewalOnDemandTest {
    private static final Map<String, Object> INSISTING = Map.of("min_ttl_seconds", 600);

    private final DocuSignSimulator docusign = TestDocuSign.simulator();
    private TestingTenant tenant;
    private TestingRenewal renewal;
    private String first;

    @BeforeEach
    void connectDue() {
        tenant = TestingTenant.connected();
        renewal = new TestingRenewal(tenant);
        first = tenant.accessToken(Map.of());
        renewal.passesUntilLeft(Duration.ofSeconds(300));
    }

    @AfterEach
    void mend() {
        docusign.faults().clear();
    }

    private void awaitGeneration(long wanted) {
        TestingWait.until("generation " + wanted + " is stored", () -> generation() >= wanted);
    }

    private long generation() {
        return renewal.stored(Long.class, "generation");
    }

    private void pause(Duration duration) {
        TestingSql.run(
                "UPDATE connection_token SET lease_until = clock_timestamp() + make_interval(secs => ?) WHERE tenant"
                        + " = ?",
                (double) duration.toSeconds(),
                tenant.tenant());
    }

    @Test
    void aCallerThatHangsUpStopsNothing() throws IOException {
        long before = generation();

        try (HeldCall refresh = docusign.faults().hold(FaultTarget.TOKEN_REFRESH)) {
            hangUpOnceTheCallHasArrived(refresh);
        }

        awaitGeneration(before + 1);
        tenant.token(INSISTING).statusCode(200).body("access_token", not(equalTo(first)));
        assertThat(renewal.refreshes()).hasSize(1);
    }

    @Test
    void aKeyThatIsDeletedWhileItsRequestWaitsGetsNothing() {
        String caller = "waiting-" + UUID.randomUUID().toString().substring(0, 8);
        String key = TestingCaller.keyOf(caller, List.of(tenant.tenant()), "token:issue");
        CompletableFuture<Integer> answered;

        try (HeldCall refresh = docusign.faults().hold(FaultTarget.TOKEN_REFRESH)) {
            answered = CompletableFuture.supplyAsync(() -> TestingCaller.with(key)
                    .body(INSISTING)
                    .post(tenant.connection() + "/token")
                    .statusCode());
            TestingWait.until("the call arrives", refresh::hasArrived);
            TestingCaller.operator().delete("/v1/callers/" + caller).then().statusCode(204);
        }

        assertThat(answered).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(404);
    }

    private void hangUpOnceTheCallHasArrived(HeldCall refresh) throws IOException {
        URI vault = URI.create(TestDocuSign.publicUrl());
        try (Socket socket = new Socket(vault.getHost(), vault.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + tenant.connection() + "/token HTTP/1.1\r\nHost: " + vault.getAuthority()
                                    + "\r\nAuthorization: Bearer " + TestDatabase.BOOTSTRAP_KEY
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            TestingWait.until("the call arrives", refresh::hasArrived);
        }
    }

    @Test
    void whoeverWaitsTooLongGetsTheOldTokenAndTheNewOneIsKept() {
        long before = generation();

        try (HeldCall refresh = docusign.faults().hold(FaultTarget.TOKEN_REFRESH)) {
            tenant.token(Map.of())
                    .statusCode(200)
                    .body("access_token", equalTo(first))
                    .body("expires_in", allOf(greaterThan(200), lessThanOrEqualTo(292)));
            assertThat(refresh.hasArrived()).isTrue();
        }

        awaitGeneration(before + 1);
        tenant.token(INSISTING).statusCode(200).body("access_token", not(equalTo(first)));
        assertThat(renewal.refreshes()).hasSize(1);
    }

    @Test
    void aShortPauseIsWaitedFor() {
        pause(Duration.ofSeconds(1));

        tenant.token(INSISTING).statusCode(200).body("access_token", not(equalTo(first)));
    }

    @Test
    void aLongPauseIsNotWaitedFor() {
        pause(Duration.ofMinutes(10));
        long asked = System.nanoTime();

        tenant.token(Map.of()).statusCode(200).body("access_token", equalTo(first));
        tenant.token(INSISTING)
                .statusCode(503)
                .header("Retry-After", Integer::parseInt, allOf(greaterThan(500), lessThanOrEqualTo(600)));

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(16));
        assertThat(renewal.refreshes()).isEmpty();
    }

    @Test
    void aRenewedConnectionRests() {
        tenant.token(INSISTING).statusCode(200);

        assertThat(renewal.stored(
                        Boolean.class,
                        "lease_until BETWEEN last_refreshed_at + interval '6 s' AND last_refreshed_at +"
                                + " interval '7 s'"))
                .isTrue();
    }
}
