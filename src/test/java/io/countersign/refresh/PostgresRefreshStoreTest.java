package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.connection.ConnectionId;
import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements that carry the guarantees, against the real database. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresRefreshStoreTest {
    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final Duration TAKEOVER = Duration.ofSeconds(15);
    private static final Duration REST = Duration.ofSeconds(6);

    @Inject
    PostgresRefreshStore store;

    @Inject
    PostgresUpstreamGate gate;

    @Inject
    AgroalDataSource database;

    private TestingRows rows;
    private TestingTenant tenant;
    private ConnectionId id;
    private long generation;

    @BeforeEach
    void connect() {
        rows = new TestingRows(database);
        tenant = TestingTenant.connected();
        id = new ConnectionId(tenant.tenant(), "default", UUID.fromString(column("uuid")));
        generation = Long.parseLong(column("generation"));
    }

    private String column(String expression) {
        return rows.value("SELECT " + expression + " FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private void set(String assignments) {
        rows.change("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    private Target target() {
        return new Target(id, tenant.integration(), generation);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private LeaseAnswer ask(Duration lease) {
        return await(store.lease(target(), UUID.randomUUID(), lease, TAKEOVER));
    }

    private Lease leased() {
        return ((LeaseAnswer.Leased) ask(LEASE)).lease();
    }

    private Duration closedFor() {
        return ((LeaseAnswer.Closed) ask(LEASE)).pause();
    }

    private static NewTokens tokens(String refreshToken) {
        return new NewTokens(
                Secret.ofText("access of " + refreshToken),
                refreshToken == null ? null : Secret.ofText(refreshToken),
                Duration.ofHours(8),
                refreshToken == null ? null : Duration.ofDays(30),
                "signature",
                0);
    }

    private RefreshStore.Written write(Lease lease, String refreshToken) {
        return await(store.store(lease, tokens(refreshToken), Duration.ofSeconds(1), REST, Duration.ofDays(15)));
    }

    private void release(Lease lease, boolean unsure, double jitter) {
        await(store.release(lease, unsure, jitter, "no_answer").replaceWith(true));
    }

    @Test
    void aLeaseExcludesOthersWhileItIsHeld() {
        Lease lease = leased();

        assertThat(lease.unsure()).isFalse();
        assertThat(lease.refreshLeft()).isPositive();
        assertThat(lease.extended()).isTrue();
        assertThat(lease.integration()).isEqualTo(tenant.integration());
        assertThat(lease.environment()).isEqualTo("demo");
        assertThat(ask(LEASE)).isEqualTo(new LeaseAnswer.Held());
        assertThat(column("lease_until > clock_timestamp() + interval '38 s'")).isEqualTo("t");
    }

    @Test
    void ofManyAskersAtOnceOneGetsIt() {
        var answers = Uni.join()
                .all(java.util.stream.IntStream.range(0, 20)
                        .mapToObj(i -> store.lease(target(), UUID.randomUUID(), LEASE, TAKEOVER))
                        .toList())
                .andFailFast();

        assertThat(await(answers))
                .filteredOn(LeaseAnswer.Leased.class::isInstance)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generation = generation + 1",
                "state = 'awaiting_consent'",
                "state = 'disconnected'",
                "state = 'consent_required', reason = 'user_gone', due_at = NULL",
                "uuid = gen_random_uuid()",
            })
    void whatHasChangedIsMoved(String assignments) {
        set(assignments);

        assertThat(ask(LEASE)).isEqualTo(new LeaseAnswer.Moved());
        assertThat(column("lease_owner")).isNull();
    }

    @Test
    void anExpiredLeaseIsEmptiedAndClosedForAWhile() {
        ask(Duration.ofSeconds(-1));

        assertThat(ask(LEASE)).isEqualTo(new LeaseAnswer.Closed(TAKEOVER));

        assertThat(column("lease_owner")).isNull();
        assertThat(column("unsure")).isEqualTo("t");
        assertThat(closedFor()).isBetween(Duration.ofSeconds(13), TAKEOVER);
        set("lease_until = clock_timestamp()");
        assertThat(leased().unsure()).isTrue();
    }

    @Test
    void aSlowOwnersAnswerStillLands() {
        Lease slow = ((LeaseAnswer.Leased) ask(Duration.ofSeconds(-1))).lease();
        ask(LEASE);

        assertThat(write(slow, "late")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(column("generation")).isEqualTo(Long.toString(generation + 1));
        assertThat(column("unsure")).isEqualTo("f");
    }

    @Test
    void tokensAreStoredOnceByGenerationOnly() {
        Lease lease = leased();
        set("lease_owner = gen_random_uuid()");

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(column("lease_owner")).isNull();
        assertThat(column("written_by")).isEqualTo(lease.attempt().toString());
        assertThat(column("access_expires_at BETWEEN clock_timestamp() + interval '28790 s'"
                        + " AND clock_timestamp() + interval '28799 s'"))
                .isEqualTo("t");
        assertThat(column("refresh_expires_at > clock_timestamp() + interval '30 days' - interval '1 minute'"))
                .isEqualTo("t");
        assertThat(column("last_refreshed_at > clock_timestamp() - interval '1 minute'"))
                .isEqualTo("t");
        generation++;
        assertThat(closedFor()).isBetween(Duration.ofSeconds(4), REST);
        set("lease_until = clock_timestamp()");
        assertThat(leased().refreshToken().revealText()).isEqualTo("new");
        tenant.token(Map.of()).statusCode(200).body("access_token", equalTo("access of new"));
    }

    @Test
    void anUnknownCommitOfOursIsRecognised() {
        Lease lease = leased();
        write(lease, "new");

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(column("generation")).isEqualTo(Long.toString(generation + 1));
    }

    @Test
    void anAnswerToSpentTokensIsStale() {
        Lease first = ((LeaseAnswer.Leased) ask(Duration.ofSeconds(-1))).lease();
        ask(LEASE);
        set("lease_until = clock_timestamp()");
        Lease second = leased();
        write(second, "second");

        assertThat(write(first, "first")).isEqualTo(RefreshStore.Written.STALE);

        tenant.token(Map.of()).body("access_token", equalTo("access of second"));
    }

    @Test
    void aRefreshTokenThatWasNotReplacedKeepsItsEnd() {
        Lease lease = leased();
        String end = column("refresh_expires_at");

        write(lease, null);

        assertThat(column("refresh_expires_at")).isEqualTo(end);
        generation++;
        set("lease_until = clock_timestamp()");
        assertThat(leased().refreshToken()).isEqualTo(lease.refreshToken());
    }

    @Test
    void aLeaseSaysWhetherARenewalProlongs() {
        set("scopes = ARRAY['signature']");

        assertThat(leased().extended()).isFalse();
    }

    @Test
    void tokensOfADeletedTenantAreStale() {
        Lease lease = leased();
        operator().delete("/v1/tenants/" + tenant.tenant()).then().statusCode(204);

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STALE);
    }

    @Test
    void tokensForANameThatWasUsedAgainAreStale() {
        Lease lease = leased();
        set("uuid = gen_random_uuid()");

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STALE);
        assertThat(column("generation")).isEqualTo(Long.toString(generation));
    }

    @Test
    void tokensThatMeetADisconnectAreStale() {
        Lease lease = leased();
        operator().delete(tenant.connection()).then().statusCode(200);

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STALE);

        tenant.view().body("state", equalTo("disconnected"));
        assertThat(column("access_token")).isNull();
    }

    @Test
    void aReleasedLeaseIsFree() {
        release(leased(), false, 0);

        assertThat(column("failures")).isEqualTo("1");
        assertThat(column("last_error")).isEqualTo("no_answer");
        assertThat(leased().unsure()).isFalse();
    }

    @Test
    void doubtStaysUntilTokensAreStored() {
        release(leased(), true, 0);
        release(leased(), false, 0);
        Lease lease = leased();
        assertThat(lease.unsure()).isTrue();

        write(lease, "new");

        assertThat(column("unsure")).isEqualTo("f");
        assertThat(column("failures")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 4", "2, 8", "3, 15", "1000000, 15"})
    void theBackOffDoublesToFifteenSeconds(int failures, int seconds) {
        set("failures = " + failures);

        release(leased(), false, 1);

        assertThat(closedFor()).isBetween(Duration.ofMillis(seconds * 1000L - 1500), Duration.ofSeconds(seconds));
    }

    @Test
    void onlyOnesOwnLeaseIsReleasedExtendedOrRefused() {
        Lease mine = leased();
        set("lease_owner = gen_random_uuid()");
        String before = column("connection_token::text");

        release(mine, true, 1);
        await(store.refuse(mine, ConsentReason.USER_GONE, "user_gone").replaceWith(true));

        assertThat(await(store.extend(mine, LEASE))).isEqualTo(new Extension.Lost());
        assertThat(column("connection_token::text")).isEqualTo(before);
        assertThat(TestingTrail.typesOf(tenant.tenant())).doesNotContain("connection.consent-required");
    }

    @Test
    void onesOwnLeaseIsExtended() {
        Lease mine = ((LeaseAnswer.Leased) ask(Duration.ofSeconds(1))).lease();

        assertThat(await(store.extend(mine, LEASE))).isEqualTo(new Extension.Extended());

        assertThat(column("lease_until > clock_timestamp() + interval '38 s'")).isEqualTo("t");
    }

    @Test
    void aRefusalOfARowThatCameIntoDoubtMeansALostAnswer() {
        Lease lease = leased();
        set("unsure = true");

        await(store.refuse(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked")
                .replaceWith(true));

        tenant.view().body("reason", equalTo("lost_response")).body("last_error", equalTo("lost_response"));
        assertThat(TestingTrail.reason(tenant.tenant(), "connection.consent-required"))
                .isEqualTo("lost_response");
    }

    @Test
    void aRefusalKeepsTokensAndGeneration() {
        Lease lease = leased();
        String kept = column("access_token::text || refresh_token::text || generation");

        await(store.refuse(lease, ConsentReason.LOST_RESPONSE, "lost_response").replaceWith(true));

        assertThat(column("access_token::text || refresh_token::text || generation"))
                .isEqualTo(kept);
        tenant.view()
                .body("state", equalTo("consent_required"))
                .body("reason", equalTo("lost_response"))
                .body("last_error", equalTo("lost_response"));
        assertThat(TestingTrail.reason(tenant.tenant(), "connection.consent-required"))
                .isEqualTo("lost_response");
    }

    @Test
    void aLateSuccessBringsARefusedConnectionBack() {
        Lease lease = leased();
        await(store.refuse(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked")
                .replaceWith(true));

        assertThat(write(lease, "late")).isEqualTo(RefreshStore.Written.STORED);

        tenant.view().body("state", equalTo("active")).body("reason", equalTo(null));
        tenant.token(Map.of()).statusCode(200).body("access_token", equalTo("access of late"));
        TestingWait.until(
                "the recovery is recorded",
                () -> TestingTrail.typesOf(tenant.tenant()).contains("connection.recovered"));
        assertThat(TestingTrail.reason(tenant.tenant(), "connection.recovered")).isEqualTo("consent_revoked");
    }

    @Test
    void aPauseBindsTheIntegrationAndIsNeverShortened() {
        await(gate.pause(tenant.integration(), Duration.ofSeconds(90)).replaceWith(true));
        await(gate.pause(tenant.integration(), Duration.ofSeconds(5)).replaceWith(true));

        assertThat(((LeaseAnswer.Paused) ask(LEASE)).pause()).isBetween(Duration.ofSeconds(85), Duration.ofSeconds(90));

        rows.change(
                "UPDATE upstream_gate SET paused_until = clock_timestamp() WHERE integration = ?",
                tenant.integration());
        leased();
    }

    @Test
    void aHeldConnectionIsClosed() {
        set("held_until = clock_timestamp() + interval '60 s'");

        assertThat(closedFor()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
    }
}
