package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What userinfo tells, and what it says to a dead token. */
class UserInfoTest {
    private final SimulatorClock clock = SimulatorClock.stoppedAt(Instant.parse("2026-11-21T08:00:00Z"));

    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withClock(clock));

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void allAccountsAreListedAndTheOrganizationOnlyWhereThereIsOne() {
        JsonNode user = json(application.userInfo(accessToken(DemoCast.ada())));

        assertThat(user.path("sub").textValue()).isEqualTo(DemoCast.ada().sub());
        assertThat(user.path("given_name").textValue()).isEqualTo("Ada");
        assertThat(user.path("family_name").textValue()).isEqualTo("Lovelace");
        assertThat(user.path("email").textValue()).isEqualTo(DemoCast.ADA);
        assertThat(user.path("created").textValue()).isEqualTo("2015-08-13T22:03:03.45");
        assertThat(user.path("accounts")).hasSize(2);
        JsonNode first = user.path("accounts").path(0);
        assertThat(first.path("is_default").isBoolean()).isTrue();
        assertThat(first.path("is_default").booleanValue()).isTrue();
        assertThat(first.path("base_uri").textValue()).isEqualTo(simulator.baseUrl());
        assertThat(first.path("organization").path("links").path(0).path("href").textValue())
                .isEqualTo(simulator.baseUrl() + "/organizations/9dd9d6cd-51f0-4e7f-8a52-6b1f0d9e0001");
        assertThat(user.path("accounts").path(1).has("organization")).isFalse();
    }

    @Test
    void aUserMayHaveNoAccount() {
        SimulatedUser nobody = new SimulatedUser(
                "sub-1",
                "No Account",
                "No",
                "Account",
                "no@example.com",
                LocalDateTime.parse("2020-01-01T00:00:00"),
                List.of());
        simulator.put(nobody);

        JsonNode user = json(application.userInfo(accessToken(nobody)));

        assertThat(user.path("created").textValue()).isEqualTo("2020-01-01T00:00:00");
        assertThat(user.path("accounts").isArray()).isTrue();
        assertThat(user.path("accounts")).isEmpty();
    }

    @Test
    void anExpiredTokenGetsTheMisleadingBody() {
        String accessToken = accessToken(DemoCast.ada());
        clock.advance(Duration.ofSeconds(28_799));
        assertThat(application.userInfo(accessToken).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(1));

        assertDead(application.userInfo(accessToken));
    }

    @Test
    void unknownAndMissingTokensGetTheSame() {
        assertDead(application.userInfo("eyJ0eXAi.unknown.token"));
        assertDead(application.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/oauth/userinfo"))
                .build()));
    }

    @Test
    void faultsStrikeUserInfoToo() {
        String accessToken = accessToken(DemoCast.ada());
        simulator.faults().once(Fault.tooManyRequests(FaultTarget.USERINFO, Duration.ofSeconds(7)));

        HttpResponse<String> throttled = application.userInfo(accessToken);

        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(application.userInfo(accessToken).statusCode()).isEqualTo(200);
        assertThat(simulator.oracle().userInfoCalls()).isEqualTo(2);
    }

    private String accessToken(SimulatedUser user) {
        return simulator
                .grant(DemoCast.CLIENT_ID, user.sub(), Set.of("signature"))
                .accessToken();
    }

    private static void assertDead(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("error").textValue()).isEqualTo("internal_server_error");
        assertThat(json(answer).path("reference_id").textValue()).hasSize(36);
    }
}
