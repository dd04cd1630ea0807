package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.monitoring.AlertRules;
import io.countersign.monitoring.Dashboard;
import io.countersign.monitoring.Promtool;
import io.countersign.monitoring.Runbooks;
import io.countersign.simulator.RotationMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whether alerts, dashboard and runbooks ask for what this version tells. Each alert has a full {@link Drill}; here
 * everything that fires at once happens in one vault, so that each metric has had its first event.
 */
class MonitoringFaults {
    private static final Path FOLDER = Path.of("target/monitoring-live");

    /** Of an issuer that nobody trusts, {@code https://nobody.example.com}. */
    private static final String STRANGE_JWT =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL25vYm9keS5leGFtcGxlLmNvbSJ9.bm8gc2lnbmF0dXJl";

    /** What Prometheus adds by itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private final AlertRules rules = AlertRules.read();

    @Test
    @DisplayName("Each metric that alerts, dashboard and runbooks ask for exists, and what fires at once fires")
    void everyMetricExists() throws IOException {
        try (PostgresServer server = PostgresServer.startWithClock();
                Installation vault = Plan.standard()
                        .replicas(2)
                        .server(server)
                        .with("countersign.refresh.background", "true")
                        .with("countersign.refresh.warn-every", "2S")
                        // Its figures are there from the start; nobody asks it.
                        .with("countersign.caller.oidc.cluster.issuer", "https://issuer.example.com")
                        .with("countersign.caller.oidc.cluster.audience", "countersign")
                        .start();
                MetricsRecorder recorder =
                        new MetricsRecorder("live", vault.replicas(), Duration.ofSeconds(2), rules.metrics())) {
            // Given
            TestingWait.until("a scrape of a vault to which nothing has happened", () -> recorder.rounds() > 0);
            vault.docusign().change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofMinutes(9))));

            // When
            everythingHappens(new Scenes(vault), server);

            // Then
            int rounds = recorder.rounds();
            TestingWait.until("two more scrapes", () -> recorder.rounds() > rounds + 1);
            assertThat(missing(recorder.seen())).as("metrics that nobody tells").isEmpty();
            rules.writeTo(FOLDER);
            Promtool.Result result = Promtool.test(Files.writeString(
                    FOLDER.resolve("live.yaml"),
                    recorder.test(Set.of(
                            "CountersignCallerUnverified",
                            "CountersignClockStepped",
                            "CountersignConnectionsLost",
                            "CountersignIntegrationFlagged",
                            "CountersignRefreshTokensEnding",
                            "CountersignRolledBack",
                            "CountersignUnreadable"))));
            assertThat(result.exitCode()).as(result.output()).isZero();
        }
    }

    private static void everythingHappens(Scenes scenes, PostgresServer server) {
        Installation vault = scenes.vault();
        // Connections are counted each minute, and when a replica starts: so one does that has some.
        vault.seeds().connection(Duration.ofHours(7));
        Replica last = vault.replicas().getLast();
        last.kill();
        last.start();
        last.awaitReady();
        scenes.theDatabaseIsRolledBack();
        server.setClock(Duration.ofSeconds(40));
        scenes.aRowIsDamaged();
        new TrustScenes(vault).somebodyWritesToTheCallers();
        vault.as(STRANGE_JWT).send(vault.replica(0), "GET", "/v1/tenants", "");
        scenes.aRefreshTokenIsNearItsEnd();
        scenes.aConsentIsRevoked();
        scenes.theClientSecretIsWrong();
        TestingWait.until(
                "everything is told",
                Duration.ofSeconds(60),
                () -> Stream.of(
                                "countersign_database_clock_steps_total",
                                "countersign_keyring_unreadable_total",
                                "countersign_callers_unverified_total",
                                "countersign_connections",
                                "countersign_connections_expiring",
                                "countersign_integrations_flagged")
                        .allMatch(metric -> vault.replicas().stream().anyMatch(replica -> replica.metric(metric) > 0)));
    }

    private Set<String> missing(Set<String> told) {
        Set<String> missing = new TreeSet<>(rules.metrics());
        missing.addAll(Dashboard.read().metrics());
        missing.addAll(Runbooks.metrics());
        assertThat(missing).hasSizeGreaterThan(20);
        missing.removeAll(OF_PROMETHEUS);
        missing.removeAll(told);
        // Pages name a histogram as a whole.
        missing.removeIf(name -> told.contains(name + "_count"));
        return missing;
    }
}
