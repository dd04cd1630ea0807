package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultEffect;
import io.countersign.simulator.FaultTarget;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Replicas that die at random moments while they renew tokens in strict rotation: {@code -Dfaults.kills=1000} for a
 * long run, {@code -Dfaults.seed} for the same choices again.
 */
class KillFaults {
    private static final int KILLS = Integer.getInteger("faults.kills", 100);
    private static final long SEED = Long.getLong("faults.seed", 20_261_123L);
    private static final int CALLERS = 12;
    /**
     * So that all connections are renewed all the time, and none of them ten times a minute: the next renewal would be
     * a minute later.
     */
    private static final Duration BREAK = Duration.ofMillis(300);

    private static final Duration OLD = Duration.ofSeconds(300);

    @AutoClose
    private static Installation vault;

    private final Random random = new Random(SEED);
    private List<SeededConnection> connections = List.of();

    @BeforeAll
    static void start() {
        vault = Plan.standard().start();
    }

    @BeforeEach
    void renewInEveryRequest() {
        vault.mended();
        connections = vault.seeds().connections(200 + 2 * KILLS, OLD);
        // Shorter than what a request without a wish is content with: each one renews, as often as a connection may be
        // renewed.
        vault.docusign().change(settings -> settings.withAccessTokenLife(Duration.ofSeconds(500)));
        vault.docusign()
                .faults()
                .always(new Fault(
                        FaultTarget.TOKEN_REFRESH,
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        new FaultEffect.Processed()));
    }

    @Test
    @DisplayName("Row 4: random kill -9 under load in strict rotation")
    void killedReplicasStrandNothingSilently() {
        // When
        underLoad(KILLS, Replica::kill);

        // Then
        judge();
        Invariants invariants = new Invariants(vault, connections);
        Set<String> lost = invariants.lost();
        assertThat(lost)
                .as("kills that hit the moment between DocuSign's commit and ours")
                .isNotEmpty();
        invariants.strandedAre(lost).logsHoldNoSecrets().everyVerdictIsInTheTrail();
    }

    @Test
    @DisplayName("Row 4: the same with SIGTERM")
    void terminatedReplicasStrandNothing() {
        // When
        underLoad(KILLS / 10, replica -> {
            replica.terminate();
            replica.awaitEnd();
        });

        // Then
        judge();
        new Invariants(vault, connections).nothingIsLost().logsHoldNoSecrets();
    }

    private void underLoad(int times, Consumer<Replica> end) {
        Api api = vault.service();
        try (Load load = Load.of(
                CALLERS, BREAK, i -> api.token(vault.replica(i % 3), connections.get(i % connections.size())))) {
            for (int i = 0; i < times; i++) {
                Replica victim = vault.replica(i % 3);
                victim.awaitReady();
                Outage.lasts(Duration.ofMillis(random.nextInt(300)));
                end.accept(victim);
                victim.start();
            }
            vault.replicas().forEach(Replica::awaitReady);
            TestingWait.until(
                    "requests are answered", () -> load.answers().stream().anyMatch(Answer::isOk));
        }
    }

    /** One more attempt on each connection, when nothing is broken any more and nobody holds a lease. */
    private void judge() {
        vault.docusign().faults().clear();
        vault.docusign().change(settings -> settings.withAccessTokenLife(Duration.ofHours(8)));
        Outage.lasts(vault.leaseAndPause());
        Api api = vault.service();
        connections.parallelStream().forEach(each -> {
            Answer retry = vault.operator().send(vault.replica(0), "POST", each.path() + "/retry", "");
            assertThat(retry.status()).as("retry: %s", retry).isEqualTo(202);
            TestingWait.until(each + " has a token or a verdict", Duration.ofSeconds(90), () -> {
                int status = api.token(vault.replica(0), each, Api.NEW).status();
                return status == 200 || status == 409;
            });
        });
    }
}
