package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultEffect;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who it was that failed is told apart: the person, DocuSign, its settings, a stranger in between, or a move. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class CallbackErrorTest {
    private final DocuSignSimulator docusign = TestDocuSign.simulator();

    @AfterEach
    void mend() {
        docusign.faults().clear();
    }

    /**
     * What is said by whatever stands between the vault and DocuSign. Nobody has to mend any settings for that.
     */
    static Stream<Arguments> strangers() {
        FaultTarget code = FaultTarget.TOKEN_CODE;
        FaultTarget who = FaultTarget.USERINFO;
        return Stream.of(
                Arguments.of(1, OddAnswer.FIREWALL_403.fault(code), 503, "unexpected_answer"),
                Arguments.of(1, OddAnswer.PROXY_407.fault(code), 503, "unexpected_answer"),
                Arguments.of(1, OddAnswer.NOT_FOUND_404.fault(code), 503, "unexpected_answer"),
                Arguments.of(1, OddAnswer.TOO_LARGE_413.fault(code), 503, "unexpected_answer"),
                Arguments.of(1, OddAnswer.LEGAL_451.fault(code), 503, "unexpected_answer"),
                Arguments.of(1, OddAnswer.PLAIN_400.fault(code), 503, "unexpected_answer"),
                Arguments.of(1, page(code, 401), 503, "unexpected_answer"),
                Arguments.of(1, json(code, 400, "{}"), 503, "unexpected_answer"),
                Arguments.of(1, json(code, 401, "{\"message\":\"no\"}"), 503, "unexpected_answer"),
                Arguments.of(1, json(code, 403, "{\"error\":\"forbidden\"}"), 503, "unexpected_answer"),
                Arguments.of(1, OddAnswer.PORTAL_PAGE.fault(code), 503, "no_answer"),
                Arguments.of(1, OddAnswer.EMPTY_204.fault(code), 503, "no_answer"),
                Arguments.of(1, OddAnswer.REDIRECT.fault(code), 503, "no_answer"),
                Arguments.of(1, OddAnswer.GATEWAY_502.fault(code), 503, "no_answer"),
                Arguments.of(1, OddAnswer.FIREWALL_403.fault(who), 502, "userinfo_refused"),
                Arguments.of(1, OddAnswer.PROXY_407.fault(who), 502, "userinfo_refused"),
                Arguments.of(1, OddAnswer.NOT_FOUND_404.fault(who), 502, "userinfo_refused"),
                Arguments.of(1, page(who, 401), 502, "userinfo_refused"),
                Arguments.of(3, OddAnswer.PORTAL_PAGE.fault(who), 502, "userinfo_silent"),
                Arguments.of(3, OddAnswer.REDIRECT.fault(who), 502, "userinfo_silent"),
                Arguments.of(3, OddAnswer.GATEWAY_502.fault(who), 502, "userinfo_silent"));
    }

    private static Fault page(FaultTarget target, int status) {
        return Fault.of(
                target,
                new FaultEffect.AnsweredInstead(
                        status, "<html><body>Who are you?</body></html>", Map.of("Content-Type", "text/html")));
    }

    private static Fault json(FaultTarget target, int status, String body) {
        return Fault.of(target, new FaultEffect.AnsweredInstead(status, body, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void anAnswerThatIsNotDocuSignsSaysTryAgain(int times, Fault fault, int status, String reason) {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        docusign.faults().next(times, fault);

        HttpResponse<String> page = consent.browser().get(callback);

        consent.assertLeadsBack(page, status);
        assertThat(page.body()).contains("Please try again in a few minutes").doesNotContain("not set up correctly");
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo(reason);
        consent.assertWorksAgain();
    }

    @ParameterizedTest(name = "{0} is {1}, in the trail {3} {4}")
    @CsvSource({
        "access_denied, 400, You did not give permission, consent.declined, access_denied",
        "temporarily_unavailable, 503, cannot be reached, consent.failed, temporarily_unavailable",
        "invalid_scope, 502, not set up correctly, consent.failed, invalid_scope",
        "Never-seen.1, 502, not set up correctly, consent.failed, Never-seen.1",
        "'<script>', 502, not set up correctly, consent.failed, unreadable"
    })
    void whatDocuSignSaysOnTheCallbackIsToldApart(String error, int status, String words, String event, String code) {
        TestingConsent consent = TestingConsent.create();
        URI callback = URI.create(consent.allowed().toString().replaceAll("code=[^&]*", "error_description=canary")
                + "&error=" + URLEncoder.encode(error, StandardCharsets.UTF_8));

        HttpResponse<String> page = consent.browser().get(callback);

        consent.assertLeadsBack(page, status);
        assertThat(page.body()).contains(words).doesNotContain("canary");
        assertThat(consent.tokenCalls()).isZero();
        assertThat(TestingTrail.detail(consent.tenant().tenant(), event, "error"))
                .isEqualTo(code);
        assertThat(TestingTrail.of(consent.tenant().tenant()).toString()).doesNotContain("canary");
        consent.assertWorksAgain();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatWasMovedInBetweenAsksAgainForItsNewIntegration(boolean formerOneIsDeleted) {
        TestingConsent consent = TestingConsent.create();
        TestingTenant other = TestingTenant.create(Map.of());
        URI callback = consent.allowed();
        int calls = TestDocuSign.simulator().oracle().calls().size();
        operator()
                .body(Map.of("integration", other.integration(), "expected_email", consent.email()))
                .put(consent.tenant().connection())
                .then()
                .statusCode(200);
        if (formerOneIsDeleted) {
            String former = "/v1/integrations/" + consent.tenant().integration();
            operator().delete(former).then().statusCode(204);
        }

        HttpResponse<String> page = consent.browser().get(callback);

        consent.assertLeadsBack(page, 409);
        assertThat(page.body()).contains("The connection has changed");
        assertThat(TestDocuSign.simulator().oracle().calls())
                .as("the old app is asked nothing")
                .hasSize(calls);
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo("integration_changed");
        consent.assertWorksAgain();
    }

    /** The code is the old app's, and the new one could do nothing with it. */
    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void soDoesOneWhoseIntegrationBecameAnotherApp(String environment) {
        TestingConsent before = TestingConsent.create();
        String path = "/v1/integrations/" + before.tenant().integration();
        operator().delete(before.tenant().connection()).then().statusCode(200);
        TestingConsent consent = new TestingConsent(
                before.tenant(), before.email(), before.tenant().link(), before.browser());
        URI callback = consent.allowed();
        String key = environment.equals("demo") ? UUID.randomUUID().toString() : consent.integrationKey();
        operator()
                .body(Map.of("environment", environment, "integration_key", key, "client_secret", "the new app's"))
                .put(path)
                .then()
                .statusCode(200);

        HttpResponse<String> page = consent.browser().get(callback);

        consent.assertLeadsBack(page, 409);
        assertThat(page.body()).contains("The connection has changed");
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo("integration_changed");
    }
}
