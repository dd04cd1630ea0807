package io.countersign.simulator;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The served description of the control API names its operations, their parameters and their fields, and no others. */
class ControlDescriptionTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    @AutoClose
    private final DocuSignSimulator simulator =
            DocuSignSimulator.start(SimulatorOptions.onPort(0).withAdmin());

    @AutoClose
    private final TestingApplication application = new TestingApplication(simulator);

    private final JsonNode described = served();

    @Test
    void everyOperationIsDescribedWithItsQueryAndNoOther() {
        Map<String, Set<String>> operations = new TreeMap<>();
        described
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation ->
                                operations.put(operation.getKey() + " " + path.getKey(), query(operation.getValue()))));

        assertThat(operations)
                .isEqualTo(simulator.controlRoutes().stream()
                        .collect(toMap(
                                route -> route.method().toLowerCase(java.util.Locale.ROOT) + " /" + route.path(),
                                route -> new TreeSet<>(route.query()))));
    }

    @Test
    void fieldsAreTheSame() {
        assertThat(fields("Client"))
                .containsExactlyInAnyOrderElementsOf(names(json("clients").path(0)));
        assertThat(fields("User"))
                .containsExactlyInAnyOrderElementsOf(names(json("users").path(0)));
        JsonNode account = json("users").path(0).path("accounts").path(0);
        assertThat(names(schema("User").at("/properties/accounts/items/properties")))
                .containsExactlyInAnyOrderElementsOf(names(account));
        assertThat(fields("LoggedCall"))
                .containsExactlyInAnyOrderElementsOf(names(SimulatorJson.toTree(new LoggedCall(
                        0, Instant.EPOCH, "GET", "/", Map.of(), Map.of(), null, null, null, null, null, null))));
        JsonNode settings = json("settings");
        assertThat(fields("Settings")).containsExactlyInAnyOrderElementsOf(names(settings));
        settings.properties()
                .forEach(group -> assertThat(names(schema("Settings")
                                .path("properties")
                                .path(group.getKey())
                                .path("properties")))
                        .containsExactlyInAnyOrderElementsOf(names(group.getValue())));
    }

    @Test
    void constantsAreTheSame() {
        JsonNode fault = schema("PlannedFault").at("/properties/fault/properties");

        assertThat(fault.at("/target/enum")).isEqualTo(SimulatorJson.toTree(FaultTarget.values()));
        assertThat(schema("Settings").at("/properties/answers/properties/wrong_secret/enum"))
                .isEqualTo(SimulatorJson.toTree(WrongSecretAnswer.values()));
        assertThat(schema("Settings").at("/properties/answers/properties/decline/enum"))
                .isEqualTo(SimulatorJson.toTree(DeclineAnswer.values()));
    }

    @Test
    void effectsAreTheSame() {
        ObjectMapper snakeCase = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        Map<String, Set<String>> known = new TreeMap<>();
        for (JsonSubTypes.Type type :
                FaultEffect.class.getAnnotation(JsonSubTypes.class).value()) {
            Set<String> fields = new TreeSet<>(Set.of("kind"));
            snakeCase
                    .getSerializationConfig()
                    .introspect(snakeCase.constructType(type.value()))
                    .findProperties()
                    .forEach(property -> fields.add(property.getName()));
            known.put(type.name(), fields);
        }
        Map<String, Set<String>> effects = new TreeMap<>();
        for (JsonNode reference : schema("Effect").path("oneOf")) {
            JsonNode effect = described.at(reference.path("$ref").textValue().substring(1));
            effects.put(
                    effect.at("/properties/kind/const").textValue(), new TreeSet<>(names(effect.path("properties"))));
        }

        assertThat(effects).isEqualTo(known);
        assertThat(schema("Effect").at("/discriminator/mapping")).hasSameSizeAs(known.keySet());
        assertThat(schema("Encoded").at("/properties/packing/enum")).isEqualTo(SimulatorJson.toTree(Packing.values()));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = described.findValues("$ref");

        assertThat(references).isNotEmpty();
        references.forEach(reference -> assertThat(
                        described.at(reference.textValue().substring(1)).isMissingNode())
                .as(reference.textValue())
                .isFalse());
    }

    private Set<String> query(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            JsonNode resolved = parameter.has("$ref")
                    ? described.at(parameter.path("$ref").textValue().substring(1))
                    : parameter;
            assertThat(resolved.path("in").textValue()).isEqualTo("query");
            names.add(resolved.path("name").textValue());
        }
        return names;
    }

    private JsonNode schema(String name) {
        return described.path("components").path("schemas").path(name);
    }

    private List<String> fields(String schema) {
        return names(schema(schema).path("properties"));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private JsonNode json(String path) {
        return TestingApplication.json(get(path));
    }

    private JsonNode served() {
        try {
            return new YAMLMapper().readTree(get("openapi.yaml").body());
        } catch (IOException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private HttpResponse<String> get(String path) {
        return application.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/simulator/" + path))
                .build());
    }
}
