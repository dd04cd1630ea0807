package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.countersign.TestingSql;
import io.countersign.TestingTenant;
import io.countersign.TestingTrail;
import io.countersign.TestingWait;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.upkeep.DueQueue;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link DueQueueContract} cannot show: replicas that ask at once, several integrations, many rows, and the
 * events.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresDueQueueTest {
    private static final Duration AHEAD = Duration.ofMinutes(2);
    private static final int MANY = 1000;

    private PostgresRows due;
    private DueQueue queue;

    @BeforeEach
    void connect() {
        due = PostgresRows.due();
        queue = due.queue();
    }

    private static <T> T await(Uni<T> uni) {
        return TestingWait.answer(uni);
    }

    private List<Target> claim(int each, int most) {
        return await(queue.claim(each, most, Set.of(), AHEAD));
    }

    private List<Target> claim() {
        return claim(MANY, MANY);
    }

    private void refuseClient() {
        await(due.gate()
                .refuseClient(
                        GateKeys.ofCodes(due.integration()),
                        UUID.randomUUID(),
                        UpstreamGate.Flag.CLIENT_REFUSED,
                        due.secretsVersion(),
                        Duration.ofMinutes(1)));
    }

    private String unflagged() {
        return TestingSql.text("""
                SELECT string_agg(details ->> 'reason', ',') FROM audit_event
                WHERE type = 'integration.unflagged' AND details ->> 'integration' = ?
                """, due.integration());
    }

    @Test
    void handsOutTheLongestDueOfEachIntegrationWithinTheBounds() {
        due.connections(4);
        TestingTenant other = TestingTenant.connected();
        TestingSql.run(
                "UPDATE connection_token SET due_at = clock_timestamp() - interval '3 s' WHERE tenant = ?",
                other.tenant());

        List<Target> claimed = claim(2, MANY);

        assertThat(claimed).extracting(target -> target.id().name()).containsExactly("more-4", "more-3", "default");
        assertThat(claimed).extracting(Target::integration).endsWith(other.integration());
        assertThat(claim(MANY, 1)).hasSize(1);
        assertThat(claim()).hasSize(2);
    }

    @Test
    void doesNotWaitForARowThatSomebodyHolds() {
        due.connections(1);
        try (TestingLock holder = TestingLock.on(
                "SELECT uuid FROM connection_token WHERE connection = 'default' AND tenant = ? FOR UPDATE",
                due.tenant.tenant())) {
            assertThat(claim()).extracting(target -> target.id().name()).containsExactly("more-1");
        }
    }

    @Test
    void replicasThatAskAtOnceShareWhatIsDue() {
        due.connections(60);

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
    void anIntegrationThatHasANewSecretIsNotFlaggedAnyMore() {
        refuseClient();
        due.addSecret();

        await(queue.revive());
        await(queue.revive());

        assertThat(unflagged()).isEqualTo("client_refused");
        assertThat(TestingSql.text(
                        "SELECT flag IS NULL AND NOT probing AND paused_until < clock_timestamp() FROM upstream_gate"
                                + " WHERE integration = ?",
                        due.integration()))
                .isEqualTo("t");
    }

    @Test
    void aRefusedKeyIsNobodysMatterOnceNothingIsImpersonated() {
        TestingSql.run("UPDATE connection SET grant_type = 'jwt_bearer' WHERE tenant = ?", due.tenant.tenant());
        await(due.gate()
                .refuseClient(
                        GateKeys.ofAssertions(due.integration()),
                        UUID.randomUUID(),
                        UpstreamGate.Flag.RSA_KEY_REFUSED,
                        due.secretsVersion(),
                        Duration.ofMinutes(1)));
        await(queue.revive());
        assertThat(unflagged()).as("one is impersonated").isNull();

        TestingSql.run("UPDATE connection_token SET state = 'disconnected' WHERE tenant = ?", due.tenant.tenant());
        await(queue.revive());

        assertThat(unflagged()).isEqualTo("rsa_key_refused");
    }

    @Test
    void whatTheExchangeOfACodeFoundEndsWithANewSecretToo() {
        TestingSql.run(
                "INSERT INTO exchange_flag SELECT name, 'client_refused', clock_timestamp(), secrets_version"
                        + " FROM integration WHERE name = ?",
                due.integration());
        await(queue.revive());
        assertThat(unflagged()).isNull();
        due.addSecret();

        await(queue.revive());

        assertThat(unflagged()).isEqualTo("client_refused");
    }

    @Test
    void aNewSecretLeavesTheBreakersProbing() {
        await(due.gate()
                .trip(GateKeys.ofCodes(due.integration()), Duration.ofMinutes(1))
                .replaceWith(true));
        TestingSql.run(
                "UPDATE upstream_gate SET secrets_version = ? WHERE integration = ?",
                due.secretsVersion(),
                due.integration());
        due.addSecret();

        assertThat(await(queue.revive())).isZero();

        assertThat(TestingSql.text(
                        "SELECT probing AND paused_until > clock_timestamp() AND secrets_version = ? FROM"
                                + " upstream_gate WHERE integration = ?",
                        due.secretsVersion(),
                        due.integration()))
                .isEqualTo("t");
        assertThat(unflagged()).isNull();
    }

    @Test
    void replicasThatReviveAtOnceDoItOnce() {
        due.state("default", "consent_required", ConsentReason.LOST_RESPONSE);
        refuseClient();
        due.addSecret();

        List<Integer> revived = await(Uni.join()
                .all(IntStream.range(0, 6).mapToObj(replica -> queue.revive()).toList())
                .andFailFast());

        assertThat(revived.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
    }

    @Test
    void aWarningTellsWhenTheRefreshTokenEnds() {
        due.refreshTokenLasts("default", Duration.ofDays(2));

        await(queue.warn());

        assertThat(due.column("default", "warned_days")).isEqualTo("3");
        assertThat(TestingTrail.of(due.tenant.tenant()))
                .filteredOn(event -> event.get("type").equals("connection.expiring"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event).containsEntry("actor", "countersign").containsEntry("connection", "default");
                    assertThat(((Map<?, ?>) event.get("details")).get("expires_at"))
                            .asString()
                            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
                });
    }

    @Test
    void warnsOfAllHoweverMany() {
        due.connections(2500);
        TestingSql.run(
                "UPDATE connection_token SET refresh_expires_at = clock_timestamp() + interval '6 days' WHERE tenant"
                        + " = ?",
                due.tenant.tenant());

        assertThat(await(queue.warn())).isGreaterThanOrEqualTo(2501);

        assertThat(TestingSql.text("""
                SELECT count(DISTINCT connection) || ' of ' || count(*) FROM audit_event
                WHERE type = 'connection.expiring' AND tenant = ?
                """, due.tenant.tenant())).isEqualTo("2501 of 2501");
    }
}
