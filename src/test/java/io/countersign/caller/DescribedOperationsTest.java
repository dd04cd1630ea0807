package io.countersign.caller;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.TestDatabase;
import io.countersign.caller.DocumentedOperation.Access;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API's description for programs says what docs/api.md says to people. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class DescribedOperationsTest {
    private JsonNode description;

    @BeforeEach
    void read() throws IOException {
        description = new ObjectMapper()
                .readTree(get("/q/openapi?format=json")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    @Test
    void eachOperationButThePagesIsDescribed() throws IOException {
        List<String> described = new ArrayList<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(DocumentedOperation.all().stream()
                        .filter(operation -> !(operation.access() instanceof Access.Public))
                        .map(DocumentedOperation::toString)
                        .toList());
    }

    @Test
    void permissionsAndStatusesAreThoseOfTheTable() throws IOException {
        for (DocumentedOperation operation : DocumentedOperation.all()) {
            JsonNode described = description
                    .path("paths")
                    .path(operation.path())
                    .path(operation.method().toLowerCase(Locale.ROOT));
            Set<Integer> statuses = new TreeSet<>();
            described.path("responses").fieldNames().forEachRemaining(status -> statuses.add(Integer.valueOf(status)));
            switch (operation.access()) {
                case Access.Needs(Permission needed) -> {
                    assertThat(described.path("x-required-permission").asText())
                            .as(operation.toString())
                            .isEqualTo(needed.toString());
                    assertThat(statuses).as(operation.toString()).contains(401, 403, 404, 429, 500, 503);
                }
                case Access.NeedsAll all -> {
                    assertThat(described.path("x-required-permission").asText())
                            .as(operation.toString())
                            .isEqualTo(all.words());
                    assertThat(statuses).as(operation.toString()).contains(401, 403, 404, 429, 500, 503);
                }
                case Access.AnyCredential any ->
                    assertThat(described.has("x-required-permission"))
                            .as(operation.toString())
                            .isFalse();
                case Access.Public open -> {
                    continue;
                }
            }
            assertThat(statuses).as(operation.toString()).containsAll(operation.statuses());
            assertThat(successes(statuses)).as(operation.toString()).isEqualTo(successes(operation.statuses()));
        }
    }

    private static Set<Integer> successes(Set<Integer> statuses) {
        return statuses.stream().filter(status -> status < 300).collect(Collectors.toSet());
    }

    @Test
    void noTypeOfAFrameworkIsDescribed() {
        assertThat(description.at("/components/schemas").fieldNames())
                .toIterable()
                .allMatch(name -> name.matches("Page\\w+|\\w+(Request|View|Error)|Problem|Permission"), "is ours");
        assertThat(description.toString()).doesNotContain("RoutingContext", "\"Secret\"");
    }
}
