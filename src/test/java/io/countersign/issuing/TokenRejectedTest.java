package io.countersign.issuing;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token that DocuSign refused before its end, as callers tell the vault of it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class TokenRejectedTest extends CallerFixture {
    private static final String EVENT = "connection.token-rejected";

    private TestingRenewal renewal;
    private String first;

    @BeforeEach
    void issue() {
        renewal = new TestingRenewal(tenant);
        first = issued();
    }

    @AfterEach
    void mend() {
        TestDocuSign.simulator().faults().clear();
    }

    private ValidatableResponse report(String token) {
        return with(key)
                .body(Collections.singletonMap("access_token", token))
                .post(tenant.connection() + "/token/rejected")
                .then();
    }

    private void passesTheRest() {
        renewal.passes(Duration.ofSeconds(10));
    }

    private long marks() {
        return TestingSql.number(
                "SELECT cardinality(rejections) FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    @Test
    void theNextIssueRenewsOnceAndAnOldTokenChangesNothing() {
        report(first).statusCode(202).body(equalTo(""));

        String second = issued();

        assertThat(second).isNotEqualTo(first);
        report(first).statusCode(202);
        report("none of ours").statusCode(202);
        assertThat(issued()).isEqualTo(second);
        assertThat(renewal.refreshes()).hasSize(1);
        assertThat(marks()).isEqualTo(1);
    }

    @Test
    void reportsOfOneTokenCountOnceAndTheTrailNamesTheCallerAndNoToken() {
        Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> report(first).extract().statusCode()))
                .limit(4)
                .toList()
                .forEach(answer -> assertThat(answer.join()).isEqualTo(202));

        assertThat(marks()).isEqualTo(1);
        List<Map<String, Object>> events = TestingTrail.of(tenant.tenant()).stream()
                .filter(event -> event.get("type").equals(EVENT))
                .toList();
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event).containsEntry("actor", "caller:" + caller).containsEntry("connection", "default");
            assertThat(event.get("details")).isEqualTo(Map.of("generation", generation()));
        });
    }

    private String generation() {
        return Long.toString(renewal.stored(Long.class, "generation"));
    }

    @Test
    void aFourthMarkWithinAnHourIsRefusedAndMarksNothing() {
        for (int mark = 1; mark <= 3; mark++) {
            report(issued()).statusCode(202);
            passesTheRest();
        }
        String fourth = issued();
        assertThat(renewal.refreshes()).hasSize(3);

        report(fourth)
                .statusCode(429)
                .header(
                        "Retry-After",
                        Integer::parseInt,
                        both(greaterThan(3500)).and(lessThanOrEqualTo(3600)))
                .body("type", equalTo("urn:countersign:problem:too-many-requests"));

        report(first).statusCode(202);
        passesTheRest();
        assertThat(issued()).isEqualTo(fourth);
        assertThat(TestingTrail.typesOf(tenant.tenant()).stream().filter(EVENT::equals))
                .hasSize(3);
        oldestMarkIs("59 minutes");
        report(fourth).statusCode(429).header("Retry-After", Integer::parseInt, lessThanOrEqualTo(60));
        oldestMarkIs("1 hour");
        report(fourth).statusCode(202);
        report(fourth).statusCode(202);
        assertThat(issued()).isNotEqualTo(fourth);
        assertThat(renewal.refreshes()).hasSize(4);
    }

    private void oldestMarkIs(String old) {
        TestingSql.run(
                "UPDATE connection_token SET rejections[3] = clock_timestamp() - ?::interval WHERE tenant = ?",
                old,
                tenant.tenant());
    }

    @Test
    void aReportThatDocusignDoesNotMendLosesNoToken() {
        for (int call = 0; call < 2; call++) {
            TestDocuSign.simulator().faults().once(Fault.droppedBefore(FaultTarget.TOKEN_REFRESH));
        }
        report(first).statusCode(202);

        assertThat(issued()).isEqualTo(first);
        token(Map.of("min_ttl_seconds", 20_000)).statusCode(503).body("satisfiable_seconds", nullValue());

        renewal.passes(Duration.ofMinutes(5));
        token(Map.of("min_ttl_seconds", 0)).statusCode(200).body("access_token", not(equalTo(first)));
        tenant.view().body("state", equalTo("active"));
    }

    /** Without the report the longer of the two is kept. */
    @Test
    void theNewTokenIsIssuedEvenIfItEndsEarlier() {
        TestDocuSign.simulator().faults().once(OddAnswer.EXPIRES_IN_THIRTY.fault(FaultTarget.TOKEN_REFRESH));
        report(first).statusCode(202);

        token(Map.of())
                .statusCode(200)
                .body("access_token", not(equalTo(first)))
                .body("expires_in", lessThanOrEqualTo(30));
    }

    @Test
    void aNewConsentLeavesTheReportBehindAndADisconnectedConnectionHasNothingToReport() {
        report(first).statusCode(202);
        String email = tenant.view().extract().path("user.email");
        assertThat(tenant.consent(email).statusCode()).isEqualTo(200);

        String second = issued();
        assertThat(renewal.refreshes()).isEmpty();
        operator().delete(tenant.connection()).then().statusCode(200);

        report(second).statusCode(202);
        assertThat(marks()).isEqualTo(1);
    }

    @Test
    void whereNothingIsRenewedAReportChangesNothing() {
        TestingSql.run(
                "UPDATE connection_token SET state = 'consent_required', reason = 'lost_response' WHERE tenant = ?",
                tenant.tenant());

        report(first).statusCode(202);

        assertThat(marks()).isZero();
        assertThat(operator()
                        .body("{}")
                        .post(tenant.connection() + "/token")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<String>path("access_token"))
                .isEqualTo(first);
    }

    @Test
    void whatIsNotThereIsAllTheSame() {
        String body = "{\"access_token\":\"any\"}";
        String connection = operator()
                .body(body)
                .post(tenant.connection() + "-not/token/rejected")
                .then()
                .statusCode(404)
                .extract()
                .asString();
        String unknown = operator()
                .body(body)
                .post("/v1/tenants/nobody/connections/default/token/rejected")
                .then()
                .statusCode(404)
                .extract()
                .asString();

        assertThat(connection).isEqualTo(unknown);
    }

    @Test
    void badBodiesAreNamed() {
        report("x".repeat(16_384)).statusCode(202);
        report("x".repeat(16_385)).statusCode(422).body("errors.field", contains("access_token"));
        report("").statusCode(422).body("errors.field", contains("access_token"));
        report(null).statusCode(422).body("errors.field", contains("access_token"));
    }
}
