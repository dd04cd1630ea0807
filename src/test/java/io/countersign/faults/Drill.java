package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.monitoring.AlertRules;
import io.countersign.monitoring.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A drill of one alert, in its full length, with what two replicas tell meanwhile: the alert fires in it, and no other
 * does. Not part of CI, for they take more than an hour; {@link MonitoringFaults} is their short form. {@code
 * -Dfaults.record} names a folder for the recordings.
 */
final class Drill {
    /** Of what fires at once. */
    static final Duration SHORT = Duration.ofSeconds(45);

    /** Longer than the longest "for" and a scrape. */
    static final Duration LONG = Duration.ofSeconds(170);

    /** Whether anything fires because it ends. */
    static final Duration AFTER = Duration.ofSeconds(60);

    private static final Path TRIED = Path.of("target/monitoring");
    private static final Path RECORDINGS = Path.of(System.getProperty("faults.record", TRIED.toString()));

    /** As the PodMonitor has it. */
    private static final Duration EVERY = Duration.ofSeconds(15);

    private static final Duration QUIET = Duration.ofSeconds(45);

    private Drill() {}

    /** Two replicas that renew in the background. */
    static Plan plan() {
        return Plan.standard()
                .replicas(2)
                .deadline(Duration.ofSeconds(6))
                .with("countersign.refresh.background", "true")
                .with("countersign.refresh.warn-every", "5S");
    }

    /** With two callers who ask all the time, and at first without the fault. */
    static void run(Plan plan, String name, Set<String> alerts, Consumer<Installation> fault) throws IOException {
        AlertRules rules = AlertRules.read();
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
