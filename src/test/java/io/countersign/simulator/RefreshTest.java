package io.countersign.simulator;

import static io.countersign.simulator.TestingApplication.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The refresh_token grant: rotation, lifetimes and what kills a refresh token. */
class RefreshTest {
    private static final String BARE = "{\"error\":\"invalid_grant\"}";
    private static final String SUB = DemoCast.ada().sub();

    private final SimulatorClock clock = SimulatorClock.stoppedAt(Instant.parse("2026-11-21T08:00:00Z"));

    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withClock(clock));

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    @Test
    void strictRotationKillsTheUsedTokenOnly() {
        String first = granted("signature");

        HttpResponse<String> answer = application.refresh(first);
        String second = refreshToken(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(second).isNotEqualTo(first);
        assertRefused(first);
        assertThat(application.refresh(second).statusCode()).isEqualTo(200);
    }

    @Test
    void reuseKillsTheFamilyButNoOtherAuthorization() {
        simulator.change(settings -> settings.withRotation(new RotationMode.FamilyRevoked()));
        String first = granted("signature");
        String otherAuthorization = granted("signature");
        String second = refreshToken(application.refresh(first));

        assertRefused(first);

        assertRefused(second);
        assertThat(application.refresh(otherAuthorization).statusCode()).isEqualTo(200);
    }

    @Test
    void graceLetsTheOldTokenWorkForAWhileWithANewPairEachTime() {
        simulator.change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofSeconds(30))));
        String first = granted("signature");
        String second = refreshToken(application.refresh(first));

        clock.advance(Duration.ofSeconds(30));
        String third = refreshToken(application.refresh(first));
        clock.advance(Duration.ofMillis(1));

        assertRefused(first);
        assertThat(third).isNotEqualTo(second);
        assertThat(application.refresh(second).statusCode()).isEqualTo(200);
        assertThat(application.refresh(third).statusCode()).isEqualTo(200);
    }

    @Test
    void aliveTokensWorkUntilTheyExpire() {
        simulator.change(settings -> settings.withRotation(new RotationMode.Alive()));
        String first = granted("signature");
        application.refresh(first);

        clock.advance(Duration.ofDays(29));
        assertThat(application.refresh(first).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofDays(1));
        assertRefused(first);
    }

    @Test
    void withoutExtendedTheNewTokenInheritsTheOriginalExpiry() {
        String token = granted("signature");
        clock.advance(Duration.ofDays(20));
        token = refreshToken(application.refresh(token));
        clock.advance(Duration.ofDays(10).minusSeconds(1));
        token = refreshToken(application.refresh(token));

        clock.advance(Duration.ofSeconds(1));

        assertRefused(token);
    }

    @Test
    void withExtendedEachRefreshGivesThirtyMoreDays() {
        String token = granted("signature", "extended");
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofDays(30).minusSeconds(1));
            token = refreshToken(application.refresh(token));
        }

        clock.advance(Duration.ofDays(30));

        assertRefused(token);
    }

    @Test
    void aRefreshWithoutANewTokenLeavesTheOldOneValidAndProlongsItWhenExtended() {
        simulator.change(settings -> settings.withRefreshTokenReissued(false));
        String token = granted("signature", "extended");
        clock.advance(Duration.ofDays(29));

        HttpResponse<String> answer = application.refresh(token);
        clock.advance(Duration.ofDays(29));

        assertThat(TestingApplication.json(answer).has("refresh_token")).isFalse();
        assertThat(application.refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void revokedConsentKillsRefreshTokensAndSparesAccessTokens() {
        IssuedTokens tokens = simulator.grant(DemoCast.CLIENT_ID, SUB, Set.of("signature"));

        simulator.revokeConsent(DemoCast.CLIENT_ID, SUB);

        assertRefused(tokens.refreshToken());
        assertThat(application.userInfo(tokens.accessToken()).statusCode()).isEqualTo(200);
    }

    @Test
    void aClosedUsersTokensAreDead() {
        IssuedTokens tokens = simulator.grant(DemoCast.CLIENT_ID, SUB, Set.of("signature"));

        simulator.closeUser(SUB);

        assertRefused(tokens.refreshToken());
        assertThat(application.userInfo(tokens.accessToken()).statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenOfAnotherClientIsRefusedAndNotUsedUp() {
        simulator.put(SimulatedClient.confidential("other", "Other", "s", "https://other.example/"));
        String token = granted("signature");

        HttpResponse<String> answer = application.token(
                TestingApplication.basic("other", "s"), "grant_type", "refresh_token", "refresh_token", token);

        assertThat(answer.body()).isEqualTo(BARE);
        assertThat(application.refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void usabilityCanBeAskedForWithoutUse() {
        String token = granted("signature");
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(token))).isTrue();

        application.refresh(token);

        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf(token))).isFalse();
        assertThat(simulator.isRefreshTokenUsable(OracleLog.idOf("unknown"))).isFalse();
    }

    private String granted(String... scopes) {
        return simulator.grant(DemoCast.CLIENT_ID, SUB, Set.of(scopes)).refreshToken();
    }

    private void assertRefused(String refreshToken) {
        HttpResponse<String> answer = application.refresh(refreshToken);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(BARE);
    }
}
