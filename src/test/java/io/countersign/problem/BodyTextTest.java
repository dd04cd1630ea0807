package io.countersign.problem;

import static io.countersign.TestingCaller.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What text may hold, whichever field of a body it stands in. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class BodyTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONNECTION = "/v1/tenants/nobody/connections/default";

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "a\\udc00b", "\\udc00\\ud800", "\\u0000", "a\\u0000b"})
    void eachTextOfEachBodyMustBeUnicode(String text) throws IOException {
        JsonNode api = description();
        List<String> tried = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Map.Entry<String, JsonNode> item : api.path("paths").properties()) {
            String path = item.getKey().replaceAll("\\{[^}]*}", "nobody");
            for (Map.Entry<String, JsonNode> operation : item.getValue().properties()) {
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                String schema = operation
                        .getValue()
                        .at("/requestBody/content/application~1json/schema/$ref")
                        .asText();
                for (TextPlace place : places(api, schema, "")) {
                    tried.add(place.path);
                    var answer = operator()
                            .body(place.body.replace(TextPlace.MARK, text))
                            .request(method, path);
                    if (answer.statusCode() != 422
                            || !answer.jsonPath().getList("errors.field").contains(place.path)) {
                        taken.add(method + " " + path + " " + place.path + ": " + answer.statusCode());
                    }
                }
            }
        }
        assertThat(tried)
                .contains("client_secret", "grants[0].tenants[0]", "display_name", "return_url", "scopes[0]")
                .hasSizeGreaterThan(12);
        assertThat(taken).isEmpty();
    }

    /** A body with a mark where a text goes. */
    private record TextPlace(String path, String body) {
        static final String MARK = "the-text";
    }

    private static List<TextPlace> places(JsonNode api, String schema, String path) {
        List<TextPlace> places = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : api.at(schema.isEmpty() ? "/none" : schema.substring(1))
                .path("properties")
                .properties()) {
            for (TextPlace place : placesOf(api, property.getValue(), path + property.getKey())) {
                ObjectNode body = JSON.createObjectNode();
                places.add(new TextPlace(
                        place.path,
                        body.putRawValue(property.getKey(), new RawValue(place.body))
                                .toString()));
            }
        }
        return places;
    }

    private static List<TextPlace> placesOf(JsonNode api, JsonNode schema, String path) {
        if (schema.has("$ref")
                && api.at(schema.get("$ref").asText().substring(1)).has("properties")) {
            return places(api, schema.get("$ref").asText(), path + ".");
        }
        if (schema.has("anyOf")) {
            return StreamSupport.stream(schema.get("anyOf").spliterator(), false)
                    .flatMap(form -> placesOf(api, form, path).stream())
                    .toList();
        }
        String types = (schema.has("$ref") ? api.at(schema.get("$ref").asText().substring(1)) : schema)
                .path("type")
                .toString();
        if (types.contains("string")) {
            return List.of(new TextPlace(path, "\"" + TextPlace.MARK + "\""));
        }
        if (types.contains("array")) {
            return placesOf(api, schema.path("items"), path + "[0]").stream()
                    .map(place -> new TextPlace(place.path, "[" + place.body + "]"))
                    .toList();
        }
        assertThat(types).as(path).matches("(\"(integer|boolean|null)\"|\\[\"(integer|number|boolean)\",\"null\"])");
        return List.of();
    }

    private static JsonNode description() throws IOException {
        return JSON.readTree(RestAssured.given()
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200B", "\u3164", "\u2800", "\u115F", "\uFE0F", "\uDB40\uDC41", "\u2003", " ", "\u202Ex"})
    void aNameThatNobodySeesIsNone(String name) {
        operator()
                .body(Map.of("display_name", name))
                .put("/v1/tenants/unseen")
                .then()
                .statusCode(422)
                .body("errors.field", contains("display_name"));
        operator()
                .body(Map.of("integration", "main", "expected_email", name + "@" + name))
                .put(CONNECTION)
                .then()
                .statusCode(422)
                .body("errors.field", contains("expected_email"));
    }

    @Test
    void theLengthOfANameIsCountedInCharactersAsPeopleDo() {
        String unicorn = "\uD83E\uDD84";
        operator()
                .body(Map.of("display_name", unicorn.repeat(200)))
                .put("/v1/tenants/unicorns")
                .then()
                .statusCode(201);
        operator()
                .body(Map.of("display_name", unicorn.repeat(201)))
                .put("/v1/tenants/unicorns")
                .then()
                .statusCode(422);
        operator().delete("/v1/tenants/unicorns").then().statusCode(204);
    }
}
