package io.countersign.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What Grafana does not complain about, and shows nothing for. */
class DashboardTest {
    private final Dashboard dashboard = Dashboard.read();

    @Test
    void panelsHaveTheirPlaceAndAQuery() {
        List<JsonNode> panels = dashboard.panels();
        assertThat(panels).hasSizeGreaterThan(15);
        assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(panels)
                .extracting(panel -> panel.at("/gridPos/x") + " " + panel.at("/gridPos/y"))
                .doesNotHaveDuplicates();
        assertThat(panels)
                .allSatisfy(panel -> assertThat(
                                StreamSupport.stream(panel.path("targets").spliterator(), false)
                                        .map(target -> target.path("expr").asText())
                                        .toList())
                        .isNotEmpty()
                        .allMatch(expression -> expression.contains("namespace=~\"$namespace\",job=\"countersign\"")));
    }
}
