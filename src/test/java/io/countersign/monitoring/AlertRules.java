package io.countersign.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The alerts of {@code k8s/components/monitoring}, as the Prometheus operator gets them. */
public final class AlertRules {
    private static final Path RESOURCE = Path.of("k8s/components/monitoring/prometheusrule.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final JsonNode spec;

    private AlertRules(JsonNode spec) {
        this.spec = spec;
    }

    /** Reads the PrometheusRule. */
    public static AlertRules read() {
        try {
            return new AlertRules(YAML.readTree(RESOURCE.toFile()).path("spec"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every rule, in its order: members {@code alert}, {@code expr}, {@code labels}, {@code annotations}. */
    public List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        spec.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** The names of the alerts. */
    public Set<String> alerts() {
        Set<String> names = new TreeSet<>();
        rules().forEach(rule -> names.add(rule.path("alert").asText()));
        return names;
    }

    /** The metrics that the rules ask for. */
    public Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        rules().forEach(rule ->
                names.addAll(PromqlMetrics.namedIn(rule.path("expr").asText())));
        return names;
    }

    /** Writes them into a folder as a file that Prometheus itself reads, {@code rules.yaml}, and answers its path. */
    public Path writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("rules.yaml");
            YAML.writeValue(file.toFile(), spec);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
