package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingLog;
import io.countersign.TestingMetrics;
import io.countersign.TestingRenewal;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refresh token that DocuSign refuses in words that nobody knows, and a directory that suddenly knows nobody. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class UnknownWordsTest extends ExpiredTokenFixture {
    private static final String HELD = "state = 'active' AND held_until > clock_timestamp()";
    private static final Duration BETWEEN = Duration.ofMinutes(5);

    @ParameterizedTest
    @CsvSource({
        "OTHER_WORDS, invalid_grant",
        "OTHER_WORDS_IN_401, access_denied",
        "PREFIXED, invalid_grant",
        "INVALID_REQUEST, invalid_request",
    })
    void thriceTheSameInTenMinutesIsAVerdict(OddAnswer odd, String code) {
        TestDocuSign.simulator().faults().always(odd.fault(REFRESH));
        String counter =
                "countersign_refresh_unknown_refusals_total{integration=\"%s\"}".formatted(tenant.integration());

        String told =
                "WARN connection_refused_in_unknown_words tenant=%s connection=default integration=%s error=\"%s\":"
                        .formatted(tenant.tenant(), tenant.integration(), code.replace('"', '\''));

        try (TestingLog log = new TestingLog(RefreshMetrics.class)) {
            for (int i = 0; i < 2; i++) {
                tenant.token(INSISTING).statusCode(503);
                tenant.view().body("state", equalTo("active")).body("last_error", equalTo(code));
                renewal.passes(BETWEEN);
            }
            tenant.token(INSISTING).statusCode(409).body("reason", equalTo("consent_revoked"));

            assertThat(log.lines()).filteredOn(line -> line.startsWith(told)).hasSize(isHeard() ? 3 : 0);
        }
        assertThat(TestingMetrics.value(counter)).isEqualTo(3);

        tenant.view().body("state", equalTo("consent_required"));
        assertThat(TestingTrail.typesOf(tenant.tenant()))
                .containsSubsequence("connection.refused-in-unknown-words", "connection.consent_required")
                .containsOnlyOnce("connection.refused-in-unknown-words");
    }

    /** Whether the log is this process' own. */
    boolean isHeard() {
        return true;
    }

    @Test
    void whileTheAccessTokenLivesNothingIsConcluded() {
        TestDocuSign.simulator().faults().always(OddAnswer.OTHER_WORDS.fault(REFRESH));
        TestingSql.run(
                "UPDATE connection_token SET access_expires_at = clock_timestamp() + interval '2 hours' WHERE tenant"
                        + " = ?",
                tenant.tenant());

        for (int i = 0; i < 5; i++) {
            tenant.token(Map.of("min_ttl_seconds", 27_000)).statusCode(503);
            renewal.passes(BETWEEN);
        }

        tenant.view().body("state", equalTo("active"));
        tenant.token(Map.of()).statusCode(200);
    }

    @Test
    void aRetryTakesThemAsFinal() {
        TestDocuSign.simulator().faults().always(OddAnswer.INVALID_REQUEST.fault(REFRESH));

        operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);

        TestingWait.until(
                "the verdict stands",
                () -> renewal.stored(String.class, "state").equals("consent_required"));
        tenant.view().body("reason", equalTo("consent_revoked")).body("last_error", equalTo("invalid_request"));
    }

    /** As gateways answer: nobody knows whether DocuSign was asked at all. */
    @Test
    void anErrorThatIsNoTextIsNeverAVerdict() {
        TestDocuSign.simulator().faults().always(OddAnswer.ERROR_OBJECT.fault(REFRESH));

        for (int i = 0; i < 4; i++) {
            tenant.token(INSISTING).statusCode(503);
            renewal.passes(BETWEEN);
        }
        int before = renewal.stored(Integer.class, "unknown_times");
        operator().body("{}").post(tenant.connection() + "/retry").then().statusCode(202);
        TestingWait.until("the retry was refused", () -> renewal.stored(Integer.class, "unknown_times") > before);

        tenant.view().body("state", equalTo("active")).body("last_error", equalTo("other"));
        TestDocuSign.simulator().faults().clear();
        renewal.passes(BETWEEN);
        tenant.token(INSISTING).statusCode(200);
    }

    /** Answered to thirty tenants at once: an environment or a directory gone wrong, and not thirty users who left. */
    @Test
    void aLostDirectoryCostsFiveTenantsAtMost() {
        List<TestingTenant> all = new ArrayList<>(List.of(tenant));
        while (all.size() < 30) {
            all.add(tenant.connectedBeside());
        }
        all.stream().skip(1).forEach(each -> new TestingRenewal(each).passes(TOKEN_LIFE));
        TestDocuSign.simulator().faults().always(OddAnswer.USER_GONE.fault(REFRESH));

        all.forEach(each -> each.token(INSISTING));

        Map<String, Long> states = Map.of("user_gone", count("reason = 'user_gone'"), "held", count(HELD));
        assertThat(states).isEqualTo(Map.of("user_gone", 5L, "held", 25L));
        assertThat(TestingSql.value(
                        Boolean.class,
                        "SELECT flagged_by IS NOT NULL FROM verdict_count WHERE integration = ?",
                        tenant.integration()))
                .isTrue();
        TestDocuSign.simulator().faults().clear();
        all.forEach(each -> new TestingRenewal(each).passes(Duration.ofMinutes(10)));
        assertThat(all.stream().filter(each -> each.token(INSISTING).extract().statusCode() == 200))
                .hasSize(25);
    }

    private long count(String condition) {
        return TestingSql.value(
                Long.class,
                "SELECT count(*) FROM connection_token WHERE integration = ? AND " + condition,
                tenant.integration());
    }
}
