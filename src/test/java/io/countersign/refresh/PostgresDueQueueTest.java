package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestingRows;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.connection.ConnectionId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed out, revived and warned of, against the real database. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresDueQueueTest {
    private static final Duration AHEAD = Duration.ofMinutes(2);
    private static final int MANY = 1000;

    @Inject
    PostgresDueQueue queue;

    @Inject
    PostgresUpstreamGate gate;

    @Inject
    RefreshFigures figures;

    @Inject
    AgroalDataSource database;

    private TestingRows rows;
    private TestingTenant tenant;

    @BeforeEach
    void connect() {
        rows = new TestingRows(database);
        rows.change("UPDATE connection_token SET due_at = NULL");
        tenant = TestingTenant.connected();
        set("due_at = clock_timestamp() - interval '1 second'");
    }

    private String column(String expression) {
        return rows.value("SELECT " + expression + " FROM connection_token WHERE tenant = ?", tenant.tenant());
    }

    private void set(String assignments) {
        rows.change("UPDATE connection_token SET " + assignments + " WHERE tenant = ?", tenant.tenant());
    }

    /** Further connections of the integration, each a second longer due than the one before, the first as long as {@code default}. */
    private void connections(int count) {
        rows.change("""
                INSERT INTO connection (tenant, name, uuid, integration, grant_type)
                SELECT tenant, 'more-' || n, gen_random_uuid(), integration, grant_type
                FROM connection, generate_series(1, ?) n WHERE tenant = ?
                """, count, tenant.tenant());
        rows.change("""
                INSERT INTO connection_token (tenant, connection, uuid, integration, state, generation, access_token, refresh_token,
                    scopes, access_expires_at, refresh_expires_at, due_at)
                SELECT c.tenant, c.name, c.uuid, t.integration, t.state, 1, t.access_token, t.refresh_token,
                    t.scopes, t.access_expires_at, t.refresh_expires_at, t.due_at - make_interval(secs => substr(c.name, 6)::int)
                FROM connection c JOIN connection_token t ON t.tenant = c.tenant AND t.connection = 'default'
                WHERE c.tenant = ? AND c.name <> 'default'
                """, tenant.tenant());
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private List<Target> claim(int each, int most) {
        return await(queue.claim(each, most, Set.of(), AHEAD));
    }

    private List<Target> claim() {
        return claim(MANY, MANY);
    }

    private Target target() {
        return new Target(
                new ConnectionId(tenant.tenant(), "default", UUID.fromString(column("uuid"))),
                tenant.integration(),
                Long.parseLong(column("generation")));
    }

    private void pauseGate(Duration pause) {
        await(gate.pause(tenant.integration(), pause).replaceWith(true));
    }

    private long secretsVersion() {
        return rows.number("SELECT secrets_version FROM integration WHERE name = ?", tenant.integration());
    }

    private void refuseClient(Duration pause) {
        await(gate.refuseClient(
                tenant.integration(), UUID.randomUUID(), UpstreamGate.Flag.CLIENT_REFUSED, secretsVersion(), pause));
    }

    private void addSecret() {
        rows.change(
                "UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", tenant.integration());
    }

    private String gateColumn(String expression) {
        return rows.value("SELECT " + expression + " FROM upstream_gate WHERE integration = ?", tenant.integration());
    }

    @Test
    void handsOutWhatIsDueOnce() {
        Target target = target();

        assertThat(claim()).containsExactly(target);

        assertThat(claim()).isEmpty();
        assertThat(column("due_at - clock_timestamp() BETWEEN interval '110 s' AND interval '120 s'"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "due_at = clock_timestamp() + interval '5 s'",
                "due_at = NULL",
                "state = 'disconnected'",
                "state = 'awaiting_consent'",
            })
    void leavesOutWhatIsNotDue(String assignment) {
        set(assignment);

        assertThat(claim()).isEmpty();
    }

    /** By a retry, or by a new client secret. */
    @Test
    void handsOutWhatWasRefusedAndMadeDueAgain() {
        set("state = 'consent_required', reason = 'consent_revoked'");

        assertThat(claim()).containsExactly(target());
    }

    @Test
    void handsOutTheLongestDueOfEachIntegrationWithinTheBounds() {
        connections(4);
        TestingTenant other = TestingTenant.connected();
        rows.change(
                "UPDATE connection_token SET due_at = clock_timestamp() - interval '3 s' WHERE tenant = ?",
                other.tenant());

        List<Target> claimed = claim(2, MANY);

        assertThat(claimed).extracting(target -> target.id().name()).containsExactly("more-4", "more-3", "default");
        assertThat(claimed).extracting(Target::integration).endsWith(other.integration());
        assertThat(claim(MANY, 1)).hasSize(1);
        assertThat(claim()).hasSize(2);
    }

    @Test
    void leavesOutIntegrationsOnRequest() {
        assertThat(await(queue.claim(MANY, MANY, Set.of("some-other", tenant.integration()), AHEAD)))
                .isEmpty();
        assertThat(claim()).hasSize(1);
    }

    @Test
    void leavesOutAPausedIntegrationUntilItsPauseIsOver() {
        connections(2);
        pauseGate(Duration.ofMinutes(1));
        assertThat(claim()).isEmpty();

        rows.change("UPDATE upstream_gate SET paused_until = clock_timestamp()");

        assertThat(claim()).hasSize(3);
    }

    @Test
    void handsOutASingleConnectionForTheProbe() {
        connections(2);
        await(gate.trip(tenant.integration(), Duration.ZERO).replaceWith(true));

        assertThat(claim()).extracting(target -> target.id().name()).containsExactly("more-2");
    }

    @Test
    void aNewSecretEndsThePauseOfARefusedClient() {
        connections(2);
        refuseClient(Duration.ofMinutes(1));
        assertThat(claim()).isEmpty();

        addSecret();

        assertThat(claim()).hasSize(3);
    }

    @Test
    void doesNotWaitForARowThatSomebodyHolds() throws SQLException {
        connections(1);
        try (Connection holder = database.getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement()
                    .execute("SELECT FROM connection_token WHERE connection = 'default' AND tenant = '%s' FOR UPDATE"
                            .formatted(tenant.tenant()));

            assertThat(claim()).extracting(target -> target.id().name()).containsExactly("more-1");
            holder.rollback();
        }
    }

    @Test
    void replicasThatAskAtOnceShareWhatIsDue() {
        connections(60);

        List<List<Target>> shares = await(Uni.join()
                .all(IntStream.range(0, 6)
                        .mapToObj(replica -> queue.claim(20, MANY, Set.of(), AHEAD))
                        .toList())
                .andFailFast());

        assertThat(shares.stream().flatMap(List::stream)).doesNotHaveDuplicates();
        assertThat(Stream.concat(shares.stream().flatMap(List::stream), claim().stream()))
                .hasSize(61)
                .doesNotHaveDuplicates();
    }

    @Test
    void putsBackWhatIsStillOfThatGeneration() {
        Target target = target();
        claim();

        await(queue.putBack(target, Duration.ofSeconds(10)).replaceWith(true));
        assertThat(column("due_at - clock_timestamp() BETWEEN interval '5 s' AND interval '10 s'"))
                .isEqualTo("t");

        await(queue.putBack(target, Duration.ofMinutes(10)).replaceWith(true));
        assertThat(column("due_at - clock_timestamp() <= interval '10 s'")).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generation = generation + 1", "uuid = gen_random_uuid()", "due_at = NULL"})
    void putsNothingBackThatHasChanged(String assignment) {
        Target target = target();
        claim();
        set(assignment);
        String due = column("due_at");

        await(queue.putBack(target, Duration.ZERO).replaceWith(true));

        assertThat(column("due_at")).isEqualTo(due);
    }

    @Test
    void aNewSecretRevivesWhatWasRefusedAndHeldOnce() {
        // Given
        connections(3);
        set("due_at = NULL, failures = 3, lease_until = clock_timestamp() + interval '10 s'");
        rows.change("""
                UPDATE connection_token SET state = 'consent_required', reason = 'consent_revoked', due_at = NULL
                WHERE tenant = ? AND connection IN ('default', 'more-1')
                """, tenant.tenant());
        rows.change("""
                UPDATE connection_token SET held_until = clock_timestamp() + interval '9 min', due_at = held_until
                WHERE tenant = ? AND connection = 'more-2'
                """, tenant.tenant());
        rows.change("""
                UPDATE connection_token SET state = 'consent_required', reason = 'user_gone', due_at = NULL
                WHERE tenant = ? AND connection = 'more-3'
                """, tenant.tenant());
        refuseClient(Duration.ofMinutes(1));
        assertThat(await(queue.revive())).isZero();

        // When
        addSecret();

        // Then
        assertThat(await(queue.revive())).isEqualTo(3);
        assertThat(await(queue.revive())).isZero();
        assertThat(gateColumn("flag IS NULL AND NOT probing AND paused_until < clock_timestamp()"))
                .isEqualTo("t");
        assertThat(rows.number("""
                SELECT count(*) FROM connection_token
                WHERE tenant = ? AND failures = 0 AND lease_until = '-infinity' AND held_until = '-infinity'
                """, tenant.tenant())).isEqualTo(3);
        assertThat(claim())
                .extracting(target -> target.id().name())
                .containsExactlyInAnyOrder("default", "more-1", "more-2");
        assertThat(rows.number(
                        "SELECT count(*) FROM audit_event WHERE type = 'integration.unflagged' AND details ->> 'integration' = ?",
                        tenant.integration()))
                .isEqualTo(1);
        assertThat(rows.value(
                        "SELECT details ->> 'reason' FROM audit_event WHERE type = 'integration.unflagged' AND details ->> 'integration' = ?",
                        tenant.integration()))
                .isEqualTo("client_refused");
    }

    /** Whoever holds the lease may have the new secret already; what is in doubt waits for a late answer. */
    @ParameterizedTest
    @CsvSource({"lease_owner = gen_random_uuid()", "unsure = true"})
    void revivingBreaksNobodysPause(String assignment) {
        set("lease_until = clock_timestamp() + interval '12 s', " + assignment
                + ", held_until = clock_timestamp() + interval '9 min'");
        refuseClient(Duration.ofMinutes(1));
        addSecret();

        assertThat(await(queue.revive())).isEqualTo(1);

        assertThat(column("lease_until > clock_timestamp() + interval '5 s' AND due_at = lease_until"))
                .isEqualTo("t");
        assertThat(column("held_until")).isEqualTo("-infinity");
    }

    @Test
    void aNewSecretLeavesThePausesThatAreNotAboutSecrets() {
        await(gate.trip(tenant.integration(), Duration.ofMinutes(1)).replaceWith(true));
        rows.change(
                "UPDATE upstream_gate SET secrets_version = ? WHERE integration = ?",
                secretsVersion(),
                tenant.integration());
        addSecret();

        assertThat(await(queue.revive())).isZero();

        assertThat(gateColumn("probing AND paused_until > clock_timestamp()")).isEqualTo("t");
        assertThat(gateColumn("secrets_version")).isEqualTo(Long.toString(secretsVersion()));
        assertThat(rows.number(
                        "SELECT count(*) FROM audit_event WHERE type = 'integration.unflagged' AND details ->> 'integration' = ?",
                        tenant.integration()))
                .isZero();
    }

    @Test
    void replicasThatReviveAtOnceDoItOnce() {
        set("state = 'consent_required', reason = 'lost_response', due_at = NULL");
        refuseClient(Duration.ofMinutes(1));
        addSecret();

        List<Integer> revived = await(Uni.join()
                .all(IntStream.range(0, 6).mapToObj(replica -> queue.revive()).toList())
                .andFailFast());

        assertThat(revived.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
    }

    private void refreshTokenLasts(String interval) {
        set("refresh_expires_at = clock_timestamp() + interval '" + interval + "'");
    }

    private List<Object> warnings() {
        return TestingTrail.of(tenant.tenant()).stream()
                .filter(event -> event.get("type").equals("connection.expiring"))
                .map(event -> ((Map<?, ?>) event.get("details")).get("days"))
                .map(Object.class::cast)
                .toList();
    }

    @Test
    void warnsOnceOnEachLevel() {
        for (String left :
                List.of("14 days 1 min", "14 days", "8 days", "7 days", "3 days", "25 hours", "1 day", "-2 days")) {
            refreshTokenLasts(left);
            await(queue.warn());
            await(queue.warn());
        }

        assertThat(warnings()).containsExactly("14", "7", "3", "1");
        assertThat(TestingTrail.of(tenant.tenant()))
                .filteredOn(event -> event.get("type").equals("connection.expiring"))
                .allSatisfy(event -> {
                    assertThat(event).containsEntry("actor", "countersign").containsEntry("connection", "default");
                    assertThat(((Map<?, ?>) event.get("details")).get("expires_at"))
                            .asString()
                            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
                });
    }

    /** After a downtime, or where a consent is imported late in its life. */
    @Test
    void skipsLevelsThatHavePassed() {
        refreshTokenLasts("2 days");

        await(queue.warn());

        assertThat(warnings()).containsExactly("3");
        assertThat(column("warned_days")).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"consent_required', reason = 'user_gone", "disconnected", "awaiting_consent"})
    void warnsOfActiveConnectionsOnly(String state) {
        refreshTokenLasts("2 days");
        set("state = '" + state + "'");

        await(queue.warn());

        assertThat(warnings()).isEmpty();
    }

    @Test
    void warnsOfAllHoweverMany() {
        connections(2500);
        rows.change(
                "UPDATE connection_token SET refresh_expires_at = clock_timestamp() + interval '6 days' WHERE tenant = ?",
                tenant.tenant());

        assertThat(await(queue.warn())).isGreaterThanOrEqualTo(2501);

        assertThat(rows.number(
                        "SELECT count(DISTINCT connection) FROM audit_event WHERE type = 'connection.expiring' AND tenant = ?",
                        tenant.tenant()))
                .isEqualTo(2501);
        assertThat(rows.number(
                        "SELECT count(*) FROM audit_event WHERE tenant = ? AND type = 'connection.expiring'",
                        tenant.tenant()))
                .isEqualTo(2501);
    }
}
