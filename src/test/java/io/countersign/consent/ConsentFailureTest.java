package io.countersign.consent;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingTrail;
import io.countersign.simulator.DeclineAnswer;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.OddAnswer;
import io.countersign.simulator.WrongSecretAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a consent fails: the page, the way back, the trail, and the same link afterwards. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConsentFailureTest {
    private final DocuSignSimulator docusign = TestDocuSign.simulator();

    @AfterEach
    void mend() {
        docusign.faults().clear();
        docusign.change(settings -> settings.withCodeLife(Duration.ofMinutes(2))
                .withDeclineAnswer(DeclineAnswer.ACCESS_DENIED)
                .withWrongSecretAnswer(WrongSecretAnswer.UNAUTHORIZED_CLIENT));
    }

    @ParameterizedTest
    @EnumSource(DeclineAnswer.class)
    void aDeclinedConsentCostsNothing(DeclineAnswer answer) {
        docusign.change(settings -> settings.withDeclineAnswer(answer));
        TestingConsent consent = TestingConsent.create();

        HttpResponse<String> page = consent.browser().get(consent.declined());

        consent.assertLeadsBack(page, 400);
        assertThat(page.body()).contains("You did not give permission");
        assertThat(consent.tokenCalls()).isZero();
        assertThat(TestingTrail.typesOf(consent.tenant().tenant())).endsWith("consent.started", "consent.declined");
        consent.assertWorksAgain();
    }

    @Test
    void anExpiredCodeCostsNothing() {
        TestingConsent consent = TestingConsent.create();
        docusign.change(settings -> settings.withCodeLife(Duration.ofNanos(1)));
        URI callback = consent.allowed();
        docusign.change(settings -> settings.withCodeLife(Duration.ofMinutes(2)));

        HttpResponse<String> page = consent.browser().get(callback);

        consent.assertLeadsBack(page, 400);
        assertThat(page.body()).contains("The sign-in took too long");
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo("code_expired");
        consent.assertWorksAgain();
    }

    static Stream<Arguments> faults() {
        FaultTarget code = FaultTarget.TOKEN_CODE;
        FaultTarget who = FaultTarget.USERINFO;
        return Stream.of(
                Arguments.of(1, Fault.serverError(code), 503, "no_answer"),
                Arguments.of(1, Fault.tooManyRequests(code, Duration.ofSeconds(30)), 503, "throttled"),
                Arguments.of(1, Fault.droppedBefore(code), 503, "no_answer"),
                Arguments.of(1, Fault.droppedAfter(code), 503, "no_answer"),
                Arguments.of(1, Fault.halfBody(code), 503, "no_answer"),
                Arguments.of(1, Fault.badJson(code), 503, "no_answer"),
                Arguments.of(1, Fault.hugeBody(code), 503, "no_answer"),
                Arguments.of(1, OddAnswer.NO_ACCESS_TOKEN.fault(code), 502, "no_refresh_token"),
                Arguments.of(1, OddAnswer.ERROR_IN_200.fault(code), 400, "code_expired"),
                Arguments.of(1, Fault.withoutRefreshToken(code), 502, "no_refresh_token"),
                Arguments.of(1, Fault.bareInvalidGrant(code), 400, "code_expired"),
                Arguments.of(1, Fault.unauthorizedClient(code), 502, "client_refused"),
                Arguments.of(3, Fault.serverError(who), 502, "userinfo_silent"),
                Arguments.of(1, Fault.tooManyRequests(who, Duration.ofSeconds(30)), 502, "userinfo_silent"),
                Arguments.of(3, Fault.droppedBefore(who), 502, "userinfo_silent"),
                Arguments.of(3, Fault.badJson(who), 502, "userinfo_silent"),
                Arguments.of(1, Fault.unauthorized(who), 502, "userinfo_refused"),
                Arguments.of(1, OddAnswer.ACCOUNTS_UNUSABLE.fault(who), 502, "userinfo_refused"),
                // DocuSign's own refusals in words that nobody knows: settings.
                Arguments.of(1, OddAnswer.UNKNOWN_ERROR.fault(code), 502, "unexpected_answer"),
                Arguments.of(1, OddAnswer.ERROR_OBJECT.fault(code), 502, "unexpected_answer"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfDocuSignCostsNothing(int times, Fault fault, int status, String reason) {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        docusign.faults().next(times, fault);

        HttpResponse<String> page = consent.browser().get(callback);

        consent.assertLeadsBack(page, status);
        assertThat(page.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        assertThat(docusign.faults().planned()).isEmpty();
        assertThat(consent.tokenCalls()).as("an exchange is never repeated").isEqualTo(1);
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo(reason);
        consent.assertWorksAgain();
    }

    static Stream<Fault> harmless() {
        return Stream.concat(
                Stream.of(
                                OddAnswer.GZIP,
                                OddAnswer.ERROR_BESIDE_TOKENS,
                                OddAnswer.EXPIRES_IN_ABSENT,
                                OddAnswer.EXPIRES_IN_NEGATIVE,
                                OddAnswer.EXPIRES_IN_WORDS,
                                OddAnswer.EXPIRES_IN_ABSURD)
                        .map(odd -> odd.fault(FaultTarget.TOKEN_CODE)),
                Stream.of(
                                OddAnswer.GZIP,
                                OddAnswer.ACCOUNT_WITHOUT_ADDRESS,
                                OddAnswer.ACCOUNT_AT_A_PATH,
                                OddAnswer.ACCOUNT_ELSEWHERE,
                                OddAnswer.ACCOUNT_NO_OBJECT)
                        .map(odd -> odd.fault(FaultTarget.USERINFO)));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void noConsentIsThrownAwayForWhatIsMerelyOdd(Fault fault) {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        docusign.faults().once(fault);

        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(200);

        assertThat(docusign.faults().planned()).isEmpty();
        assertThat(TestingTrail.typesOf(consent.tenant().tenant())).doesNotContain("consent.failed");
    }

    @Test
    void twoSilencesOfUserinfoAreRiddenOut() {
        TestingConsent consent = TestingConsent.create();
        URI callback = consent.allowed();
        docusign.faults().next(2, Fault.serverError(FaultTarget.USERINFO));

        assertThat(consent.browser().get(callback).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = WrongSecretAnswer.class,
            names = {"UNAUTHORIZED_CLIENT", "INVALID_CLIENT"})
    void aWrongClientSecretIsTheOperatorsMatter(WrongSecretAnswer answer) {
        docusign.change(settings -> settings.withWrongSecretAnswer(answer));
        TestingConsent consent = TestingConsent.create();
        String key = consent.integrationKey();
        docusign.changeClient(
                key,
                client -> client.withSecret("another")
                        .withoutSecret(consent.tenant().clientSecret()));

        HttpResponse<String> page = consent.browser().get(consent.allowed());

        consent.assertLeadsBack(page, 502);
        assertThat(page.body()).contains("not set up correctly");
        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo("client_refused");
        docusign.changeClient(key, client -> client.withSecret(consent.tenant().clientSecret()));
        consent.assertWorksAgain();
    }

    @Test
    void theOtherClientSecretIsTriedAfterAWrongOne() {
        TestingConsent consent = TestingConsent.create();
        operator()
                .body(Map.of("client_secret", "not registered at DocuSign"))
                .post("/v1/integrations/" + consent.tenant().integration() + "/client-secrets")
                .then()
                .statusCode(201);

        assertThat(consent.browser().get(consent.allowed()).statusCode()).isEqualTo(200);

        assertThat(consent.tokenCalls()).isEqualTo(2);
    }

    @Test
    void theSecretThatWorkedIsTriedFirstNextTime() {
        TestingConsent consent = TestingConsent.create();
        operator()
                .body(Map.of("client_secret", "not registered at DocuSign"))
                .post("/v1/integrations/" + consent.tenant().integration() + "/client-secrets")
                .then()
                .statusCode(201);
        consent.browser().get(consent.allowed());

        assertThat(consent.tenant().consent(consent.email()).statusCode()).isEqualTo(200);

        assertThat(consent.tokenCalls()).isEqualTo(3);
    }

    @Test
    void withoutAnyClientSecretTheOperatorHasToAct() {
        TestingConsent consent = TestingConsent.create();
        String path = "/v1/integrations/" + consent.tenant().integration();
        java.util.List<String> ids = operator().get(path).then().extract().path("client_secrets.id");
        ids.forEach(
                id -> operator().delete(path + "/client-secrets/" + id).then().statusCode(204));

        consent.assertLeadsBack(consent.browser().get(consent.allowed()), 502);

        assertThat(TestingTrail.reason(consent.tenant().tenant(), "consent.failed"))
                .isEqualTo("client_secret_missing");
        assertThat(consent.tokenCalls()).isZero();
    }

    @Test
    void aBrowserClosedHalfWayCostsNothing() {
        TestingConsent consent = TestingConsent.create();
        consent.begun();
        consent.allowed();

        consent.inAnotherBrowser().assertWorksAgain();
    }
}
