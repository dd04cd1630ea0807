package io.countersign.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The dashboard of {@code k8s/components/monitoring}, as Grafana gets it. */
public final class Dashboard {
    private static final Path FILE = Path.of("k8s/components/monitoring/countersign.json");

    private final JsonNode root;

    private Dashboard(JsonNode root) {
        this.root = root;
    }

    /** Reads the file. */
    public static Dashboard read() {
        try {
            return new Dashboard(new ObjectMapper().readTree(FILE.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its panels, without the rows that group them. */
    public List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        root.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** The metrics that its panels and its variables ask for. */
    public Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        panels().forEach(panel -> panel.path("targets")
                .forEach(target ->
                        names.addAll(PromqlMetrics.namedIn(target.path("expr").asText()))));
        root.path("templating").path("list").forEach(variable -> {
            if (variable.path("type").asText().equals("query")) {
                names.addAll(PromqlMetrics.namedIn(
                        variable.path("query").asText().replaceFirst("^label_values\\((.*), *\\w+\\)$", "$1")));
            }
        });
        return names;
    }
}
