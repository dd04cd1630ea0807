package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.simulator.Fault;
import io.countersign.simulator.FaultTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What an operator is told while DocuSign answers 503 and a hundred connections are due. Lasts until a replica tells of
 * it; {@code -Dfaults.outage=PT170S} for so long at least.
 */
class OutageFaults {
    private static final Duration OUTAGE = Duration.parse(System.getProperty("faults.outage", "PT0S"));

    /** Until each replica has looked at the rows once more. */
    private static final double LOOKED = 17;

    private static final double LONG_DUE = 60;
    private static final int DUE = 100;

    /** So few that no replica takes up all that is due at once: each one has answers to hear. */
    private static final int PER_SECOND = 12;

    @AutoClose
    private static Installation vault;

    /**
     * What a replica told.
     *
     * @param after seconds of outage
     */
    private record Sample(double after, double overdue, double gate, double away) {}

    @BeforeAll
    static void start() {
        vault = Plan.standard()
                .replicas(2)
                .with("countersign.refresh.max-per-second", Integer.toString(PER_SECOND))
                .with("countersign.refresh.background", "true")
                .start();
    }

    @Test
    @DisplayName("An outage of DocuSign is told by the metrics of every replica, and by two lines")
    void anOutageIsTold() {
        // Given
        List<SeededConnection> due = vault.seeds().connections(DUE, Duration.ofHours(1));
        vault.docusign().faults().always(Fault.serverError(FaultTarget.TOKEN_REFRESH));
        vault.seeds().makeDue(due);
        long began = System.nanoTime();

        // When
        List<Sample> samples = new ArrayList<>();
        TestingWait.until("a replica tells", OUTAGE.plusSeconds(90), () -> {
            vault.replicas().forEach(replica -> samples.add(sample(replica, secondsSince(began))));
            return samples.getLast().after() >= OUTAGE.toSeconds() && lines("docusign_away") > 0;
        });
        vault.docusign().faults().clear();
        // Each hears DocuSign again: of a replica that nothing is left for, the end is told minutes later.
        vault.replicas()
                .forEach(replica -> vault.service()
                        .tokenAtLast(replica, vault.seeds().connection(Duration.ofHours(1)), Api.NEW, 200));

        // Then
        assertThat(samples)
                .filteredOn(sample -> sample.after() > LOOKED)
                .isNotEmpty()
                .allSatisfy(sample -> {
                    assertThat(sample.overdue()).isGreaterThan(sample.after() - 1);
                    assertThat(sample.gate()).isPositive();
                });
        assertThat(samples)
                .filteredOn(sample -> sample.after() > LONG_DUE)
                .allSatisfy(sample -> assertThat(sample.overdue()).isGreaterThan(LONG_DUE));
        assertThat(samples).anyMatch(sample -> sample.away() == 1);
        TestingWait.until("whoever told of it tells its end", () -> lines("docusign_back") == lines("docusign_away"));
        assertThat(vault.replicas()).allSatisfy(replica -> {
            assertThat(lines(replica, "docusign_away")).isLessThanOrEqualTo(1);
            assertThat(lines(replica, "docusign_back")).isEqualTo(lines(replica, "docusign_away"));
            assertThat(replica.metric("countersign_docusign_away")).isZero();
        });
        report(samples);
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static Sample sample(Replica replica, double after) {
        return new Sample(
                after,
                replica.metric("countersign_refresh_overdue_seconds"),
                replica.metric("countersign_refresh_gate"),
                replica.metric("countersign_docusign_away"));
    }

    private static long lines(String word) {
        return vault.replicas().stream()
                .mapToLong(replica -> lines(replica, word))
                .sum();
    }

    private static long lines(Replica replica, String word) {
        return replica.written()
                .lines()
                .filter(line -> line.contains(word + " environment="))
                .count();
    }

    private static void report(List<Sample> samples) {
        System.out.printf(
                "Outage: %d samples, %d after 60 s of which %d above 60; %d replicas told of it%n",
                samples.size(),
                samples.stream().filter(sample -> sample.after() > LONG_DUE).count(),
                samples.stream()
                        .filter(sample -> sample.after() > LONG_DUE && sample.overdue() > LONG_DUE)
                        .count(),
                lines("docusign_away"));
    }
}
