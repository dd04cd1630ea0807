package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many callers on three replicas. */
class SingleFlightFaults {
    private static final Duration OLD = Duration.ofSeconds(100);

    @AutoClose
    private static Installation vault;

    @BeforeAll
    static void start() {
        // The real deadline: a replica that has just been started needs seconds for the first thousand requests.
        vault = Plan.standard()
                .deadline(Duration.ofSeconds(30))
                .with("countersign.issuing.wait", "PT60S")
                .start();
    }

    @Test
    @DisplayName("Row 1: 1,000 callers of one connection make one call")
    void aThousandCallersMakeOneCall() {
        // Given
        SeededConnection connection = vault.seeds().connection(OLD);

        // When
        Set<String> tokens = Crowd.of(vault, 1000, connection).tokens().get(connection);

        // Then
        assertThat(tokens).hasSize(1).doesNotContain(connection.accessToken());
        assertThat(Invariants.of(vault, connection)
                        .nothingIsLost()
                        .logsHoldNoSecrets()
                        .calls())
                .hasSize(1);
    }

    @Test
    @DisplayName("Row 1: 500 connections at once make 500 calls")
    void fiveHundredConnectionsMakeAsManyCalls() {
        // Given
        List<SeededConnection> connections = vault.seeds().connections(500, OLD);

        // When
        Map<SeededConnection, Set<String>> tokens =
                Crowd.everywhere(vault, connections).tokens();

        // Then
        assertThat(tokens)
                .hasSize(500)
                .allSatisfy(
                        (connection, issued) -> assertThat(issued).hasSize(1).doesNotContain(connection.accessToken()));
        assertThat(new Invariants(vault, connections)
                        .nothingIsLost()
                        .logsHoldNoSecrets()
                        .calls())
                .hasSize(500);
    }

    @Test
    @DisplayName("Row 21: renewals that wait for a slow DocuSign hold no connection to the database")
    void aSlowDocuSignLeavesThePoolToOthers() {
        // Given
        List<SeededConnection> slow = vault.seeds().connections(100, OLD);
        List<SeededConnection> others = vault.seeds().connections(30, Duration.ofHours(7));
        Api api = vault.service();
        vault.docusign().faults().always(Fault.delayAfter(FaultTarget.TOKEN_REFRESH, Duration.ofSeconds(10)));
        List<CompletableFuture<Answer>> waiting = slow.stream()
                .map(each -> api.tokenLater(vault.replica(0), each, Api.NEW))
                .toList();
        TestingWait.until(
                "all of them wait for DocuSign", () -> vault.docusign().oracle().running() == 100);

        // When
        List<Answer> issued = Api.all(others.stream()
                .map(each -> api.tokenLater(vault.replica(0), each, 60))
                .toList());

        // Then
        assertThat(vault.docusign().oracle().running()).as("still waiting").isEqualTo(100);
        assertThat(issued).allMatch(Answer::isOk);
        assertThat(Api.all(waiting)).allMatch(Answer::isOk);
        vault.docusign().faults().clear();
        new Invariants(vault, slow).nothingIsLost();
    }
}
