package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL neither works nor fails: all of its processes are stopped. {@code -Dfaults.freeze=PT10S} for a short run.
 */
class FrozenDatabaseFaults {
    private static final Duration FREEZE = Duration.parse(System.getProperty("faults.freeze", "PT60S"));
    private static final Duration LONG = Duration.ofHours(7);

    /** What a request waits at most: for a renewal, and for what it asks the database before and after it. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(15);

    private static Installation vault;
    private static Api api;

    @BeforeAll
    static void start() {
        vault = Installation.usual();
        api = vault.service();
    }

    @BeforeEach
    void begin() {
        vault.mended();
    }

    @Test
    @DisplayName("Row 14: what was issued before on that replica goes on, everything else is 503 within its deadline")
    void knownTokensOutlastAStoppedDatabase() {
        // Given
        List<SeededConnection> known = vault.seeds().connections(50, LONG);
        List<SeededConnection> unknown = vault.seeds().connections(50, LONG);
        Replica replica = vault.replica(0);
        known.forEach(each -> api.token(replica, each).accessToken());
        PostgresServer postgres = vault.database().server();

        // When
        List<Answer> served;
        List<Answer> others;
        postgres.freeze();
        try (Load warm = Load.of(4, Duration.ofMillis(20), i -> api.token(replica, known.get(i % known.size())));
                Load cold =
                        Load.of(4, Duration.ofMillis(50), i -> api.token(replica, unknown.get(i % unknown.size())))) {
            Outage.lasts(FREEZE);
            served = warm.answers();
            others = cold.answers();
        } finally {
            postgres.thaw();
        }

        // Then
        TestingWait.until(
                "tokens are issued again",
                Duration.ofSeconds(5),
                () -> api.token(replica, unknown.getFirst()).isOk());
        assertThat(served).isNotEmpty().allMatch(Answer::isOk);
        assertThat(others).isNotEmpty().allMatch(answer -> answer.status() == 503);
        assertThat(others).allMatch(answer -> answer.took().compareTo(LONGEST_ANSWER) < 0);
        FullPool.await(vault, 0);
    }

    @Test
    @DisplayName("Row 14: a renewal that was under way is stored when PostgreSQL goes on")
    void aRenewalOutlastsAStoppedDatabase() {
        // Given
        List<SeededConnection> connections = vault.seeds().connections(5, Duration.ofSeconds(100));
        vault.docusign().faults().next(5, Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofMillis(1500)));
        List<CompletableFuture<Answer>> asked = connections.stream()
                .map(each -> api.tokenLater(vault.replica(0), each, Api.NEW))
                .toList();
        TestingWait.until(
                "DocuSign has issued",
                () -> new Invariants(vault, connections)
                                .calls().stream().filter(TokenCall::isIssued).count()
                        == 5);

        // When
        vault.database().server().freeze();
        try {
            Outage.lasts(Duration.ofSeconds(8));
        } finally {
            vault.database().server().thaw();
        }
        Api.all(asked);

        // Then
        connections.forEach(each -> api.tokenAtLast(vault.replica(0), each, Api.NEW, 200));
        assertThat(new Invariants(vault, connections).nothingIsLost().calls()).hasSize(5);
    }
}
