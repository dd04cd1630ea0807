package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestKeyring;
import io.countersign.TestingWait;
import io.countersign.monitoring.AlertRules;
import io.countersign.monitoring.Promtool;
import io.countersign.simulator.RotationMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One drill per alert, in its full length, with what two replicas tell meanwhile: the alert fires in it, and no other
 * does. Not part of CI, for they take an hour; {@link MonitoringFaults} is their short form. {@code -Dfaults.record}
 * names a folder for the recordings.
 */
class MonitoringDrills {
    private static final Path TRIED = Path.of("target/monitoring");
    private static final Path RECORDINGS = Path.of(System.getProperty("faults.record", TRIED.toString()));

    /** As the PodMonitor has it. */
    private static final Duration EVERY = Duration.ofSeconds(15);

    private static final Duration QUIET = Duration.ofSeconds(45);

    /** Of what fires at once. */
    private static final Duration SHORT = Duration.ofSeconds(45);

    /** Longer than the longest "for" and a scrape. */
    private static final Duration LONG = Duration.ofSeconds(170);

    /** Whether anything fires because it ends. */
    private static final Duration AFTER = Duration.ofSeconds(60);

    private final AlertRules rules = AlertRules.read();

    @TempDir
    Path more;

    @Test
    void nothingHappens() throws IOException {
        drill(plan(), "quiet", Set.of(), vault -> {
            vault.seeds().makeDue(vault.seeds().connections(30, Duration.ofSeconds(500)));
            Outage.lasts(LONG);
        });
    }

    @Test
    void docuSignIsAway() throws IOException {
        drill(plan(), "docusign-away", Set.of("CountersignDocuSignAway"), vault -> {
            new Scenes(vault).docuSignIsAway();
            Outage.lasts(LONG);
            vault.docusign().faults().clear();
            Outage.lasts(AFTER);
        });
    }

    @Test
    void docuSignAsksForPatience() throws IOException {
        drill(plan(), "gate-closed", Set.of("CountersignGateClosed"), vault -> {
            new Scenes(vault).docuSignAsksForPatience(Duration.ofMinutes(10));
            vault.seeds().makeDue(vault.seeds().connections(30, Duration.ofSeconds(500)));
            Outage.lasts(LONG);
        });
    }

    @Test
    void tooManyAreDue() throws IOException {
        Plan slow = plan().with("countersign.refresh.max-per-second", "1");
        drill(slow, "renewals-overdue", Set.of("CountersignRenewalsOverdue"), vault -> {
            vault.seeds().makeDue(vault.seeds().connections(900, Duration.ofHours(2)));
            Outage.lasts(LONG);
        });
    }

    @Test
    void aConsentIsRevoked() throws IOException {
        drill(plan(), "connections-lost", Set.of("CountersignConnectionsLost"), vault -> {
            new Scenes(vault).aConsentIsRevoked();
            Outage.lasts(SHORT);
        });
    }

    @Test
    void aRefreshTokenIsNearItsEnd() throws IOException {
        drill(plan(), "refresh-tokens-ending", Set.of("CountersignRefreshTokensEnding"), vault -> {
            new Scenes(vault).aRefreshTokenIsNearItsEnd();
            Outage.lasts(SHORT);
        });
    }

    @Test
    void theClientSecretIsWrong() throws IOException {
        drill(plan(), "integration-flagged", Set.of("CountersignIntegrationFlagged"), vault -> {
            new Scenes(vault).theClientSecretIsWrong();
            Outage.lasts(LONG);
        });
    }

    @Test
    void aRowIsDamaged() throws IOException {
        drill(plan(), "unreadable", Set.of("CountersignUnreadable"), vault -> {
            new Scenes(vault).aRowIsDamaged();
            Outage.lasts(LONG);
        });
    }

    @Test
    void aReplicaLacksAKey() throws IOException {
        Path keys = Path.of(TestKeyring.configuration().get("countersign.keyring.directory"));
        for (String each : List.of("here", "there")) {
            Files.createDirectories(more.resolve(each));
            Files.copy(keys.resolve("test"), more.resolve(each).resolve("test"), StandardCopyOption.COPY_ATTRIBUTES);
        }
        TestKeyring.write(more.resolve("there").resolve("late"));
        Plan plan = plan().with(
                        "countersign.keyring.directory", more.resolve("here").toString());
        drill(plan, "key-lacking", Set.of("CountersignKeyLacking"), vault -> {
            Replica first = vault.replica(0);
            List<SeededConnection> connections = vault.seeds().connections(40, Duration.ofSeconds(500));
            first.terminate();
            first.awaitEnd();
            first.set("countersign.keyring.directory", more.resolve("there").toString());
            first.set("countersign.keyring.primary", "late");
            first.start();
            first.awaitReady();
            vault.seeds().rewrap(connections, new Seals(more.resolve("there"), "late"));
            vault.seeds().makeDue(connections);
            vault.service().token(vault.replica(1), connections.getFirst(), Api.NEW);
            Outage.lasts(LONG);
        });
    }

