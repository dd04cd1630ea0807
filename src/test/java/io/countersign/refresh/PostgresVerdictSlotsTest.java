package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
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

/** How many verdicts an integration may come to, and the flag of one that came to more. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresVerdictSlotsTest extends PostgresSteps {
    @Test
    void fiveVerdictsInTenMinutes() {
        assertThat(slots(SLOTS)).containsOnly(VerdictSlot.TAKEN);
        assertThat(told()).isNull();

        assertThat(slots(3)).containsExactly(VerdictSlot.NONE_FLAGGED_NOW, VerdictSlot.NONE, VerdictSlot.NONE);

        assertThat(verdictsAreFlagged()).isTrue();
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
                        .mapToObj(i -> gate.verdictSlot(
                                GateKeys.ofCodes(integration), UUID.randomUUID(), version, SLOTS, WINDOW))
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

        assertThat(verdictsAreFlagged()).isFalse();
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
        run(gate.trip(GateKeys.ofCodes(integration), PAUSE));

        run(gate.open(GateKeys.ofCodes(integration)));

        assertThat(verdictsAreFlagged()).isTrue();
        assertThat(told()).isEqualTo("flagged verdicts");
    }

    @Test
    void whereAnIntegrationIsFlaggedAlreadyNoFurtherAlertFires() {
        refuseClient(Flag.CLIENT_REFUSED);

        assertThat(slots(6)).endsWith(VerdictSlot.NONE);

        assertThat(verdictsAreFlagged()).isFalse();
    }

    @Test
    void aSlotLeavesANewSecretToBeNoticed() {
        slot();
        version++;

        slot();

        assertThat(gateColumn("secrets_version")).isEqualTo(Long.toString(version - 1));
    }
}
