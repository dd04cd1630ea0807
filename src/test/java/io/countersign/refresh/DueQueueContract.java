package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.connection.ConsentReason;
import io.countersign.refresh.gate.UpstreamGate;
import io.countersign.refresh.upkeep.DueQueue;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is handed out, put back, revived and warned of, whoever keeps the rows. */
abstract class DueQueueContract {
    private static final Duration AHEAD = Duration.ofMinutes(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MANY = 1000;

    private DueQueueRows rows;
    private DueQueue queue;

    abstract DueQueueRows due();

    @BeforeEach
    void connect() {
        rows = due();
        queue = rows.queue();
    }

    private static <T> T await(Uni<T> uni) {
        return TestingWait.answer(uni);
    }

    private static void run(Uni<Void> uni) {
        await(uni.replaceWith(true));
    }

    private List<String> claim(int each, int most) {
        return await(queue.claim(each, most, Set.of(), AHEAD)).stream()
                .map(target -> target.id().name())
                .toList();
    }

    private List<String> claim() {
        return claim(MANY, MANY);
    }

    private void refuseClient() {
        await(rows.gate()
                .refuseClient(
                        GateKeys.ofCodes(rows.integration()),
                        UUID.randomUUID(),
                        UpstreamGate.Flag.CLIENT_REFUSED,
                        rows.secretsVersion(),
                        MINUTE));
    }

    @Test
    void handsOutWhatIsDueOnce() {
        Target target = rows.target("default");
        Set<String> except = Set.of("some-other", rows.integration());
        assertThat(await(queue.claim(MANY, MANY, except, AHEAD))).isEmpty();

        assertThat(await(queue.claim(MANY, MANY, Set.of(), AHEAD))).containsExactly(target);

        assertThat(claim()).isEmpty();
        assertThat(rows.row("default").dueIn()).isBetween(AHEAD.minusSeconds(10), AHEAD);
    }

    @Test
    void leavesOutWhatIsNotDueOrHasNoTokens() {
        rows.connections(3);
        rows.due("default", Duration.ofSeconds(30));
        rows.due("more-1", null);
        rows.state("more-2", "disconnected", null);
        rows.state("more-3", "awaiting_consent", null);

        assertThat(claim()).isEmpty();
    }

    @Test
    void handsOutTheLongestDueFirstAndWhatWasRefusedAndIsDueAgain() {
        rows.connections(4);
        rows.state("more-3", "consent_required", ConsentReason.CONSENT_REVOKED);

        assertThat(claim(2, MANY)).containsExactly("more-4", "more-3");
        assertThat(claim(MANY, 1)).containsExactly("more-2");
        assertThat(claim()).containsExactly("more-1", "default");
    }

    @Test
    void leavesOutAPausedIntegrationUntilItsPauseIsOver() {
        rows.connections(2);
        run(rows.gate().pause(GateKeys.ofCodes(rows.integration()), MINUTE));
        assertThat(claim()).isEmpty();

        rows.pauseEnds();

        assertThat(claim()).hasSize(3);
    }

    @Test
    void handsOutASingleConnectionForTheProbe() {
        rows.connections(2);
        run(rows.gate().trip(GateKeys.ofCodes(rows.integration()), MINUTE));
        assertThat(claim()).isEmpty();

        rows.pauseEnds();

        assertThat(claim()).containsExactly("more-2");
    }

    @Test
    void aNewSecretEndsThePauseOfARefusedClient() {
        rows.connections(2);
        refuseClient();
        assertThat(claim()).isEmpty();

        rows.addSecret();

        assertThat(claim()).hasSize(3);
    }

    @Test
    void putsBackAndNeverPutsOff() {
        Target target = rows.target("default");
        claim();

        run(queue.putBack(target, Duration.ofSeconds(20)));
        assertThat(rows.row("default").dueIn()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));

        run(queue.putBack(target, Duration.ofMinutes(10)));
        assertThat(rows.row("default").dueIn()).isLessThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void putsNothingBackThatHasChanged() {
        Target target = rows.target("default");
        claim();

        rows.count("default");
        run(queue.putBack(target, Duration.ZERO));
        assertThat(rows.row("default").dueIn()).isGreaterThan(MINUTE);

        rows.replace("default", AHEAD);
        run(queue.putBack(
                new Target(
                        target.id(),
                        target.integration(),
                        rows.target("default").generation()),
                Duration.ZERO));
        assertThat(rows.row("default").dueIn()).isGreaterThan(MINUTE);

        rows.due("default", null);
        run(queue.putBack(rows.target("default"), Duration.ZERO));
        assertThat(claim()).isEmpty();
    }

    @Test
    void aNewSecretRevivesWhatWasRefusedAndHeldOnce() {
        // Given
        rows.connections(4);
        for (String name : List.of("default", "more-1", "more-2", "more-3", "more-4")) {
            rows.due(name, null);
            rows.close(name, Duration.ofSeconds(30), 3, false, false);
        }
        rows.state("default", "consent_required", ConsentReason.CONSENT_REVOKED);
        rows.state("more-1", "consent_required", ConsentReason.REFRESH_TOKEN_EXPIRED);
        rows.hold("more-2", Duration.ofMinutes(9));
        rows.state("more-3", "consent_required", ConsentReason.USER_GONE);
        refuseClient();
        assertThat(await(queue.revive())).isZero();

        // When
        rows.addSecret();

        // Then
        assertThat(await(queue.revive())).isEqualTo(3);
        assertThat(await(queue.revive())).isZero();
        for (String name : List.of("default", "more-1", "more-2")) {
            assertThat(rows.row(name)).isEqualTo(new DueQueueRows.Row(null, null, null, 0));
        }
        assertThat(rows.row("more-4").closedFor()).isPositive();
        assertThat(claim()).containsExactlyInAnyOrder("default", "more-1", "more-2");
    }

    /** Whoever holds the lease may have the new secret already; what is in doubt waits for a late answer. */
    @ParameterizedTest
    @CsvSource({"true, false, 2", "false, true, 0"})
    void revivingBreaksNobodysPause(boolean owned, boolean unsure, int failures) {
        rows.close("default", Duration.ofSeconds(60), 2, owned, unsure);
        rows.hold("default", Duration.ofMinutes(9));
        refuseClient();
        rows.addSecret();

        assertThat(await(queue.revive())).isEqualTo(1);

        DueQueueRows.Row row = rows.row("default");
        assertThat(row.closedFor()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
        assertThat(row.dueIn()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
        assertThat(row.heldFor()).isNull();
        assertThat(row.failures()).isEqualTo(failures);
    }

    @Test
    void aNewSecretLeavesThePausesThatAreNotAboutSecrets() {
        run(rows.gate().pause(GateKeys.ofCodes(rows.integration()), MINUTE));
        await(rows.gate()
                .verdictSlot(
                        GateKeys.ofCodes(rows.integration()),
                        UUID.randomUUID(),
                        rows.secretsVersion(),
                        5,
                        Duration.ofMinutes(10)));
        rows.addSecret();

        assertThat(await(queue.revive())).isZero();

        assertThat(claim()).isEmpty();
        rows.pauseEnds();
        assertThat(claim()).hasSize(1);
    }

    @Test
    void warnsOnceOnEachLevel() {
        for (int hours : List.of(337, 335, 200, 168, 72, 25, 24, -48)) {
            rows.refreshTokenLasts("default", Duration.ofHours(hours));
            await(queue.warn());
            await(queue.warn());
        }

        assertThat(rows.warnings("default")).containsExactly("14", "7", "3", "1");
    }

    /** After a downtime, or where a consent is imported late in its life. */
    @Test
    void skipsLevelsThatHavePassedAndWhatIsNotActive() {
        rows.refreshTokenLasts("default", Duration.ofDays(2));

        rows.connections(1);
        rows.refreshTokenLasts("more-1", Duration.ofDays(2));
        rows.state("more-1", "consent_required", ConsentReason.USER_GONE);

        await(queue.warn());

        assertThat(rows.warnings("default")).containsExactly("3");
        assertThat(rows.warnings("more-1")).isEmpty();
    }
}
