package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.TestingCaller;
import io.countersign.TestingRows;
import io.countersign.refresh.UpstreamGate.Flag;
import io.countersign.refresh.UpstreamGate.VerdictSlot;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gate's row, statement by statement. Who passes it is {@link GateLeaseTest}'s matter. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresUpstreamGateTest {
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration PROBE = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int SLOTS = 5;

    @Inject
    PostgresUpstreamGate gate;

    @Inject
    AgroalDataSource database;

    private final String integration = "app-" + UUID.randomUUID().toString().substring(0, 13);
    private TestingRows rows;
    private long version;

    @BeforeEach
    void integration() {
        rows = new TestingRows(database);
        String key = TestDocuSign.register(integration, "a secret").integrationKey();
        TestingCaller.operator()
                .body(Map.of("environment", "demo", "integration_key", key, "client_secret", "a secret"))
                .put("/v1/integrations/" + integration)
                .then()
                .statusCode(201);
        version = rows.number("SELECT secrets_version FROM integration WHERE name = ?", integration);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private static void done(Uni<Void> uni) {
        await(uni.replaceWith(true));
    }

    private String column(String expression) {
        return rows.value("SELECT " + expression + " FROM upstream_gate WHERE integration = ?", integration);
    }

    private long pausedFor() {
        return Math.round(Double.parseDouble(column(
                "greatest(0, extract(epoch FROM greatest(paused_until, clock_timestamp()) - clock_timestamp()))")));
    }

    private void passes(Duration time) {
        rows.change(
                "UPDATE upstream_gate SET paused_until = paused_until - make_interval(secs => ?),"
                        + " verdicts_since = verdicts_since - make_interval(secs => ?) WHERE integration = ?",
                (double) time.toSeconds(),
                (double) time.toSeconds(),
                integration);
    }

    private boolean refuseClient(Flag flag) {
        return await(gate.refuseClient(integration, UUID.randomUUID(), flag, version, PAUSE))
                == UpstreamGate.ClientRefusal.FIRST;
    }

    private boolean probe(UUID attempt) {
        return await(gate.probe(integration, attempt, PROBE));
    }

    private VerdictSlot slot() {
        return await(gate.verdictSlot(integration, UUID.randomUUID(), version, SLOTS, WINDOW));
    }

    private List<VerdictSlot> slots(int count) {
        return Stream.generate(this::slot).limit(count).toList();
    }

    /** What the audit trail says of the integration's flags, the oldest first. */
    private String told() {
        return rows.value("""
                SELECT string_agg(replace(type, 'integration.', '') || ' ' || (details ->> 'reason'), ', ' ORDER BY id)
                FROM audit_event WHERE type LIKE '%flagged' AND details ->> 'integration' = ?
                """, integration);
    }

    @Test
    void thereIsNoSlotForARefusalOfFormerSecrets() {
        rows.change("UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", integration);

        assertThat(slot()).isEqualTo(VerdictSlot.OUTDATED);

        version++;
        assertThat(slot()).isEqualTo(VerdictSlot.TAKEN);
    }

    @Test
    void aPauseIsNeverShortened() {
        done(gate.pause(integration, Duration.ofSeconds(90)));
        done(gate.pause(integration, Duration.ofSeconds(5)));
        done(gate.trip(integration, PROBE));
        refuseClient(Flag.CLIENT_REFUSED);

        assertThat(pausedFor()).isBetween(60L, 90L);
    }

    @Test
    void aPauseThatDocuSignAskedForOutlastsAGoodAnswer() {
        done(gate.pause(integration, Duration.ofSeconds(90)));
        done(gate.trip(integration, PROBE));

        done(gate.open(integration));

        assertThat(column("probing")).isEqualTo("f");
        assertThat(pausedFor()).isBetween(60L, 90L);
    }

    @Test
    void aPauseIsNotSkippedByAProbe() {
        UUID prober = UUID.randomUUID();
        done(gate.trip(integration, PROBE));
        assertThat(probe(prober)).as("before the pause is over").isFalse();
        passes(PROBE);
        assertThat(probe(prober)).isTrue();

        done(gate.pause(integration, Duration.ofSeconds(90)));

        assertThat(column("prober")).isNull();
        assertThat(probe(prober)).isFalse();
        passes(Duration.ofSeconds(91));
        assertThat(probe(prober)).isTrue();
    }

    @Test
    void aProbeAfterAPauseOpensTheGateAtOnce() {
        done(gate.pause(integration, PAUSE));
        done(gate.trip(integration, PROBE));
        passes(PAUSE);
        assertThat(probe(UUID.randomUUID())).isTrue();

        done(gate.open(integration));

        assertThat(pausedFor()).isZero();
    }

    @Test
    void ofManyProbesOneWins() {
        done(gate.trip(integration, PROBE));
        passes(PROBE);

        List<Boolean> won = await(Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> gate.probe(integration, UUID.randomUUID(), PROBE))
                        .toList())
                .andFailFast());

        assertThat(won).containsOnlyOnce(true);
        assertThat(pausedFor()).isBetween(1L, 10L);
    }

    @Test
    void aProbeThatNeverComesBackIsFollowedByAnother() {
        done(gate.trip(integration, PROBE));
        passes(PROBE);
        probe(UUID.randomUUID());
        passes(PROBE);

        assertThat(probe(UUID.randomUUID())).isTrue();
    }

    @Test
    void withoutATripThereIsNoProbe() {
        assertThat(probe(UUID.randomUUID())).isFalse();
        done(gate.pause(integration, Duration.ZERO));

        assertThat(probe(UUID.randomUUID())).isFalse();
    }

    @Test
    void aRefusedClientIsFlaggedOnceAndAGoodAnswerEndsThat() {
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isTrue();
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isFalse();
        assertThat(refuseClient(Flag.CLIENT_SECRET_MISSING)).isFalse();
        assertThat(column("flag")).isEqualTo("client_secret_missing");

        done(gate.open(integration));
        done(gate.open(integration));

        assertThat(column("flag")).isNull();
        assertThat(pausedFor()).isZero();
        assertThat(told()).isEqualTo("flagged client_refused, unflagged client_secret_missing");
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isTrue();
    }

    @Test
    void ofManyRefusalsAtOnceOneIsTheFirst() {
        List<UpstreamGate.ClientRefusal> refusals = await(Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i ->
                                gate.refuseClient(integration, UUID.randomUUID(), Flag.CLIENT_REFUSED, version, PAUSE))
                        .toList())
                .andFailFast());

        assertThat(refusals).containsOnlyOnce(UpstreamGate.ClientRefusal.FIRST);
        assertThat(told()).isEqualTo("flagged client_refused");
    }

    @Test
    void anAnswerThatIsNoGoodOneOpensWhatTheBreakerClosedOnly() {
        done(gate.trip(integration, PROBE));
        done(gate.answered(integration));
        assertThat(column("probing")).isEqualTo("f");
        assertThat(pausedFor()).isZero();

        refuseClient(Flag.CLIENT_REFUSED);
        done(gate.answered(integration));
        assertThat(column("probing || ' ' || flag")).isEqualTo("true client_refused");
        assertThat(pausedFor()).isBetween(11L, 30L);
    }

    @Test
    void aTripLeavesTheClientsPauseToANewSecret() {
        refuseClient(Flag.CLIENT_REFUSED);
        done(gate.trip(integration, PROBE));
        assertThat(column("reason")).isEqualTo("client_refused");

        rows.change("UPDATE integration SET secrets_version = secrets_version + 1 WHERE name = ?", integration);
        done(gate.trip(integration, PROBE));

        assertThat(column("reason"))
                .as("with the new secret DocuSign does not answer either")
                .isEqualTo("breaker");
    }

    @Test
    void fiveVerdictsInTenMinutes() {
        assertThat(slots(SLOTS)).containsOnly(VerdictSlot.TAKEN);
        assertThat(told()).isNull();

        assertThat(slots(3)).containsExactly(VerdictSlot.NONE_FLAGGED_NOW, VerdictSlot.NONE, VerdictSlot.NONE);

        assertThat(column("flag")).isEqualTo("verdicts");
        passes(WINDOW.minusMinutes(1));
        assertThat(slot()).isEqualTo(VerdictSlot.NONE);
        passes(Duration.ofMinutes(1));
        assertThat(slots(6)).startsWith(VerdictSlot.TAKEN, VerdictSlot.TAKEN).endsWith(VerdictSlot.NONE);
        assertThat(told()).isEqualTo("flagged verdicts");
    }

    @Test
    void ofManyVerdictsAtOnceFiveAreTaken() {
        List<VerdictSlot> taken = await(Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> gate.verdictSlot(integration, UUID.randomUUID(), version, SLOTS, WINDOW))
                        .toList())
                .andFailFast());

        assertThat(taken).filteredOn(VerdictSlot.TAKEN::equals).hasSize(SLOTS);
        assertThat(taken).containsOnlyOnce(VerdictSlot.NONE_FLAGGED_NOW);
    }

    @Test
    void theFlagEndsAfterAWindowInWhichNobodyWentWithout() {
        slots(6);
        passes(WINDOW);
        slots(SLOTS);
        assertThat(told()).isEqualTo("flagged verdicts");
        passes(WINDOW);

        slot();

        assertThat(column("flag")).isNull();
        assertThat(told()).isEqualTo("flagged verdicts, unflagged verdicts");
        assertThat(slots(5)).endsWith(VerdictSlot.NONE_FLAGGED_NOW);
    }

    @Test
    void theFlagEndsAfterQuietTimes() {
        slots(6);
        passes(WINDOW.multipliedBy(2));

        slot();

        assertThat(told()).isEqualTo("flagged verdicts, unflagged verdicts");
    }

    @Test
    void aGoodAnswerDoesNotEndTheFlagOfVerdicts() {
        slots(6);
        done(gate.trip(integration, PROBE));

        done(gate.open(integration));

        assertThat(column("probing || ' ' || flag")).isEqualTo("false verdicts");
        assertThat(told()).isEqualTo("flagged verdicts");
    }

    @Test
    void whereAnIntegrationIsFlaggedAlreadyNoFurtherAlertFires() {
        refuseClient(Flag.CLIENT_REFUSED);

        assertThat(slots(6)).endsWith(VerdictSlot.NONE);

        assertThat(column("flag")).isEqualTo("client_refused");
    }

    @Test
    void aSlotLeavesANewSecretToBeNoticed() {
        slot();
        version++;

        slot();

        assertThat(column("secrets_version")).isEqualTo(Long.toString(version - 1));
    }

    @Test
    void ofAnIntegrationThatIsGoneNothingIsWritten() {
        TestingCaller.operator()
                .delete("/v1/integrations/" + integration)
                .then()
                .statusCode(204);

        assertThat(slot()).isEqualTo(VerdictSlot.OUTDATED);
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isFalse();
        done(gate.pause(integration, PAUSE));
        done(gate.trip(integration, PROBE));
        done(gate.open(integration));

        assertThat(column("integration")).isNull();
    }
}
