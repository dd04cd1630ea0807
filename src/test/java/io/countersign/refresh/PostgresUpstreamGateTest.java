package io.countersign.refresh;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.countersign.refresh.gate.UpstreamGate.VerdictSlot;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the gate's row says of pauses, probes and refused clients, and who gets past it beyond
 * {@link UpstreamGateContract}.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresUpstreamGateTest extends PostgresSteps {
    private static final Duration PROBE = Duration.ofSeconds(10);

    private long secondsPaused() {
        return Math.round(Double.parseDouble(gateColumn(
                "greatest(0, extract(epoch FROM greatest(paused_until, clock_timestamp()) - clock_timestamp()))")));
    }

    private boolean probe(UUID attempt) {
        return await(gate.probe(GateKeys.ofCodes(integration), attempt, PROBE));
    }

    @Test
    void ofManyProbesOneWins() {
        run(gate.trip(GateKeys.ofCodes(integration), PROBE));
        passes(PROBE);

        List<Boolean> won = await(Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> gate.probe(GateKeys.ofCodes(integration), UUID.randomUUID(), PROBE))
                        .toList())
                .andFailFast());

        assertThat(won).containsOnlyOnce(true);
        assertThat(secondsPaused()).isBetween(1L, 10L);
    }

    @Test
    void withoutATripThereIsNoProbe() {
        assertThat(probe(UUID.randomUUID())).isFalse();
        run(gate.pause(GateKeys.ofCodes(integration), Duration.ZERO));

        assertThat(probe(UUID.randomUUID())).isFalse();
    }

    @Test
    void aRefusedClientIsFlaggedOnceAndAGoodAnswerEndsThat() {
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isTrue();
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isFalse();
        assertThat(refuseClient(Flag.CLIENT_SECRET_MISSING)).isFalse();
        assertThat(gateColumn("flag")).isEqualTo("client_secret_missing");

        run(gate.open(GateKeys.ofCodes(integration)));
        run(gate.open(GateKeys.ofCodes(integration)));

        assertThat(gateColumn("flag")).isNull();
        assertThat(secondsPaused()).isZero();
        assertThat(told()).isEqualTo("flagged client_refused, unflagged client_secret_missing");
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isTrue();
    }

    @Test
    void ofManyRefusalsAtOnceOneIsTheFirst() {
        List<UpstreamGate.ClientRefusal> refusals = await(Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> gate.refuseClient(
                                GateKeys.ofCodes(integration), UUID.randomUUID(), Flag.CLIENT_REFUSED, version, PAUSE))
                        .toList())
                .andFailFast());

        assertThat(refusals).containsOnlyOnce(UpstreamGate.ClientRefusal.FIRST);
        assertThat(told()).isEqualTo("flagged client_refused");
    }

    @Test
    void ofAnIntegrationThatIsGoneNothingIsWritten() {
        rows.delete();
        operator().delete("/v1/integrations/" + integration).then().statusCode(204);

        assertThat(slot()).isEqualTo(VerdictSlot.OUTDATED);
        assertThat(refuseClient(Flag.CLIENT_REFUSED)).isFalse();
        run(gate.pause(GateKeys.ofCodes(integration), PAUSE));
        run(gate.trip(GateKeys.ofCodes(integration), PROBE));
        run(gate.open(GateKeys.ofCodes(integration)));

        assertThat(gateColumn("integration")).isNull();
    }

    @Test
    void aConnectionThatRestsIsNoProbe() {
        run(gate.trip(GateKeys.ofCodes(integration), Duration.ZERO));
        set("lease_until = clock_timestamp() + interval '6 s'");

        assertThat(ask()).isInstanceOf(LeaseAnswer.Closed.class);
    }

    private void trip() {
        run(gate.trip(GateKeys.ofCodes(integration), PROBE));
    }

    private void takesItsTurn(UUID attempt) {
        passes(PROBE);
        assertThat(probe(attempt)).isTrue();
    }

    private Extension extend(Lease lease) {
        return await(store.extend(lease, LEASE, true));
    }

    private Lease probing() {
        UUID attempt = UUID.randomUUID();
        trip();
        takesItsTurn(attempt);
        return leased(attempt);
    }

    @Test
    void aProbeGoesOnThoughAnotherHasItsTurn() {
        Lease first = probing();

        takesItsTurn(UUID.randomUUID());

        assertThat(extend(first)).isEqualTo(new Extension.Extended());
    }

    @Test
    void aProbeWhoseTurnIsOverDoesNotGoOnOnceAnotherHasFailed() {
        Lease first = probing();
        takesItsTurn(UUID.randomUUID());

        trip();

        assertThat(extend(first)).isInstanceOf(Extension.GateClosed.class);
    }

    @Test
    void aProbeDoesNotGoOnAgainstAPauseOfDocuSignsOwn() {
        Lease first = probing();
        takesItsTurn(UUID.randomUUID());

        run(gate.pause(GateKeys.ofCodes(integration), PROBE));

        assertThat(extend(first)).isInstanceOf(Extension.GateClosed.class);
    }
}
