package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingBrowser;
import io.countersign.TestingTenant;
import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** DocuSign answers when the question does not matter any more, or when nobody waits for it. */
class LateAnswerFaults {
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final Duration SLOW = Duration.ofSeconds(2);

    private static Installation vault;
    private static Api api;
    private SeededConnection connection;
    private CompletableFuture<Answer> asked;

    @BeforeAll
    static void start() {
        vault = Installation.usual();
        api = vault.service();
    }

    @BeforeEach
    void askForASlowRenewal() {
        vault.mended();
        connection = vault.seeds().connection(OLD);
        vault.docusign().faults().once(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, SLOW));
    }

    @Test
    @DisplayName("A disconnect while a renewal is under way: the late answer changes nothing")
    void aDisconnectStays() {
        // Given
        renewalIsUnderWay();

        // When
        assertThat(vault.operator()
                        .send(vault.replica(1), "DELETE", connection.path(), "")
                        .isOk())
                .isTrue();
        String before = row();
        assertThat(asked.join().status()).isEqualTo(409);

        // Then
        assertThat(row()).isEqualTo(before).contains("disconnected");
    }

    @Test
    @DisplayName("A new consent while a renewal is under way: the late answer changes nothing")
    void aNewConsentStays() {
        // Given
        renewalIsUnderWay();

        // When
        consent();
        String before = row();
        String token = asked.join().accessToken();

        // Then
        assertThat(row()).isEqualTo(before).contains("active");
        assertThat(api.token(vault.replica(2), connection, Api.NEW).accessToken())
                .isEqualTo(token);
    }

    @Test
    @DisplayName("A tenant deleted and made again while a renewal is under way: the late answer changes nothing")
    void aNewTenantStaysEmpty() {
        // Given
        renewalIsUnderWay();
        Replica other = vault.replica(1);
        String tenant = "/v1/tenants/" + connection.tenant();

        // When
        assertThat(vault.operator().send(other, "DELETE", tenant, "").status()).isEqualTo(204);
        vault.operator().send(other, "PUT", tenant, "{\"display_name\":\"Again\"}");
        assertThat(vault.operator()
                        .send(
                                other,
                                "PUT",
                                connection.path(),
                                "{\"integration\":\"%s\"}"
                                        .formatted(vault.seeds().integration()))
                        .status())
                .isEqualTo(201);
        String before = row();
        assertThat(asked.join().status()).isIn(404, 409);

        // Then
        assertThat(row()).isEqualTo(before).contains("awaiting_consent");
    }

    @Test
    @DisplayName("A caller hangs up 100 ms after the request was sent to DocuSign: the new token is stored")
    void aRenewalOutlivesItsCaller() {
        // Given
        RudeCaller caller = RudeCaller.ask(vault, vault.replica(0), connection);
        vault.awaitIssued(connection);

        // When
        Outage.lasts(Duration.ofMillis(100));
        caller.hangUp();

        // Then
        TestingWait.until("the new token is stored", () -> generation() == 2);
        assertThat(Invariants.of(vault, connection).nothingIsLost().calls()).hasSize(1);
    }

    @Test
    @DisplayName("Row 14: 500 clients that hang up while they wait leave the pool full")
    void hangingUpLeaksNoConnections() {
        // Given
        vault.docusign().faults().clear();
        vault.docusign().faults().always(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofSeconds(1)));
        List<SeededConnection> connections = vault.seeds().connections(500, OLD);
        Replica replica = vault.replica(0);

        // When
        List<RudeCaller> callers = connections.stream()
                .map(each -> RudeCaller.ask(vault, replica, each))
                .toList();
        callers.forEach(RudeCaller::hangUp);

        // Then
        vault.docusign().faults().clear();
        FullPool.await(vault, 0);
        api.tokenAtLast(replica, connection, Api.NEW, 200);
    }

    @Test
    @DisplayName("Row 26: SIGTERM while DocuSign's slow answer is in flight: the new token is stored")
    void aStoppingReplicaStoresWhatComes() {
        // Given
        renewalIsUnderWay();

        // When
        vault.replica(0).terminate();

        // Then
        assertThat(asked.join().accessToken()).isNotEqualTo(connection.accessToken());
        assertStoredAtItsEnd();
    }

    @Test
    @DisplayName("Row 26: SIGTERM while nobody waits for the slow answer any more: the new token is stored")
    void aStoppingReplicaStoresWhatNobodyWaitsFor() {
        // Given
        RudeCaller caller = RudeCaller.ask(vault, vault.replica(0), connection);
        vault.awaitIssued(connection);

        // When
        caller.hangUp();
        vault.replica(0).terminate();

        // Then
        assertStoredAtItsEnd();
    }

    private void assertStoredAtItsEnd() {
        assertThat(vault.replica(0).awaitEnd()).as("exit code after SIGTERM").isZero();
        assertThat(generation()).as(row()).isEqualTo(2);
        assertThat(Invariants.of(vault, connection).nothingIsLost().calls()).hasSize(1);
    }

    /** Its lease is taken and its answer is decided, but not out. */
    private void renewalIsUnderWay() {
        asked = vault.renewalUnderWay(vault.replica(0), connection);
    }

    private void consent() {
        Answer link = vault.operator().send(vault.replica(0), "POST", connection.path() + "/consent-links", "{}");
        TestingBrowser browser = new TestingBrowser();
        URI callback = TestingTenant.allowed(
                browser,
                URI.create(link.member("consent_url").asText()),
                vault.seeds().person().email());
        assertThat(browser.get(callback).statusCode()).isEqualTo(200);
    }

    private long generation() {
        return vault.database().number("SELECT generation FROM connection_token WHERE tenant = ?", connection.tenant());
    }

    /** Everything that the row says about tokens. */
    private String row() {
        return vault.database().text("""
                        SELECT concat_ws(' ', state, reason, generation, md5(access_token), md5(refresh_token),
                            access_expires_at,
                                         refresh_expires_at, written_by, unsure, lease_owner, last_error)
                        FROM connection_token WHERE tenant = ?
                        """, connection.tenant());
    }
}
