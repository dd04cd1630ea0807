package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.TestingTrail;
import io.countersign.audit.AuditTrail;
import io.countersign.audit.EventMayFollow;
import io.countersign.connection.ConsentReason;
import io.countersign.docusign.Environment;
import io.countersign.tenant.TenantKeysets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the statements do that only SQL shows. What they promise: {@link RefreshStoreContract}. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresRefreshRowsTest extends PostgresSteps {
    @Test
    void aLeaseSaysWhatTheAttemptNeedsToKnow() {
        Lease lease = leased();

        assertThat(lease.integration()).isEqualTo(tenant.integration());
        assertThat(lease.places().environment()).isEqualTo(Environment.DEMO);
        assertThat(lease.extended()).isTrue();
        assertThat(column("lease_until > clock_timestamp() + interval '30 s'")).isEqualTo("t");
    }

    @Test
    void aLeaseSaysWhetherARenewalProlongs() {
        set("scopes = ARRAY['signature']");

        assertThat(leased().extended()).isFalse();
    }

    @Test
    void ofManyAskersAtOnceOneGetsIt() {
        var answers = Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> store.lease(target, UUID.randomUUID(), LEASE, TAKEOVER))
                        .toList())
                .andFailFast();

        assertThat(await(answers))
                .filteredOn(LeaseAnswer.Leased.class::isInstance)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'awaiting_consent'",
                "state = 'consent_required', reason = 'user_gone', due_at = NULL",
                "uuid = gen_random_uuid()",
            })
    void whatHasChangedIsMoved(String assignments) {
        set(assignments);

        assertThat(ask()).isEqualTo(new LeaseAnswer.Moved());
        assertThat(column("lease_owner")).isNull();
    }

    @Test
    void whatIsStoredIsIssuedAndSaysWhoWroteItAndWhenItEnds() {
        Lease lease = leased();

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(column("written_by")).isEqualTo(lease.attempt().toString());
        assertThat(column("access_expires_at BETWEEN clock_timestamp() + interval '28740 s'"
                        + " AND clock_timestamp() + interval '28799 s'"))
                .isEqualTo("t");
        assertThat(column("refresh_expires_at > clock_timestamp() + interval '30 days' - interval '1 minute'"))
                .isEqualTo("t");
        assertThat(column("last_refreshed_at > clock_timestamp() - interval '1 minute'"))
                .isEqualTo("t");
        tenant.token(Map.of()).statusCode(200).body("access_token", equalTo("access of new"));
    }

    @Test
    void aRefreshTokenThatWasNotReplacedKeepsItsEnd() {
        Lease lease = leased();
        String end = column("refresh_expires_at");

        write(lease, null);

        assertThat(column("refresh_expires_at")).isEqualTo(end);
    }

    @Test
    void tokensForANameThatWasUsedAgainAreStale() {
        Lease lease = leased();
        set("uuid = gen_random_uuid()");

        assertThat(write(lease, "new")).isEqualTo(RefreshStore.Written.STALE);
        assertThat(column("generation")).isEqualTo(Long.toString(target.generation()));
    }

    @Test
    void tokensAreStoredWithoutAHashWhereItsKeyIsNotAtHand() {
        assertThat(column("access_hash")).isNotNull();
        var rows = new PostgresRefreshRows(
                TestingImport.bean(Pool.class),
                TestingImport.bean(AuditTrail.class),
                TestingImport.bean(EventMayFollow.class),
                new AccessHashes(Optional::empty, () -> Uni.createFrom().nothing()),
                TestingImport.bean(TenantKeysets.class));

        assertThat(await(rows.store(leased(), shorter(), TEN, REST, null))).isInstanceOf(RefreshRows.Stored.Done.class);

        assertThat(column("access_hash")).isNull();
    }

    @Test
    void aRefusalOfARowThatCameIntoDoubtIsTheLostAnswersAndKeepsTheTokens() {
        Lease lease = leased();
        set("unsure = true");
        String kept = column("access_token::text || refresh_token::text || generation");

        assertThat(refused(lease)).isEqualTo(new Recorded.Stands(ConsentReason.LOST_RESPONSE, "lost_response"));
        assertThat(refused(lease)).as("the lease is nobody's").isEqualTo(new Recorded.Nothing());

        assertThat(column("access_token::text || refresh_token::text || generation"))
                .isEqualTo(kept);
        tenant.view().body("reason", equalTo("lost_response")).body("last_error", equalTo("lost_response"));
        assertThat(TestingTrail.reason(tenant.tenant(), "connection.consent_required"))
                .isEqualTo("lost_response");
    }

    /** Claims, leases and back-offs push the due time ahead; since when a row waits stays, until it waits no more. */
    @Test
    void aRowTellsSinceWhenItWaitsForItsRenewal() {
        set("due_at = clock_timestamp() - interval '5 minutes', due_since = NULL");
        Lease failed = leased();
        String since = column("due_since");
        assertThat(column("due_since < clock_timestamp() - interval '299 s'")).isEqualTo("t");

        await(store.giveBack(failed, GivenBack.afterFailure(failed, 0, false, "no_answer")));
        assertThat(column("due_since")).isEqualTo(since);
        assertThat(write(leased(), "new")).isEqualTo(RefreshStore.Written.STORED);

        assertThat(column("due_since")).isNull();
    }

    @Test
    void whatIsHeldWaitsForNoRenewal() {
        Lease lease = leased();
        assertThat(column("due_since")).isNotNull();

        await(store.giveBack(lease, GivenBack.held(Duration.ofMinutes(10), "refusal_held")));

        assertThat(column("due_since")).isNull();
    }

    @Test
    void aVerdictEndsTheWait() {
        Lease lease = leased();
        assertThat(column("due_since")).isNotNull();

        refuse(lease);

        assertThat(column("state")).isEqualTo("consent_required");
        assertThat(column("due_since")).isNull();
    }

    private void refuseEvents(String state) {
        allowEvents();
        TestingSql.run("""
                CREATE FUNCTION no_recovery() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE 'No events' USING ERRCODE = '%s'; END $$
                """.formatted(state));
        TestingSql.run("""
                CREATE TRIGGER no_recovery BEFORE INSERT ON audit_event
                FOR EACH ROW WHEN (NEW.type = 'connection.recovered'
                    AND NEW.tenant = '%s') EXECUTE FUNCTION no_recovery()
                """.formatted(tenant.tenant()));
    }

    @AfterEach
    void allowEvents() {
        TestingSql.run("DROP TRIGGER IF EXISTS no_recovery ON audit_event");
        TestingSql.run("DROP FUNCTION IF EXISTS no_recovery");
    }

    private Lease leasedAndRefused() {
        Lease lease = leased();
        refuse(lease);
        return lease;
    }

    /** 53100: the trail's volume is full, and that of the tokens need not be. */
    @ParameterizedTest
    @ValueSource(strings = {"23514", "53100"})
    void anEventThatCannotBeWrittenCostsNoTokens(String state) {
        Lease lease = leasedAndRefused();
        refuseEvents(state);

        assertThat(write(lease, "late")).isEqualTo(RefreshStore.Written.STORED);
    }

    /** Stored without it, the event could be lost although the next try would have written both. */
    @ParameterizedTest
    @ValueSource(strings = {"08006", "25006", "53200", "57014", "58030"})
    void whereTheDatabaseItselfFailsTokensWaitWithTheirEvent(String state) {
        Lease lease = leasedAndRefused();
        String generation = column("generation");
        refuseEvents(state);

        assertThatThrownBy(() -> write(lease, "late")).isInstanceOf(PgException.class);
        assertThat(column("generation")).isEqualTo(generation);

        allowEvents();
        write(lease, "late");
        assertThat(TestingSql.number(
                        "SELECT count(*) FROM audit_event WHERE type = 'connection.recovered' AND tenant = ?",
                        tenant.tenant()))
                .isEqualTo(1);
    }
}
