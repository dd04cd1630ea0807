package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestKeyring;
import io.countersign.simulator.RotationMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drills of the alerts on DocuSign, connections, database and service, and one in which nothing happens. */
class MonitoringDrills {
    @TempDir
    Path more;

    @Test
    void nothingHappens() throws IOException {
        Drill.run(Drill.plan(), "quiet", Set.of(), vault -> {
            vault.seeds().makeDue(vault.seeds().connections(30, Duration.ofSeconds(500)));
            Outage.lasts(Drill.LONG);
        });
    }

    @Test
    void docuSignIsAway() throws IOException {
        Drill.run(Drill.plan(), "docusign-away", Set.of("CountersignDocuSignAway"), vault -> {
            new Scenes(vault).docuSignIsAway();
            Outage.lasts(Drill.LONG);
            vault.docusign().faults().clear();
            Outage.lasts(Drill.AFTER);
        });
    }

    @Test
    void docuSignAsksForPatience() throws IOException {
        Drill.run(Drill.plan(), "gate-closed", Set.of("CountersignGateClosed"), vault -> {
            new Scenes(vault).docuSignAsksForPatience(Duration.ofMinutes(10));
            vault.seeds().makeDue(vault.seeds().connections(30, Duration.ofSeconds(500)));
            Outage.lasts(Drill.LONG);
        });
    }

    @Test
    void tooManyAreDue() throws IOException {
        Plan slow = Drill.plan().with("countersign.refresh.max-per-second", "1");
        Drill.run(slow, "renewals-overdue", Set.of("CountersignRenewalsOverdue"), vault -> {
            vault.seeds().makeDue(vault.seeds().connections(900, Duration.ofHours(2)));
            Outage.lasts(Drill.LONG);
        });
    }

    @Test
    void aConsentIsRevoked() throws IOException {
        Drill.run(Drill.plan(), "connections-lost", Set.of("CountersignConnectionsLost"), vault -> {
            new Scenes(vault).aConsentIsRevoked();
            Outage.lasts(Drill.SHORT);
        });
    }

    @Test
    void aRefreshTokenIsNearItsEnd() throws IOException {
        Drill.run(Drill.plan(), "refresh-tokens-ending", Set.of("CountersignRefreshTokensEnding"), vault -> {
            new Scenes(vault).aRefreshTokenIsNearItsEnd();
            Outage.lasts(Drill.SHORT);
        });
    }

    @Test
    void theClientSecretIsWrong() throws IOException {
        Drill.run(Drill.plan(), "integration-flagged", Set.of("CountersignIntegrationFlagged"), vault -> {
            new Scenes(vault).theClientSecretIsWrong();
            Outage.lasts(Drill.LONG);
        });
    }

    @Test
    void aRowIsDamaged() throws IOException {
        Drill.run(Drill.plan(), "unreadable", Set.of("CountersignUnreadable"), vault -> {
            new Scenes(vault).aRowIsDamaged();
            Outage.lasts(Drill.LONG);
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
        Plan plan = Drill.plan()
                .with("countersign.keyring.directory", more.resolve("here").toString());
        Drill.run(plan, "key-lacking", Set.of("CountersignKeyLacking"), vault -> {
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
            Outage.lasts(Drill.LONG);
        });
    }

    @Test
    void theDatabaseIsRolledBack() throws IOException {
        Drill.run(Drill.plan(), "rolled-back", Set.of("CountersignRolledBack"), vault -> {
            vault.docusign().change(settings -> settings.withRotation(new RotationMode.Grace(Duration.ofMinutes(9))));
            new Scenes(vault).theDatabaseIsRolledBack();
            Outage.lasts(Drill.SHORT);
        });
    }

    @Test
    void theDatabaseIsAway() throws IOException {
        Drill.run(Drill.plan(), "database-away", Set.of("CountersignDatabaseAway"), vault -> {
            new Scenes(vault).theDatabaseIsAway();
            Outage.lasts(Drill.LONG);
            vault.toDatabase().forEach(TcpProxy::heal);
            Outage.lasts(Drill.AFTER);
        });
    }

    @Test
    void theDatabaseIsSlow() throws IOException {
        Drill.run(Drill.plan(), "database-slow", Set.of("CountersignDatabaseSlow"), vault -> {
            new Scenes(vault).theDatabaseIsSlow(Duration.ofMillis(300));
            Outage.lasts(Drill.LONG.plus(Drill.SHORT));
            vault.toDatabase().forEach(TcpProxy::heal);
            Outage.lasts(Drill.AFTER);
        });
    }

    @Test
    void theDatabasesClockIsStepped() throws IOException {
        try (PostgresServer server = PostgresServer.startWithClock()) {
            Drill.run(Drill.plan().server(server), "clock-stepped", Set.of("CountersignClockStepped"), vault -> {
                server.setClock(Duration.ofSeconds(40));
                Outage.lasts(Drill.SHORT);
            });
        }
    }

    @Test
    void aReleaseIsBad() throws IOException {
        Drill.run(Drill.plan(), "server-errors", Set.of("CountersignServerErrors"), vault -> {
            Scenes scenes = new Scenes(vault);
            scenes.aReleaseIsBad();
            Outage.lasts(Drill.LONG);
            scenes.theReleaseIsTakenBack();
        });
    }

    @Test
    void docuSignIsSlow() throws IOException {
        Drill.run(Drill.plan(), "slow", Set.of("CountersignSlow"), vault -> {
            List<SeededConnection> old = vault.seeds().connections(600, Duration.ofHours(2));
            new Scenes(vault).docuSignIsSlow(Duration.ofSeconds(4));
            try (Load waiting = Load.of(
                    6,
                    Duration.ZERO,
                    i -> vault.service().token(vault.replica(i % 2), old.get(i % old.size()), Api.NEW))) {
                Outage.lasts(Drill.LONG.plus(Drill.SHORT));
                assertThat(waiting.answers()).isNotEmpty().allMatch(Answer::isOk);
            }
        });
    }

    @Test
    void aReplicaIsDown() throws IOException {
        Drill.run(Drill.plan(), "down", Set.of("CountersignDown"), vault -> {
            vault.replica(1).kill();
            Outage.lasts(Drill.LONG);
        });
    }
}
