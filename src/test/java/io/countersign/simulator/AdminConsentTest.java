package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static io.countersign.simulator.TestingApplication.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The consent of an organization's administrator, which holds for all its users. */
class AdminConsentTest {
    private static final KeyPair KEYS = TestingAssertion.newKeys();
    private static final String ORGANIZATION =
            String.valueOf(DemoCast.ada().accounts().getFirst().organizationId());
    private static final SimulatedUser COLLEAGUE = new SimulatedUser(
            "4799e5e9-51f0-4a0d-8d7a-cf4713bb0003",
            "Charles Babbage",
            "Charles",
            "Babbage",
            "charles.babbage@example.com",
            LocalDateTime.parse("2015-08-13T22:03:04"),
            DemoCast.ada().accounts());

    @AutoClose
    private final DocuSignSimulator simulator = DocuSignSimulator.start(0);

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @BeforeEach
    void registerKeyAndColleague() {
        simulator.changeClient(DemoCast.CLIENT_ID, client -> client.withRsaPublicKey(TestingAssertion.pem(KEYS)));
        simulator.put(COLLEAGUE);
    }

    @Test
    void anAdministratorConsentsForEverybodyInTheOrganization() {
        assertThat(impersonate(COLLEAGUE).body()).contains("consent_required");

        URI location = new SimulatedPerson(DemoCast.ADA).allow(url("state", "s1"));

        assertThat(location).hasParameter("state", "s1");
        assertThat(impersonate(COLLEAGUE).statusCode()).isEqualTo(200);
        assertThat(impersonate(DemoCast.ada()).statusCode()).isEqualTo(200);
        assertThat(impersonate(DemoCast.grace()).body()).contains("consent_required");
        assertThat(new SimulatedPerson(COLLEAGUE.email())
                        .decline(application.authorizeUrl("scope", "signature impersonation")))
                .as("there is nothing left to decline")
                .hasParameter("code");
    }

    @Test
    void theCodeGivesAnIdToken() {
        String code = parameter(new SimulatedPerson(DemoCast.ADA).allow(url()), "code");

        HttpResponse<String> answer = application.exchange(code);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("id_token").textValue()).startsWith("eyJ");
    }

    @Test
    void theCodeCanBeWorthNothingAsWasReported() {
        simulator.change(settings -> settings.withAdminConsentAnswer(AdminConsentAnswer.EXPIRED_CODE));
        String code = parameter(new SimulatedPerson(DemoCast.ADA).allow(url()), "code");

        HttpResponse<String> answer = application.exchange(code);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error_description").textValue()).isEqualTo("expired_client_token");
        assertThat(impersonate(COLLEAGUE).statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyElseCanConsentForOthers() {
        SimulatedPerson colleague = new SimulatedPerson(COLLEAGUE.email());

        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> colleague.allow(url()))
                .withMessageContaining("answered 403")
                .withMessageContaining("no administrator of an organization");
        assertThat(impersonate(COLLEAGUE).body()).contains("consent_required");
    }

    @Test
    void anAdministratorWithoutAnOrganizationCannotEither() {
        simulator.put(DemoCast.grace().withOrganizationAdmin(true));

        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> new SimulatedPerson(DemoCast.GRACE).allow(url()))
                .withMessageContaining("no administrator of an organization");
    }

    @Test
    void aDeclineConsentsToNothing() {
        URI location = new SimulatedPerson(DemoCast.ADA).decline(url());

        assertThat(location).hasParameter("error", "access_denied");
        assertThat(impersonate(COLLEAGUE).body()).contains("consent_required");
    }

    @Test
    void theConsentPageSaysForWhomItIs() {
        SimulatedPerson ada = new SimulatedPerson(DemoCast.ADA);
        ada.decline(url());

        assertThat(ada.open(url()).body())
                .contains("for everybody in your organization", "<code>impersonation</code>")
                .doesNotContain("<code>openid</code>");
    }

    @Test
    void theConsentCanBeGivenAndRevokedInProcess() {
        simulator.consentForOrganization(DemoCast.CLIENT_ID, ORGANIZATION, Set.of("signature", "impersonation"));
        assertThat(impersonate(COLLEAGUE).statusCode()).isEqualTo(200);

        simulator.revokeOrganizationConsent(DemoCast.CLIENT_ID, ORGANIZATION);

        assertThat(impersonate(COLLEAGUE).body()).contains("consent_required");
    }

    @ParameterizedTest
    @CsvSource({"scope,signature", "admin_consent_scope,' '", "response_type,token"})
    void aWrongRequestIsToldOnAPage(String name, String value) {
        HttpResponse<String> answer = new SimulatedPerson(DemoCast.ADA).open(url(name, value));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid authentication request");
    }

    private URI url(String... more) {
        List<String> all =
                new java.util.ArrayList<>(List.of("scope", "openid", "admin_consent_scope", "signature impersonation"));
        all.addAll(List.of(more));
        return application.authorizeUrl(all.toArray(new String[0]));
    }

    private HttpResponse<String> impersonate(SimulatedUser user) {
        return application.assertion(KEYS, claims -> claims.put("sub", user.sub()));
    }
}
