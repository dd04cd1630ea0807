package io.countersign.incidents;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingBrowser;
import io.countersign.TestingLock;
import io.countersign.TestingTenant;
import io.countersign.simulator.Fault;
import io.countersign.simulator.RotationMode;
import io.countersign.simulator.TokenCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Public incidents of others in which the newest token was not the stored one, or nothing would renew it any more. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class StoredTokensTest extends IncidentFixture {

    /**
     * NangoHQ/nango#1005: a refresh that ended badly stayed in the list of running ones, and its connection was not
     * refreshed again until a restart. Here a flight ends with whatever ends it, and the next request starts another.
     */
    @Test
    void nango1005() {
        try (TestingLock lock = TestingLock.on(ROW, tenant.tenant())) {
            CompletableFuture<Integer> request = CompletableFuture.supplyAsync(
                    () -> tenant.token(INSISTING).extract().statusCode());
            lock.awaitWaiting(1);
            lock.cancelWaiting();
            assertThat(end(request)).isBetween(500, 599);
        }

        tenant.token(INSISTING).statusCode(200);
    }

    /**
     * ory/hydra#1831: the answer with the new tokens was lost, the old refresh token was used up, and the user was
     * stuck with no word of why. Here the row remembers the doubt: the reason is {@code lost_response}, and the old
     * access token is issued to its end.
     */
    @Test
    void hydra1831() {
        String first = tenant.accessToken(Map.of("min_ttl_seconds", 0));
        TestDocuSign.simulator().faults().once(Fault.droppedAfter(REFRESH));
        tenant.token(INSISTING).statusCode(503);
        renewal.passes(Duration.ofSeconds(3));

        tenant.token(INSISTING).statusCode(409).body("reason", equalTo("lost_response"));

        assertThat(tenant.accessToken(Map.of())).isEqualTo(first);
    }

    /**
     * django-oauth/django-oauth-toolkit#702: a repeated refresh within the grace period brought a new access token and
     * the old, revoked refresh token. Here what is stored after a lost answer is what the repeated call brought, and it
     * still works when the grace is over.
     */
    @Test
    void djangoOauthToolkit702() {
        rotation(new RotationMode.Grace(Duration.ofMinutes(10)));
        TestDocuSign.simulator().faults().once(Fault.droppedAfter(REFRESH));
        tenant.token(INSISTING).statusCode(503);
        renewal.passes(Duration.ofSeconds(3));
        tenant.token(INSISTING).statusCode(200);
        assertThat(renewal.stored(Boolean.class, "unsure")).isFalse();

        rotation(new RotationMode.Strict());
        itIsDueAgain();
        tenant.token(INSISTING).statusCode(200);

        List<TokenCall> refreshes = renewal.refreshes();
        assertThat(refreshes).hasSize(3);
        assertThat(refreshes.get(1).presentedRefreshToken())
                .isEqualTo(refreshes.get(0).presentedRefreshToken());
        assertThat(refreshes.get(2).presentedRefreshToken())
                .isEqualTo(refreshes.get(1).issuedRefreshToken());
    }

    /**
     * airbytehq/airbyte#80783: the connector threw away the refresh token that came with each refresh, so the first
     * refresh worked and the second killed the grant. Here each refresh presents what the one before it brought.
     */
    @Test
    void airbyte80783() {
        for (int i = 0; i < 3; i++) {
            tenant.token(INSISTING).statusCode(200);
            itIsDueAgain();
        }

        List<TokenCall> refreshes = renewal.refreshes();
        assertThat(refreshes).hasSize(3).allMatch(TokenCall::isIssued).matches(IncidentFixture::isChain);
        assertThat(refreshes.getFirst().presentedRefreshToken()).isEqualTo(renewal.consentedRefreshToken());
    }

    /**
     * langgenius/dify#32174: refreshed credentials lived in a session that was never committed; each request refreshed
     * anew, with a used token. Here the request is answered after the commit: every other session sees the new
     * generation, and the next request makes no call.
     */
    @Test
    void dify32174() {
        long before = generation();

        String token = tenant.accessToken(INSISTING);

        assertThat(generation()).isEqualTo(before + 1);
        assertThat(renewal.stored(Boolean.class, "access_expires_at > clock_timestamp() + interval '7 hours'"))
                .isTrue();
        assertThat(tenant.accessToken(INSISTING)).isEqualTo(token);
        assertThat(renewal.refreshes()).hasSize(1);
    }

    /**
     * keycloak/keycloak#50721: two clients that refreshed at once within one user's session overwrote each other's part
     * of it, and one was told that the session does not have it. Here connections share no row, though person and
     * tenant are the same.
     */
    @Test
    void keycloak50721() {
        TestingTenant other = TestingTenant.create(Map.of());
        String second = connectAlso(other.integration());
        itIsDueAgain();
        CompletableFuture<Integer> one;
        CompletableFuture<Integer> another;
        try (TestingLock lock = TestingLock.on(ROW, tenant.tenant())) {
            one = statusOf(tenant.connection());
            another = statusOf(second);
            lock.awaitWaiting(2);
        }
        assertThat(end(one)).isEqualTo(200);
        assertThat(end(another)).isEqualTo(200);

        itIsDueAgain();

        assertThat(end(statusOf(tenant.connection()))).isEqualTo(200);
        assertThat(end(statusOf(second))).isEqualTo(200);
        assertThat(renewal.refreshes()).hasSize(2).matches(IncidentFixture::isChain);
    }

    private String connectAlso(String integration) {
        String email = tenant.view().extract().path("user.email");
        String path = "/v1/tenants/" + tenant.tenant() + "/connections/second";
        operator()
                .body(Map.of("integration", integration, "expected_email", email))
                .put(path)
                .then()
                .statusCode(201);
        String link = operator()
                .body("{}")
                .post(path + "/consent-links")
                .then()
                .statusCode(201)
                .extract()
                .path("consent_url");
        TestingBrowser browser = new TestingBrowser();
        assertThat(browser.get(TestingTenant.allowed(browser, URI.create(link), email))
                        .statusCode())
                .isEqualTo(200);
        return path;
    }

    private static CompletableFuture<Integer> statusOf(String connection) {
        return CompletableFuture.supplyAsync(
                () -> operator()
                        .body(INSISTING)
                        .post(connection + "/token")
                        .then()
                        .extract()
                        .statusCode(),
                Thread::startVirtualThread);
    }
}
