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
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, on what replicas told in the drills ({@code faults.MonitoringDrills}). */
class AlertRulesTest {
    private static final Path RECORDINGS = Path.of("src/test/monitoring");
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
    void eachFiresInItsDrillAndInNoOther() throws IOException {
        rules.writeTo(folder);
        List<Path> copies = new ArrayList<>();
        for (Path recording : recordings()) {
            copies.add(Files.copy(recording, folder.resolve(recording.getFileName())));
        }
        Promtool.Result result = Promtool.test(copies.toArray(Path[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void eachHasOneDrill() throws IOException {
        List<String> firing = new ArrayList<>();
        for (Path recording : recordings()) {
            samples(YAML.readTree(recording.toFile()))
                    .forEach(sample ->
                            firing.add(sample.path("labels").asText().replaceAll("\\{alertname=\"(\\w+)\"}", "$1")));
        }
        assertThat(firing).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(firing)).isEqualTo(rules.alerts());
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

    private static JsonNode samples(JsonNode test) {
        return test.at("/tests/0/promql_expr_test/0/exp_samples");
    }

    private static List<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(all).isNotEmpty();
            return all;
        }
    }
}