    @Test
    void theDatabaseIsRolledBack() throws IOException {
        drill(plan(), "rolled-back", Set.of("CountersignRolledBack"), vault -> {
            vault.docusign().change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofMinutes(9))));
            new Scenes(vault).theDatabaseIsRolledBack();
            Outage.lasts(SHORT);
        });
    }

    @Test
    void theDatabaseIsAway() throws IOException {
        drill(plan(), "database-away", Set.of("CountersignDatabaseAway"), vault -> {
            new Scenes(vault).theDatabaseIsAway();
            Outage.lasts(LONG);
            vault.toDatabase().forEach(TcpProxy::heal);
            Outage.lasts(AFTER);
        });
    }

    @Test
    void theDatabaseIsSlow() throws IOException {
        drill(plan(), "database-slow", Set.of("CountersignDatabaseSlow"), vault -> {
            new Scenes(vault).theDatabaseIsSlow(Duration.ofMillis(300));
            Outage.lasts(LONG.plus(SHORT));
            vault.toDatabase().forEach(TcpProxy::heal);
            Outage.lasts(AFTER);
        });
    }

    @Test
    void theDatabasesClockIsStepped() throws IOException {
        try (PostgresServer server = PostgresServer.startWithClock()) {
            drill(plan().server(server), "clock-stepped", Set.of("CountersignClockStepped"), vault -> {
                server.setClock(Duration.ofSeconds(40));
                Outage.lasts(SHORT);
            });
        }
    }

    @Test
    void aReleaseIsBad() throws IOException {
        drill(plan(), "server-errors", Set.of("CountersignServerErrors"), vault -> {
            Scenes scenes = new Scenes(vault);
            scenes.aReleaseIsBad();
            Outage.lasts(LONG);
            scenes.theReleaseIsTakenBack();
        });
    }

    @Test
    void docuSignIsSlow() throws IOException {
        drill(plan(), "slow", Set.of("CountersignSlow"), vault -> {
            List<SeededConnection> old = vault.seeds().connections(600, Duration.ofHours(2));
            new Scenes(vault).docuSignIsSlow(Duration.ofSeconds(4));
            try (Load waiting = Load.of(
                    6,
                    Duration.ZERO,
                    i -> vault.service().token(vault.replica(i % 2), old.get(i % old.size()), Api.NEW))) {
                Outage.lasts(LONG.plus(SHORT));
                assertThat(waiting.answers()).isNotEmpty().allMatch(Answer::isOk);
            }
        });
    }

    @Test
    void aReplicaIsDown() throws IOException {
        drill(plan(), "down", Set.of("CountersignDown"), vault -> {
            vault.replica(1).kill();
            Outage.lasts(LONG);
        });
    }

    private static Plan plan() {
        return Plan.standard()
                .replicas(2)
                .deadline(Duration.ofSeconds(6))
                .with("countersign.refresh.background", "true")
                .with("countersign.refresh.warn-every", "5S");
    }

    /** With two callers who ask all the time, and at first without the fault. */
    private void drill(Plan plan, String name, Set<String> alerts, Consumer<Installation> fault) throws IOException {
        try (Installation vault = plan.start();
                MetricsRecorder recorder = new MetricsRecorder(name, vault.replicas(), EVERY, rules.metrics())) {
            List<SeededConnection> used = vault.seeds().connections(50, Duration.ofHours(7));
            try (Load load = Load.of(
                    2,
                    Duration.ofMillis(200),
                    i -> vault.service().token(vault.replica(i % 2), used.get(i % used.size())))) {
                Outage.lasts(QUIET);
                fault.accept(vault);
                awaitOneMore(recorder);
                assertThat(load.answers()).isNotEmpty();
            }
            rules.writeTo(TRIED);
            String test = recorder.test(alerts);
            Files.writeString(Files.createDirectories(RECORDINGS).resolve(name + ".yaml"), test);
            Promtool.Result result = Promtool.test(Files.writeString(TRIED.resolve(name + ".yaml"), test));
            assertThat(result.exitCode()).as(result.output()).isZero();
        }
    }

    private static void awaitOneMore(MetricsRecorder recorder) {
        int rounds = recorder.rounds();
        TestingWait.until("one more scrape", EVERY.multipliedBy(3), () -> recorder.rounds() > rounds);
    }
}
