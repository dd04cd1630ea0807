package io.countersign.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, as Prometheus' own judge sees them. */
class AlertRulesTest {
    private static final Path TESTS = Path.of("src/test/monitoring/alerts.yaml");
    private static final Path DRILLS = Path.of("src/test/monitoring/recorded");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final AlertRules rules = AlertRules.read();

    @TempDir
    Path folder;

    @BeforeEach
    void needsPromtool() {
        Promtool.assumeInstalled();
    }

    @Test
    void prometheusReadsThem() {
        Promtool.Result result = Promtool.check(rules.writeTo(folder));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void eachFiresForItsCauseAndForNoOther() throws IOException {
        // Given
        rules.writeTo(folder);

        // When
        Promtool.Result result = Promtool.test(Files.copy(TESTS, folder.resolve("alerts.yaml")));

        // Then
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(firing(TESTS)).isEqualTo(rules.alerts());
    }

    /** As {@code MonitoringDrills} and {@code TrustDrills} have recorded them, and one in which nothing happened. */
    @Test
    void eachFiresInItsDrillAndInNoOther() throws IOException {
        // Given
        rules.writeTo(folder);
        List<Path> drills;
        try (Stream<Path> files = Files.list(DRILLS)) {
            drills = files.sorted().toList();
        }
        List<Path> tests = new ArrayList<>();
        List<String> fired = new ArrayList<>();
        for (Path drill : drills) {
            tests.add(Files.copy(drill, folder.resolve(drill.getFileName())));
            fired.add(String.join(", ", firing(drill)));
        }

        // When
        Promtool.Result result = Promtool.test(tests.toArray(Path[]::new));

        // Then
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(fired)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(rules.alerts().stream(), Stream.of("")).toList());
    }

    @Test
    void eachSaysWhatItMeansAndWhatToDo() {
        assertThat(rules.rules()).allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).hasSizeBetween(20, 100);
            assertThat(rule.at("/annotations/description").asText()).hasSizeGreaterThan(200);
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .matches("https://runbooks\\.example\\.com/countersign/[a-z-]+\\.md");
        });
    }

    @Test
    void eachHasItsPageAndItsLineInTheIndex() {
        Map<String, String> named = new TreeMap<>();
        rules.rules()
                .forEach(rule -> named.put(
                        rule.path("alert").asText(),
                        rule.at("/annotations/runbook_url").asText().replaceFirst(".*/", "")));

        assertThat(Runbooks.index()).isEqualTo(named);
        assertThat(Runbooks.pages()).containsAll(named.values());
    }

    /** The alerts that some test of the file expects. */
    private static Set<String> firing(Path tests) throws IOException {
        Set<String> firing = new TreeSet<>();
        for (JsonNode test : YAML.readTree(tests.toFile()).path("tests")) {
            test.at("/promql_expr_test/0/exp_samples")
                    .forEach(sample ->
                            firing.add(sample.path("labels").asText().replaceAll("\\{alertname=\"(\\w+)\"}", "$1")));
        }
        return firing;
    }
}
