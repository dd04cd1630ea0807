package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The figures of {@code docs/capacity.md} that are the same on every machine. {@code .ci/measure-capacity} measures
 * them, with more rows ({@code -Dcapacity.connections}), and what depends on the machine too:
 * {@link CapacityLoadFaults}.
 */
@EnabledIfSystemProperty(named = "capacity.measure", matches = "true")
class CapacityFaults {
    private static final int CONNECTIONS = Integer.getInteger("capacity.connections", 200);
    private static final int CUSTOMERS = 20;
    private static final int CALLERS = 8;
    private static final int RENEWALS = 12;
    private static final Duration OLD = Duration.ofSeconds(500);
    private static final Duration LONG = Duration.ofHours(7);

    /** As {@code autovacuum_vacuum_scale_factor} has it: of five rows, one is dead when it comes. */
    private static final int VACUUMS_EACH = 5;

    private static final CapacityPage PAGE = CapacityPage.read();

    private static Sessions sessions;
    private static Installation vault;
    private static Replica replica;
    private static Space space;

    @BeforeAll
    static void start() {
        Plan plan = Plan.standard()
                .replicas(1)
                .deadline(Duration.ofSeconds(30))
                // Rows that are made old here are to be found so, and not in memory as they were.
                .with("countersign.issuing.fresh-for", "0S");
        sessions = Sessions.of(plan.server());
        vault = plan.start();
        replica = vault.replica(0);
        space = new Space(vault.database());
    }

    @AfterAll
    static void stop() {
        vault.close();
        sessions.close();
    }

    @Test
    @DisplayName("Connections to PostgreSQL, from a replica's start to its full load")
    void connectionsToPostgres() throws IOException {
        // Given
        List<SeededConnection> connections = vault.seeds().connections(400, LONG);

        // When
        Api.all(connections.stream()
                .map(each -> vault.service().tokenLater(replica, each, 60))
                .toList());

        // Then
        double each = sessions.most(vault.database().name());
        String deployment = Files.readString(Path.of("k8s/base/deployment.yaml"));
        PAGE.holds(Map.of(
                Figure.CONNECTIONS_OF_A_REPLICA,
                each,
                Figure.CONNECTIONS_IN_A_SURGE,
                each * (number("replicas", deployment) + number("maxSurge", deployment))));
    }

    @Test
    @DisplayName("Disk of a connection, renewed twelve times, and of the issue records that this leaves")
    void diskOfConnectionsAndIssueRecords() {
        // Given
        space.vacuumOnlyWhenTold();
        long empty = space.ofConnections();
        List<SeededConnection> connections = vault.seeds().connections(CONNECTIONS, OLD);
        long seeded = space.ofConnections();
        long records = space.issueRecords();
        long before = space.of("issue_record");

        // When
        for (int i = 0; i < RENEWALS; i++) {
            renewAll(connections);
        }
        TestingWait.until("all is written down", () -> space.issueRecords() - records >= (long) RENEWALS * CONNECTIONS);

        // Then
        PAGE.holds(Map.of(
                Figure.NEW_CONNECTION,
                (seeded - empty) / (double) CONNECTIONS,
                Figure.RENEWED_CONNECTION,
                (space.ofConnections() - empty) / (double) CONNECTIONS,
                Figure.ISSUE_RECORD,
                (space.of("issue_record") - before) / (double) (space.issueRecords() - records)));
    }

    @Test
    @DisplayName("Events of a customer who connects, and their disk")
    void eventsOfAnOnboarding() {
        // Given
        Onboarding onboarding = new Onboarding(vault, replica);
        long before = space.rows("audit_event");

        // When
        for (int i = 0; i < CUSTOMERS; i++) {
            onboarding.customer();
        }

        // Then
        PAGE.holds(Map.of(
                Figure.EVENTS_OF_AN_ONBOARDING,
                (space.rows("audit_event") - before) / (double) CUSTOMERS,
                Figure.EVENT,
                space.bytesOfManyEvents()));
    }

    @Test
    @DisplayName("Heap of the connections that a replica could issue without the database")
    void heapOfConnectionsInUse() {
        // Given
        List<SeededConnection> connections = vault.seeds().connections(1_000, LONG);
        List<SeededConnection> first = connections.subList(0, 200);
        askForAll(first);
        long before = LiveHeap.of(replica.handle());

        // When
        askForAll(connections);

        // Then
        PAGE.holds(Map.of(
                Figure.CACHED_CONNECTION,
                (LiveHeap.of(replica.handle()) - before) / (double) (connections.size() - first.size())));
    }

    /** Few at once: a JVM that has just been started answers a thousand cold ones later than its database deadline. */
    private static void askForAll(List<SeededConnection> connections) {
        Counted answers = Counted.of(
                CALLERS,
                i -> i < connections.size(),
                i -> vault.service().tokenLater(replica, connections.get(i), 60).join());
        assertThat(answers.refused()).as("answers without a token").isZero();
    }

    /** A fifth of them after the other, each with the vacuum that comes when a fifth is dead. */
    private static void renewAll(List<SeededConnection> connections) {
        space.makeOld(connections, OLD);
        int part = connections.size() / VACUUMS_EACH;
        for (int i = 0; i < connections.size(); i += part) {
            assertThat(Api.all(connections.subList(i, Math.min(i + part, connections.size())).stream()
                            .map(each -> vault.service().tokenLater(replica, each, Api.NEW))
                            .toList()))
                    .allMatch(Answer::isOk);
            space.vacuum();
        }
    }

    private static int number(String name, String yaml) {
        Matcher found = Pattern.compile("(?m)^ *" + name + ": ([0-9]+)$").matcher(yaml);
        if (!found.find()) {
            throw new AssertionError("No " + name);
        }
        return Integer.parseInt(found.group(1));
    }
}
