package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The stub of the eSignature API at the simulator's own {@code base_uri}. */
class AccountsTest {
    private static final SimulatedAccount OWN =
            new SimulatedAccount("a4ec37d6-51f0-4b1c-9c3e-143885c20009", true, "At home", null, null);
    private static final SimulatedUser GRACE = withAccount(DemoCast.grace());

    private final SimulatorClock clock = SimulatorClock.stoppedAt(Instant.parse("2026-11-28T22:00:00Z"));

    @AutoClose
    private final DocuSignSimulator simulator = DocuSignSimulator.start(
            SimulatorOptions.onPort(0).withClock(clock).withUsers(List.of(DemoCast.ada(), GRACE)));

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void aMembersTokenOpensTheAccountWhereUserInfoSaysItIs() {
        String token = token(GRACE, "signature");
        JsonNode account = json(application.userInfo(token)).path("accounts").path(0);

        HttpResponse<String> answer = get(
                account.path("base_uri").textValue(), account.path("account_id").textValue(), "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("accountIdGuid").textValue()).isEqualTo(OWN.accountId());
        assertThat(json(answer).path("accountName").textValue()).isEqualTo("At home");
    }

    @Test
    void aTokenForOthersOrForOtherThingsIsRefused() {
        assertRefused(token(DemoCast.ada(), "signature"), "USER_DOES_NOT_BELONG_TO_SPECIFIED_ACCOUNT");
        assertRefused(token(GRACE, "click.manage"), "AUTHORIZATION_INSUFFICIENT_SCOPE");
    }

    @Test
    void aDeadTokenIsRefused() {
        String token = token(GRACE, "signature");
        assertRefused("eyJ0eXAi.unknown.token", "AUTHORIZATION_INVALID_TOKEN");

        clock.advance(Duration.ofHours(8));

        assertRefused(token, "AUTHORIZATION_INVALID_TOKEN");
    }

    @Test
    void aClosedUsersTokenIsRefused() {
        String token = token(GRACE, "signature");
        simulator.closeUser(GRACE.sub());

        assertRefused(token, "AUTHORIZATION_INVALID_TOKEN");
    }

    @Test
    void noTokenIsToldApart() {
        HttpResponse<String> answer = get(simulator.baseUrl(), OWN.accountId(), "Basic x");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("errorCode").textValue()).isEqualTo("AUTHORIZATION_MISSING_TOKEN");
    }

    @Test
    void thereIsNoMoreOfTheApi() {
        assertThat(get(simulator.baseUrl(), OWN.accountId() + "/envelopes", "Bearer x")
                        .statusCode())
                .isEqualTo(404);
    }

    private void assertRefused(String token, String errorCode) {
        HttpResponse<String> answer = get(simulator.baseUrl(), OWN.accountId(), "Bearer " + token);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("errorCode").textValue()).isEqualTo(errorCode);
        assertThat(json(answer).path("message").textValue()).isNotBlank();
    }

    private String token(SimulatedUser user, String scope) {
        return simulator.grant(DemoCast.CLIENT_ID, user.sub(), Set.of(scope)).accessToken();
    }

    private HttpResponse<String> get(String baseUri, String accountId, String authorization) {
        return application.send(HttpRequest.newBuilder(URI.create(baseUri + "/restapi/v2.1/accounts/" + accountId))
                .header("Authorization", authorization)
                .build());
    }

    private static SimulatedUser withAccount(SimulatedUser user) {
        return new SimulatedUser(
                user.sub(),
                user.name(),
                user.givenName(),
                user.familyName(),
                user.email(),
                user.created(),
                List.of(OWN));
    }
}
