package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The control API, as a fault suite in another process uses it. */
class AdminTest {
    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withAdmin());

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void settingsChangeFieldByField() {
        HttpResponse<String> answer = call("PATCH", "settings", """
                {"refresh_tokens":{"rotation":{"mode":"grace","window":2.5}},"lifetimes":{"code":60},
                 "answers":{"wrong_secret":"invalid_client"}}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(simulator.settings())
                .isEqualTo(SimulatorSettings.defaults()
                        .withRotation(new RotationMode.Grace(Duration.ofMillis(2500)))
                        .withWrongSecretAnswer(WrongSecretAnswer.INVALID_CLIENT)
                        .withCodeLife(Duration.ofMinutes(1)));
        assertThat(json(call("GET", "settings", ""))
                        .path("lifetimes")
                        .path("access_token")
                        .intValue())
                .isEqualTo(28_800);

        call("PUT", "settings", "{\"answers\":{\"scope\":false}}");

        assertThat(simulator.settings())
                .as("what PUT does not name is as at first")
                .isEqualTo(SimulatorSettings.defaults().withScopeInAnswer(false));
    }

    @Test
    void faultsArePlannedAndSeenAsTheyWerePut() {
        String plan = """
                [{"times":2,"fault":{"target":"token_refresh","delay_after":0.25,"effect":{"kind":"dropped_after"}}},
                 {"fault":{"target":"userinfo","effect":{"kind":"answered_instead","status":503,"body":"{}"}}}]""";

        assertThat(call("PUT", "faults", plan).statusCode()).isEqualTo(200);
        assertThat(call("POST", "faults", "{\"fault\":{\"target\":\"token\",\"effect\":{\"kind\":\"half_body\"}}}")
                        .statusCode())
                .isEqualTo(201);

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
                                            .formatted(target, odd.name().toLowerCase(Locale.ROOT)))
                            .statusCode())
                    .as("%s", odd)
                    .isEqualTo(200);

            assertThat(simulator.faults().planned())
                    .singleElement()
                    .isEqualTo(new FaultPlan.Planned(1, odd.fault(target)));
        }
        assertThat(call("POST", "faults", "{\"fault\":{\"target\":\"token\",\"odd_answer\":\"accounts_none\"}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void grantsCallsCountsAndTokensCanBeReadFromOutside() {
        JsonNode granted = json(call(
                "POST",
                "grants",
                "{\"client_id\":\"%s\",\"user\":\"%s\",\"scope\":\"signature extended\"}"
                        .formatted(DemoCast.CLIENT_ID, DemoCast.ADA)));
        String token = granted.path("refresh_token").textValue();
        application.refresh(token);
        application.refresh(token);

        assertThat(simulator.oracle().awaitQuiet(Duration.ofSeconds(10))).isTrue();
        JsonNode calls = json(call("GET", "token-calls?from=1", ""));
        JsonNode counts = json(call("GET", "token-calls/counts", ""));

        assertThat(calls).hasSize(1);
        assertThat(calls.path(0).path("outcome").textValue()).isEqualTo("invalid_grant");
        assertThat(calls.path(0).path("presented_refresh_token").textValue()).isEqualTo(OracleLog.idOf(token));
        assertThat(calls.path(0).path("delivery").textValue()).isEqualTo("delivered");
        assertThat(calls.toString()).doesNotContain(token);
        assertThat(counts.path("by_grant").path("refresh_token").intValue()).isEqualTo(2);
        assertThat(counts.path("by_outcome").path("issued").intValue()).isEqualTo(1);
        assertThat(json(call("GET", "refresh-tokens/" + OracleLog.idOf(token), ""))
                        .path("usable")
                        .booleanValue())
                .isFalse();
        call("DELETE", "token-calls", "");
        assertThat(simulator.oracle().calls()).isEmpty();
    }

    @Test
    void theClockMovesFromOutside() {
        call("POST", "clock", "{\"advance\":3600}");

        assertThat(simulator.clock().offset()).isEqualTo(Duration.ofHours(1));
        assertThat(json(call("GET", "clock", "")).path("offset").intValue()).isEqualTo(3600);

        call("PUT", "clock", "{\"now\":\"2031-02-03T04:05:06Z\"}");

        assertThat(simulator.clock().instant())
                .isBetween(Instant.parse("2031-02-03T04:05:06Z"), Instant.parse("2031-02-03T04:06:06Z"));

        call("DELETE", "clock", "");

        assertThat(simulator.clock().offset()).isZero();
    }

    @Test
    void clientsComeChangeAndGo() {
        JsonNode made = json(call("POST", "clients", "{\"redirect_uris\":[\"https://k.example/\"]}"));
        String id = made.path("client_id").textValue();
        String secret = made.path("secrets").path(0).textValue();

        assertThat(call("PATCH", "clients/" + id, "{\"name\":\"K\"}").statusCode())
                .isEqualTo(200);
        assertThat(json(call("GET", "clients/" + id, "")).path("name").textValue())
                .isEqualTo("K");
        assertThat(json(call("GET", "clients", ""))).hasSize(2);
        assertThat(call("POST", "clients", "{\"client_id\":\"" + id + "\"}").statusCode())
                .isEqualTo(409);

        String code = json(call("POST", "sign-in", signIn(DemoCast.ADA, id)))
                .path("code")
                .textValue();
        String token = TestingApplication.refreshToken(application.token(
                TestingApplication.basic(id, secret), "grant_type", "authorization_code", "code", code));

        assertThat(call("DELETE", "clients/" + id, "").statusCode()).isEqualTo(204);
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(token))).isFalse();
        assertThat(call("GET", "clients/" + id, "").statusCode()).isEqualTo(404);
    }

    @Test
    void peopleComeChangeAndGo() {
        String path = "users/u1@example.com";
        JsonNode made = json(call("POST", "users", "{\"email\":\"U1@example.com\",\"name\":\"U One\"}"));

        assertThat(made.path("given_name").textValue()).isEqualTo("U");
        assertThat(made.path("accounts")).hasSize(1);
        assertThat(call("POST", "users", "{\"email\":\"u1@example.com\"}").statusCode())
                .isEqualTo(409);

        JsonNode closed = json(call("PATCH", path, "{\"closed\":true,\"accounts\":[]}"));

        assertThat(closed.path("sub")).isEqualTo(made.path("sub"));
        assertThat(closed.path("closed").booleanValue()).isTrue();
        assertThat(closed.path("accounts")).isEmpty();
        assertThat(call("POST", "sign-in", signIn("u1@example.com", DemoCast.CLIENT_ID))
                        .statusCode())
                .isEqualTo(409);

        call("PATCH", path, "{\"closed\":false}");

        assertThat(call("POST", "sign-in", signIn("u1@example.com", DemoCast.CLIENT_ID))
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(json(call("GET", "users", ""))).hasSize(2);
    }

    @Test
    void whatAnAccountDoesNotSayIsMadeUp() {
        JsonNode made = json(call(
                "POST",
                "users",
                "{\"email\":\"u2@example.com\",\"name\":\"U Two\",\"accounts\":[{},{\"account_name\":\"Other\"}]}"));

        assertThat(made.path("accounts")).hasSize(2);
        assertThat(made.path("accounts").findValuesAsText("is_default")).containsExactly("true", "false");
        assertThat(made.path("accounts").findValuesAsText("account_name")).containsExactly("U Two", "Other");

        JsonNode changed = json(
                call("PATCH", "users/u2@example.com", "{\"accounts\":[{\"account_id\":\"a\"},{\"is_default\":true}]}"));

        assertThat(changed.path("accounts").findValuesAsText("is_default")).containsExactly("false", "true");
    }

    @Test
    void consentsAreGivenListedAndRevokedAndATokenIsKilled() {
        String ada = "{\"client_id\":\"%s\",\"user\":\"%s\",\"scope\":\"signature\"}"
                .formatted(DemoCast.CLIENT_ID, DemoCast.ADA);
        String grace = ada.replace(DemoCast.ADA, DemoCast.GRACE);
        call("POST", "consents", grace);
        String first = json(call("POST", "grants", ada)).path("refresh_token").textValue();
        String second = json(call("POST", "grants", ada)).path("refresh_token").textValue();

        assertThat(json(call("GET", "consents", ""))).hasSize(2);
        assertThat(json(call("GET", "consents?user=" + DemoCast.GRACE, ""))
                        .path(0)
                        .path("scope")
                        .textValue())
                .isEqualTo("signature");
        assertThat(call("DELETE", "refresh-tokens/" + first, "").statusCode()).isEqualTo(204);
        assertThat(json(call("GET", "refresh-tokens?user=" + DemoCast.ADA, "")))
                .extracting(token -> token.path("usable").booleanValue())
                .containsExactlyInAnyOrder(true, false);

        String consent = "consents/" + DemoCast.CLIENT_ID + "/" + DemoCast.ADA;

        assertThat(call("DELETE", consent, "").statusCode()).isEqualTo(204);
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(second))).isFalse();
        assertThat(call("DELETE", consent, "").statusCode()).isEqualTo(404);
    }

    @Test
    void anAdministratorsConsentIsGivenListedAndRevoked() {
        String organization = DemoCast.ada().organizationIds().iterator().next();
        String body = "{\"client_id\":\"%s\",\"organization_id\":\"%s\",\"scope\":\"signature impersonation\"}"
                .formatted(DemoCast.CLIENT_ID, organization);
        String path = "organization-consents/" + DemoCast.CLIENT_ID + "/" + organization;

        assertThat(call("POST", "organization-consents", body.replace(organization, "o1"))
                        .statusCode())
                .as("nobody is in it")
                .isEqualTo(404);
        assertThat(call("POST", "organization-consents", body).statusCode()).isEqualTo(201);
        assertThat(json(call("GET", "organization-consents", "")))
                .extracting(consent -> consent.path("organization_id").textValue())
                .containsExactly(organization);
        assertThat(call("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(call("DELETE", path, "").statusCode()).isEqualTo(404);
    }

    @Test
    void resetMakesEverythingAsItWas() {
        String token = simulator
                .grant(DemoCast.CLIENT_ID, DemoCast.ada().sub(), Set.of("signature"))
                .refreshToken();
        simulator.faults().always(Fault.badJson(FaultTarget.TOKEN));
        simulator.change(settings -> settings.withScopeInAnswer(false));
        simulator.clock().advance(Duration.ofDays(1));
        simulator.closeUser(DemoCast.ada().sub());
        application.refresh(token);
        call("DELETE", "clients/" + DemoCast.CLIENT_ID, "");

        assertThat(call("POST", "reset", "").statusCode()).isEqualTo(204);

        assertThat(simulator.settings()).isEqualTo(SimulatorSettings.defaults());
        assertThat(simulator.faults().planned()).isEmpty();
        assertThat(simulator.clock().offset()).isZero();
        assertThat(simulator.oracle().calls()).isEmpty();
        assertThat(simulator.log().calls()).isEmpty();
        assertThat(json(call("GET", "refresh-tokens", ""))).isEmpty();
        assertThat(json(call("GET", "consents", ""))).isEmpty();
        assertThat(TestingApplication.accessToken(application.exchange(application.code())))
                .isNotEmpty();
    }

    @Test
    void resetGoesBackToWhatWasMadeTheStart() {
        call("PUT", "clients/k", "{\"name\":\"A\",\"secrets\":[\"s\"],\"redirect_uris\":[\"https://k.example/\"]}");
        SimulatedClient made = simulator.clients().getFirst();
        String[] tokens = {grant("k"), grant("k")};
        assertThat(call("PUT", "start", "").statusCode()).isEqualTo(204);
        String basic = TestingApplication.basic("k", "s");
        String successor = TestingApplication.refreshToken(
                application.token(basic, "grant_type", "refresh_token", "refresh_token", tokens[0]));
        String later = grant("k");
        call("DELETE", "clients/k", "");

        call("POST", "reset", "");

        assertThat(simulator.clients()).contains(made);
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(tokens[1]))).isTrue();
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(successor)))
                .as("whoever refreshed can go on")
                .isTrue();
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(later))).isFalse();
        assertThat(json(call("GET", "consents", ""))).hasSize(1);
    }

    private String grant(String clientId) {
        return simulator
                .grant(clientId, DemoCast.ada().sub(), Set.of("signature", "extended"))
                .refreshToken();
    }

    @Test
    void oddAnswersAreNamedInLowerCase() {
        assertThat(json(call("GET", "odd-answers", "")).findValuesAsText("name"))
                .contains("gzip")
                .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
    }

    private static String signIn(String user, String clientId) {
        return "{\"user\":\"%s\",\"client_id\":\"%s\"}".formatted(user, clientId);
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
