package io.countersign.issuing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One renewal however many ask, and none lost however few wait. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class RenewalOnDemandTest {
    private static final FaultTarget REFRESH = FaultTarget.TOKEN_REFRESH;

    @Inject
    AgroalDataSource database;

    private final DocuSignSimulator docusign = TestDocuSign.simulator();
    private TestingTenant tenant;
    private TestingRows rows;
    private String first;
    private int callsBefore;

    @BeforeEach
    void connectDue() {
        rows = new TestingRows(database);
        tenant = TestingTenant.connected();
        first = tenant.token(Map.of()).statusCode(200).extract().path("access_token");
        callsBefore = docusign.oracle().count("refresh_token");
        rows.accessTokenLives(tenant.tenant(), 300);
    }

    @AfterEach
    void mend() {
        docusign.faults().clear();
    }

    private int refreshes() {
        return docusign.oracle().count("refresh_token") - callsBefore;
    }

    private long generation() {
        return rows.number("SELECT generation FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private void set(String assignments) {
        rows.change("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    private void awaitGeneration(long wanted) {
        TestingWait.until("generation " + wanted + " is stored", () -> generation() >= wanted);
    }

    @Test
    void fiftyParallelRequestsMakeOneCall() throws Exception {
        docusign.faults().once(Fault.delayAfter(REFRESH, Duration.ofMillis(300)));
        List<Future<String>> answers = new ArrayList<>();

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(callers.submit(
                        () -> tenant.token(Map.of()).statusCode(200).extract().path("access_token")));
            }
        }

        Set<String> tokens = new HashSet<>();
        for (Future<String> answer : answers) {
            tokens.add(answer.get());
        }
        assertThat(tokens).hasSize(1).doesNotContain(first);
        assertThat(refreshes()).isEqualTo(1);
    }

    @Test
    void aCallerThatHangsUpStopsNothing() throws Exception {
        long before = generation();
        docusign.faults().once(Fault.delayAfter(REFRESH, Duration.ofMillis(1_000)));

        hangUpOnceTheCallHasArrived();

        awaitGeneration(before + 1);
        tenant.token(Map.of()).statusCode(200).body("access_token", not(equalTo(first)));
        assertThat(refreshes()).isEqualTo(1);
    }

    private void hangUpOnceTheCallHasArrived() throws IOException {
        URI vault = URI.create(TestDocuSign.publicUrl());
        try (Socket socket = new Socket(vault.getHost(), vault.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + tenant.connection() + "/token HTTP/1.1\r\nHost: " + vault.getAuthority()
                                    + "\r\nAuthorization: Bearer " + TestDatabase.BOOTSTRAP_KEY
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            TestingWait.until("the call arrives", () -> refreshes() > 0);
        }
    }

    @Test
    void whoeverWaitsTooLongGetsTheOldTokenAndTheNewOneIsKept() {
        long before = generation();
        docusign.faults().once(Fault.delayAfter(REFRESH, Duration.ofSeconds(10)));

        tenant.token(Map.of())
                .statusCode(200)
                .body("access_token", equalTo(first))
                .body("expires_in", allOf(greaterThan(200), lessThanOrEqualTo(292)));

        awaitGeneration(before + 1);
        tenant.token(Map.of()).statusCode(200).body("access_token", not(equalTo(first)));
        assertThat(refreshes()).isEqualTo(1);
    }

    @Test
    void aShortPauseIsWaitedFor() {
        set("lease_until = clock_timestamp() + interval '1 s'");

        tenant.token(Map.of("min_ttl_seconds", 600)).statusCode(200).body("access_token", not(equalTo(first)));
    }

    @Test
    void aLongPauseIsNotWaitedFor() {
        set("lease_until = clock_timestamp() + interval '60 s'");
        long asked = System.nanoTime();

        tenant.token(Map.of()).statusCode(200).body("access_token", equalTo(first));
        tenant.token(Map.of("min_ttl_seconds", 600))
                .statusCode(503)
                .header("Retry-After", Integer::parseInt, allOf(greaterThan(40), lessThanOrEqualTo(60)));

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(6));
        assertThat(refreshes()).isZero();
    }

    @Test
    void anotherReplicasLeaseIsWaitedForAndThenTakenOverSlowly() {
        set("lease_owner = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 s'");

        tenant.token(Map.of("min_ttl_seconds", 600))
                .statusCode(503)
                .header("Retry-After", Integer::parseInt, allOf(greaterThanOrEqualTo(5), lessThanOrEqualTo(15)));

        assertThat(refreshes()).isZero();
        assertThat(rows.value("SELECT unsure FROM connection_token WHERE tenant = ?", tenant.tenant()))
                .isEqualTo("t");
    }

    @Test
    void aRenewedConnectionRests() {
        tenant.token(Map.of()).statusCode(200);
        rows.accessTokenLives(tenant.tenant(), 300);
        set("lease_until = lease_until + interval '10 s'");

        tenant.token(Map.of("min_ttl_seconds", 600)).statusCode(503);

        assertThat(refreshes()).isEqualTo(1);
    }
}
