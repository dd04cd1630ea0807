package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The admin API, as a fault suite in another process uses it. */
class AdminTest {
    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withAdmin());

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void settingsChangeFieldByField() {
        HttpResponse<String> answer = call("PUT", "settings", """
                {"rotation":{"mode":"grace","window":2.5},"wrong_secret_answer":"INVALID_CLIENT","code_life":60}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(simulator.settings())
                .isEqualTo(SimulatorSettings.defaults()
                        .withRotation(new RotationMode.Grace(Duration.ofMillis(2500)))
                        .withWrongSecretAnswer(WrongSecretAnswer.INVALID_CLIENT)
                        .withCodeLife(Duration.ofMinutes(1)));
        assertThat(json(call("GET", "settings", "")).path("access_token_life").intValue())
                .isEqualTo(28_800);
    }

    @Test
    void aWrongSettingChangesNothingAndIsExplained() {
        for (String wrong : new String[] {
            "{\"colour\":1}", "{\"token_payload_bytes\":5000}", "[", "7", "{\"rotation\":{\"mode\":\"x\"}}"
        }) {
            HttpResponse<String> answer = call("PUT", "settings", wrong);

            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(json(answer).path("message").textValue()).isNotBlank();
        }
        assertThat(simulator.settings()).isEqualTo(SimulatorSettings.defaults());
    }

    @Test
    void faultsArePlannedAndSeenAsTheyWerePut() {
        String plan = """
                [{"times":2,"fault":{"target":"TOKEN_REFRESH","delay_after":0.25,"effect":{"kind":"dropped_after"}}},
                 {"fault":{"target":"USERINFO","effect":{"kind":"answered_instead","status":503,"body":"{}"}}}]""";

        assertThat(call("PUT", "faults", plan).statusCode()).isEqualTo(204);
        assertThat(call("POST", "faults", "{\"fault\":{\"target\":\"TOKEN\",\"effect\":{\"kind\":\"half_body\"}}}")
                        .statusCode())
                .isEqualTo(204);

        assertThat(simulator.faults().planned())
                .extracting(
                        FaultPlan.Planned::times,
                        planned -> planned.fault().effect().label())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, "dropped_after"),
                        org.assertj.core.groups.Tuple.tuple(null, "answered_instead 503"),
                        org.assertj.core.groups.Tuple.tuple(null, "half_body"));
        assertThat(simulator.faults().planned().getFirst().fault().delayAfter()).isEqualTo(Duration.ofMillis(250));
        assertThat(json(call("GET", "faults", ""))
                        .path(0)
                        .path("fault")
                        .path("effect")
                        .path("kind")
                        .textValue())
                .isEqualTo("dropped_after");
        call("DELETE", "faults", "");
        assertThat(simulator.faults().planned()).isEmpty();
    }

    /** However long it is: an answer of a mebibyte is longer than a request may be. */
    @Test
    void everyOddAnswerIsPlannedByItsName() {
        for (OddAnswer odd : OddAnswer.values()) {
            FaultTarget target = odd.isFor(FaultTarget.TOKEN) ? FaultTarget.TOKEN : FaultTarget.USERINFO;

            assertThat(call(
                                    "PUT",
                                    "faults",
                                    "[{\"times\":1,\"fault\":{\"target\":\"%s\",\"odd_answer\":\"%s\"}}]"
                                            .formatted(target, odd))
                            .statusCode())
                    .as("%s", odd)
                    .isEqualTo(204);

            assertThat(simulator.faults().planned())
                    .singleElement()
                    .isEqualTo(new FaultPlan.Planned(1, odd.fault(target)));
        }
        assertThat(call("POST", "faults", "{\"fault\":{\"target\":\"TOKEN\",\"odd_answer\":\"ACCOUNTS_NONE\"}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void grantsCallsCountsAndTokensCanBeReadFromOutside() {
        JsonNode granted = json(call(
                "POST",
                "grants",
                "{\"client_id\":\"%s\",\"sub\":\"%s\",\"scope\":\"signature extended\"}"
                        .formatted(DemoCast.CLIENT_ID, DemoCast.ada().sub())));
        String token = granted.path("refresh_token").textValue();
        application.refresh(token);
        application.refresh(token);

        assertThat(simulator.oracle().awaitQuiet(Duration.ofSeconds(10))).isTrue();
        JsonNode calls = json(call("GET", "calls?from=1", ""));
        JsonNode counts = json(call("GET", "counts", ""));

        assertThat(calls).hasSize(1);
        assertThat(calls.path(0).path("outcome").textValue()).isEqualTo("invalid_grant");
        assertThat(calls.path(0).path("presented_refresh_token").textValue()).isEqualTo(OracleLog.idOf(token));
        assertThat(calls.path(0).path("delivery").textValue()).isEqualTo("DELIVERED");
        assertThat(calls.toString()).doesNotContain(token);
        assertThat(counts.path("by_grant").path("refresh_token").intValue()).isEqualTo(2);
        assertThat(counts.path("by_outcome").path("issued").intValue()).isEqualTo(1);
        assertThat(json(call("GET", "refresh-tokens/" + OracleLog.idOf(token), ""))
                        .path("usable")
                        .booleanValue())
                .isFalse();
        call("DELETE", "calls", "");
        assertThat(simulator.oracle().calls()).isEmpty();
    }

    @Test
    void theClockMovesFromOutside() {
        call("POST", "clock", "{\"advance\":3600}");

        assertThat(call("POST", "clock", "{}").statusCode()).isEqualTo(400);
        assertThat(call("POST", "clock", "{\"advance\":\"soon\"}").statusCode()).isEqualTo(400);
        assertThat(call("POST", "clock", "{\"advance\":null}").statusCode()).isEqualTo(400);

        assertThat(simulator.clock().offset()).isEqualTo(Duration.ofHours(1));
        assertThat(json(call("GET", "clock", "")).path("offset").intValue()).isEqualTo(3600);
    }

    @Test
    void usersAndClientsComeAndGo() {
        String user = """
                {"sub":"u1","name":"U One","given_name":"U","family_name":"One","email":"u1@example.com",
                 "created":"2024-05-06T07:08:09.5","accounts":[{"account_id":"a1","is_default":true,
                 "account_name":"A","base_uri":"https://demo.docusign.net"}]}""";
        String client = """
                {"integration_key":"k1","name":"K","public_client":false,"secrets":["s1"],
                 "redirect_uris":["https://k.example/"],"require_pkce":false}""";

        assertThat(call("PUT", "users", user).statusCode()).isEqualTo(204);
        assertThat(call("PUT", "clients", client).statusCode()).isEqualTo(204);
        URI location = new SimulatedPerson("U1@example.com")
                .allow(application.authorizeUrl("client_id", "k1", "redirect_uri", "https://k.example/"));
        String code = TestingApplication.parameter(location, "code");
        String token = TestingApplication.refreshToken(application.token(
                TestingApplication.basic("k1", "s1"), "grant_type", "authorization_code", "code", code));
        assertThat(call("POST", "consents/revoke", "{\"client_id\":\"k1\",\"sub\":\"u1\"}")
                        .statusCode())
                .isEqualTo(204);

        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(token))).isFalse();
        assertThat(call("POST", "users/close", "{\"sub\":\"u1\"}").statusCode()).isEqualTo(204);
        assertThat(call("POST", "users/close", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutTheOptionThereIsNoAdminApi() {
        try (DocuSignSimulator closed = DocuSignSimulator.start(0)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(closed.baseUrl() + "/simulator/settings"))
                    .build();

            assertThat(application.send(request).statusCode()).isEqualTo(404);
        }
    }

    private HttpResponse<String> call(String method, String path, String body) {
        return application.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/simulator/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }
}
